import { describe, expect, test } from "vitest";
import { concatBytes } from "../bytes.ts";
import { box, fullBox, u32 } from "./box.ts";
import { parseMediaSegment } from "./movie-fragment.ts";

const mfhd = fullBox("mfhd", 0, 0, u32(9));
const tfdt = fullBox("tfdt", 0, 0, u32(500));
const NON_SYNC = 0x10000;
const DEFAULTS = new Map([[1, { duration: 40, size: 3, flags: NON_SYNC }]]);

const segment = (...trafs: Uint8Array[][]) =>
  concatBytes([
    box("moof", mfhd, ...trafs.map((boxes) => box("traf", ...boxes))),
    box("mdat", new Uint8Array(64)),
  ]);

describe("fragments of other writers", () => {
  test("take what they do not say from the track's defaults", () => {
    const bytes = segment([
      fullBox("tfhd", 0, 0x20000, u32(1)),
      tfdt,
      fullBox("trun", 0, 0x5, u32(2, 96, 0)),
    ]);
    expect(parseMediaSegment(bytes, DEFAULTS)).toEqual([
      {
        sequenceNumber: 9,
        tracks: [
          {
            trackId: 1,
            baseMediaDecodeTime: 500,
            samples: [
              { offset: 96, size: 3, duration: 40, compositionOffset: 0, sync: true },
              { offset: 99, size: 3, duration: 40, compositionOffset: 0, sync: false },
            ],
          },
        ],
      },
    ]);
  });

  test("and override them in tfhd, with runs that follow one another", () => {
    const tfhd = fullBox("tfhd", 0, 0x2003a, u32(1, 1, 50, 5, 0));
    const runs = [
      fullBox("trun", 0, 0x201, u32(1, 120, 10)),
      fullBox("trun", 0, 0x800, u32(2, 2 ** 31, 7)),
      fullBox("trun", 1, 0x900, u32(1, 60, -7)),
    ];
    const [fragment] = parseMediaSegment(segment([tfhd, tfdt, ...runs]));
    expect(fragment?.tracks[0]?.samples).toEqual([
      { offset: 120, size: 10, duration: 50, compositionOffset: 0, sync: true },
      { offset: 130, size: 5, duration: 50, compositionOffset: 2 ** 31, sync: true },
      { offset: 135, size: 5, duration: 50, compositionOffset: 7, sync: true },
      { offset: 140, size: 5, duration: 60, compositionOffset: -7, sync: true },
    ]);
  });

  test("may count from the file's start, or from the end of the track before", () => {
    const first = [fullBox("tfhd", 0, 0x1, u32(1, 0, 1100)), tfdt, fullBox("trun", 0, 0x1, u32(1, 50))];
    const second = [fullBox("tfhd", 0, 0, u32(1)), tfdt, fullBox("trun", 0, 0, u32(1))];
    const [fragment] = parseMediaSegment(segment(first, second), DEFAULTS, 1000);
    expect(fragment?.tracks.map(({ samples }) => samples[0]?.offset)).toEqual([150, 153]);
  });

  test("may be several", () => {
    const one = segment([fullBox("tfhd", 0, 0x20000, u32(1)), tfdt, fullBox("trun", 0, 0x1, u32(1, 96))]);
    const offsets = parseMediaSegment(concatBytes([one, one]), DEFAULTS).map(
      ({ tracks }) => tracks[0]?.samples[0]?.offset,
    );
    expect(offsets).toEqual([96, 96 + one.length]);
  });

  test.each([
    ["a sample past the end", fullBox("trun", 0, 0x201, u32(1, 90, 1000))],
    ["a sample before the start", fullBox("trun", 0, 0x1, u32(1, -5))],
    ["more samples than lines", fullBox("trun", 0, 0x201, u32(2 ** 32 - 1, 90, 1))],
  ])("with %s are refused", (_, trun) => {
    const bytes = segment([fullBox("tfhd", 0, 0x20000, u32(1)), tfdt, trun]);
    expect(() => parseMediaSegment(bytes, DEFAULTS)).toThrow(
      expect.objectContaining({ name: "MediaFormatError" }),
    );
  });

  test("with endless empty samples are refused", () => {
    const bytes = segment([
      fullBox("tfhd", 0, 0x20000, u32(1)),
      tfdt,
      fullBox("trun", 0, 0x1, u32(2 ** 32 - 1, 90)),
    ]);
    expect(() => parseMediaSegment(bytes)).toThrow("Run of 4294967295 samples");
  });

  test("without a decode time are refused", () => {
    const bytes = segment([fullBox("tfhd", 0, 0x20000, u32(1))]);
    expect(() => parseMediaSegment(bytes)).toThrow('Box "traf" has no "tfdt"');
  });
});
