import { describe, expect, it } from "vitest";
import { audioCodeSamples } from "./audio-code.ts";
import { avOffsets, median } from "./av-offset.ts";

const RATE = 48_000;
/** Ten seconds of source 4 from its second 8 on, heard from clock time 100 s on. */
const sound = { sampleRate: RATE, start: 100, samples: audioCodeSamples(4, RATE, 8 * RATE, 10 * RATE) };

describe("avOffsets", () => {
  it("tells how far sound is ahead, across the wrap of the code", () => {
    const frames = Array.from({ length: 200 }, (_, i) => ({
      code: { source: 4, frame: 200 + i },
      audioTime: 100 + i / 25 + 0.03,
    }));
    const offsets = avOffsets(frames, sound, () => 25);
    expect(offsets).toHaveLength(200);
    for (const { seconds } of offsets) expect(seconds).toBeCloseTo(0.03, 3);
  });

  it("leaves out what cannot be compared", () => {
    const at = (code: { source: number; frame: number } | null, audioTime?: number) =>
      avOffsets([{ code, ...(audioTime === undefined ? {} : { audioTime }) }], sound, () => 25);
    expect(at({ source: 5, frame: 200 }, 100)).toEqual([]);
    expect(at(null, 100)).toEqual([]);
    expect(at({ source: 4, frame: 200 })).toEqual([]);
    expect(at({ source: 4, frame: 200 }, 99)).toEqual([]);
    expect(at({ source: 4, frame: 200 }, 109.99)).toEqual([]);
  });
});

describe("median", () => {
  it("is the middle, or halfway between the two in the middle", () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});
