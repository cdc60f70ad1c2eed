import { describe, expect, test } from "vitest";
import { concatBytes } from "../bytes.ts";
import { box, fullBox, u32 } from "./box.ts";
import { parseInit, sampleDefaults, writeAudioInit, writeVideoInit } from "./init-segment.ts";
import { writeMovieHeader, writeTrackExtends } from "./track-boxes.ts";

const AVCC = Uint8Array.from([1, 100, 0, 13, 255, 225, 0, 0, 0]);
const VIDEO = { timescale: 240_000, width: 720, height: 576, avcC: AVCC };
const AUDIO = { timescale: 48_000, channels: 2, sampleRate: 48_000, config: Uint8Array.of(0x11, 0x90) };
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

describe("video init segment", () => {
  test("says what it was told, and nothing else", () => {
    const bytes = writeVideoInit({ ...VIDEO, trackId: 3, pixelAspect: { num: 64, den: 45 } });
    expect(parseInit(bytes)).toEqual({
      tracks: [
        {
          id: 3,
          handler: "vide",
          timescale: 240_000,
          sampleEntry: "avc1",
          width: 720,
          height: 576,
          avcC: AVCC,
          pixelAspect: { num: 64, den: 45 },
          defaults: { duration: 0, size: 0, flags: 0 },
        },
      ],
      editLists: [],
      movieTimescale: 240_000,
    });
    expect(bytes).toEqual(writeVideoInit({ ...VIDEO, trackId: 3, pixelAspect: { num: 64, den: 45 } }));
    expect(latin1(bytes)).not.toMatch(/udta|meta|uuid/);
  });

  test("can allow parameter sets in the samples", () => {
    expect(parseInit(writeVideoInit({ ...VIDEO, sampleEntry: "avc3" })).tracks[0]?.sampleEntry).toBe("avc3");
  });

  test("can tell colours", () => {
    const colour = { primaries: 1, transfer: 13, matrix: 5, fullRange: true };
    const text = latin1(writeVideoInit({ ...VIDEO, colour }));
    expect(text).toContain("colrnclx\x00\x01\x00\x0d\x00\x05\x80");
  });
});

test("audio init segment says what it was told", () => {
  expect(parseInit(writeAudioInit(AUDIO)).tracks).toEqual([
    {
      id: 1,
      handler: "soun",
      timescale: 48_000,
      sampleEntry: "mp4a",
      channels: 2,
      sampleRate: 48_000,
      audioConfig: AUDIO.config,
      defaults: { duration: 0, size: 0, flags: 0 },
    },
  ]);
  expect(parseInit(writeAudioInit({ ...AUDIO, sampleRate: 96_000 })).tracks[0]?.sampleRate).toBe(0);
});

describe("other writers' init segments", () => {
  const trak = (init: Uint8Array): Uint8Array => {
    const moov = [...init.subarray(28)];
    const at = latin1(Uint8Array.from(moov)).indexOf("trak") - 4;
    const size = new DataView(Uint8Array.from(moov).buffer).getUint32(at);
    return Uint8Array.from(moov.slice(at, at + size));
  };

  test("may have edit lists and defaults", () => {
    const video = trak(writeVideoInit(VIDEO));
    const edits = fullBox("elst", 0, 0, u32(2, 500, -1, 0x10000, 1000, 2048, 0x10000));
    const withEdits = box("trak", video.subarray(8), box("edts", edits));
    const trex = fullBox("trex", 0, 0, u32(1, 1, 8000, 20, 0x1010000));
    const moov = box("moov", writeMovieHeader(1000, 2), withEdits, box("mvex", trex));
    const init = parseInit(concatBytes([box("free"), moov]));
    expect(init.editLists).toEqual([
      {
        trackId: 1,
        edits: [
          { segmentDuration: 500, mediaTime: -1, rate: 1 },
          { segmentDuration: 1000, mediaTime: 2048, rate: 1 },
        ],
      },
    ]);
    expect(sampleDefaults(init)).toEqual(new Map([[1, { duration: 8000, size: 20, flags: 0x1010000 }]]));
  });

  test("that make no sense are refused", () => {
    expect(() => parseInit(box("ftyp"))).toThrow('No "moov" box');
    const noMedia = box("moov", writeMovieHeader(1, 2), box("trak"), box("mvex", writeTrackExtends(1)));
    expect(() => parseInit(noMedia)).toThrow('Box "trak" has no "tkhd"');
    expect(() => parseInit(writeVideoInit({ ...VIDEO, timescale: 0 }))).toThrow("Timescale is 0");
  });
});
