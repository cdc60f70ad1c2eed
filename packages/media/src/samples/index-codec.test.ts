import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeTrack } from "../testing/track.ts";
import { decodeIndex, encodeIndex } from "./index-codec.ts";
import type { AudioIndex } from "./track-index.ts";

describe("sample index", () => {
  it("reads back what it wrote", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 80 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 0, max: 5 }),
        (gops, bFrames) => {
          const { index } = makeTrack({ gops, bFrames });
          expect(decodeIndex(encodeIndex(index))).toEqual(index);
        },
      ),
    );
    const audio: AudioIndex = {
      kind: "audio",
      rendition: "a0",
      sampleRate: 44_100,
      channels: 1,
      codec: "mp4a.40.2",
      config: Uint8Array.of(0x12, 0x08),
      startSample: -1024,
      sizes: Uint32Array.of(300, 7, 70_000),
      chunkStarts: Uint32Array.of(0, 2, 3),
    };
    expect(decodeIndex(encodeIndex(audio))).toEqual(audio);
  });

  it("is a few bytes a sample", () => {
    const { index } = makeTrack({ gops: Array(1000).fill(30) });
    expect(encodeIndex(index).length).toBeLessThan(30_000 * 7.2);
  });

  it("refuses other bytes and cut-off ones", () => {
    const bytes = encodeIndex(makeTrack({ gops: [25] }).index);
    expect(() => decodeIndex(bytes.subarray(0, bytes.length - 9))).toThrow("cut short");
    expect(() => decodeIndex(new TextEncoder().encode("something else"))).toThrow("no sample index");
  });
});
