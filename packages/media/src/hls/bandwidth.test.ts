import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLICKS_PER_SECOND } from "../time.ts";
import { averageBandwidth, peakBandwidth } from "./bandwidth.ts";

const segment = (seconds: number, bytes: number) => ({ duration: seconds * FLICKS_PER_SECOND, bytes });

/** The definition, word for word. */
function peakByDefinition(segments: readonly { duration: number; bytes: number }[], target: number): number {
  let peak = 0;
  for (let i = 0; i < segments.length; i++) {
    for (let j = i; j < segments.length; j++) {
      const set = segments.slice(i, j + 1);
      const seconds = set.reduce((sum, { duration }) => sum + duration, 0) / FLICKS_PER_SECOND;
      const bits = set.reduce((sum, { bytes }) => sum + bytes * 8, 0);
      if (seconds >= target / 2 && seconds <= target * 1.5) peak = Math.max(peak, Math.ceil(bits / seconds));
    }
  }
  return peak;
}

describe("peak bandwidth", () => {
  it("does not count a sliver by itself", () => {
    const segments = [segment(6, 600_000), segment(0.04, 40_000), segment(6, 600_000)];
    expect(peakBandwidth(segments, 6)).toBe(Math.ceil((640_000 * 8) / 6.04));
  });

  it("counts slivers together", () => {
    const segments = [segment(1, 1000), segment(1, 500_000), segment(1, 500_000), segment(1, 500_000)];
    expect(peakBandwidth(segments, 6)).toBe(4_000_000);
  });

  it("is the average of a playlist shorter than half the target", () => {
    expect(peakBandwidth([segment(1, 1000), segment(1, 3000)], 6)).toBe(16_000);
  });

  it("does not leave out a segment longer than one and a half targets", () => {
    expect(peakBandwidth([segment(2, 100), segment(10, 1_000_000)], 2)).toBe(800_000);
  });

  it("is 0 for nothing", () => {
    expect(peakBandwidth([], 6)).toBe(0);
    expect(averageBandwidth([])).toBe(0);
  });

  it("follows the definition", () => {
    const segments = fc.array(
      fc.record({
        duration: fc.integer({ min: 1, max: 60 }).map((tenths) => (tenths * FLICKS_PER_SECOND) / 10),
        bytes: fc.integer({ min: 1, max: 5_000_000 }),
      }),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(segments, (list) => {
        const expected = peakByDefinition(list, 6) || averageBandwidth(list);
        expect(Math.abs(peakBandwidth(list, 6) - expected)).toBeLessThanOrEqual(1);
      }),
    );
  });
});
