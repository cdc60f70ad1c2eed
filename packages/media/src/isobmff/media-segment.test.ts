import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concatBytes } from "../bytes.ts";
import { iterateBoxes } from "./box.ts";
import { type MediaSegment, mediaSegmentHeader, mediaSegmentHeaderSize } from "./media-segment.ts";
import { parseMediaSegment } from "./movie-fragment.ts";

const samples = fc.array(
  fc.record({
    size: fc.integer({ min: 0, max: 300 }),
    duration: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    compositionOffset: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
    sync: fc.boolean(),
  }),
  { maxLength: 50 },
);

describe("media segment header", () => {
  test("with its payload is a segment that says what it was told", () => {
    const time = fc.maxSafeNat();
    const id = fc.integer({ min: 1, max: 2 ** 32 - 1 });
    const choice = fc.record({ durations: fc.boolean(), offsets: fc.boolean(), sync: fc.boolean() });
    fc.assert(
      fc.property(samples, time, id, choice, (list, baseMediaDecodeTime, trackId, each) => {
        const header = mediaSegmentHeader({
          trackId,
          sequenceNumber: trackId,
          baseMediaDecodeTime,
          samples: {
            sizes: list.map(({ size }) => size),
            durations: each.durations ? list.map(({ duration }) => duration) : 1024,
            ...(each.offsets && { compositionOffsets: list.map((sample) => sample.compositionOffset) }),
            ...(each.sync && { sync: list.map(({ sync }) => sync) }),
          },
        });
        const payload = new Uint8Array(list.reduce((sum, { size }) => sum + size, 0));
        const segment = concatBytes([header, payload]);
        expect([...iterateBoxes(segment)].map(({ type }) => type)).toEqual(["styp", "moof", "mdat"]);
        const shape = { durations: each.durations, compositionOffsets: each.offsets, sync: each.sync };
        expect(header.length).toBe(mediaSegmentHeaderSize({ sampleCount: list.length, ...shape }));
        let offset = header.length;
        const expected = list.map((sample) => {
          const at = offset;
          offset += sample.size;
          return {
            offset: at,
            size: sample.size,
            duration: each.durations ? sample.duration : 1024,
            compositionOffset: each.offsets ? sample.compositionOffset : 0,
            sync: each.sync ? sample.sync : true,
          };
        });
        expect(parseMediaSegment(segment)).toEqual([
          { sequenceNumber: trackId, tracks: [{ trackId, baseMediaDecodeTime, samples: expected }] },
        ]);
      }),
    );
  });

  test("flags samples as CMAF wants them", () => {
    const header = mediaSegmentHeader({
      baseMediaDecodeTime: 2 ** 32 + 5,
      samples: { sizes: [7, 9], durations: 1, sync: [1, 0] },
    });
    const hex = Buffer.from(header).toString("hex");
    expect(hex).toContain("7466647401000000" + "0000000100000005");
    expect(hex).toContain(
      "7472756e01000601" + "00000002" + "00000074" + "00000007" + "02000000" + "00000009" + "01010000",
    );
    expect(hex).toMatch(/000000186d646174$/);
  });

  test("refuses what it cannot tell", () => {
    const good: MediaSegment = { baseMediaDecodeTime: 0, samples: { sizes: [1, 2], durations: 1 } };
    for (const time of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => mediaSegmentHeader({ ...good, baseMediaDecodeTime: time })).toThrow(RangeError);
    }
    for (const wrong of [{ durations: [1] }, { compositionOffsets: [1, 2, 3] }, { sync: [] }]) {
      expect(() => mediaSegmentHeader({ ...good, samples: { ...good.samples, ...wrong } })).toThrow(
        RangeError,
      );
    }
    expect(() => mediaSegmentHeader({ ...good, samples: { sizes: [2 ** 32 - 8], durations: 1 } })).toThrow(
      RangeError,
    );
  });
});
