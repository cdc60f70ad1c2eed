import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { smoothPath } from "./smooth-path.ts";
import type { PathPoint } from "./taut-path.ts";

const FASTEST = 20;
const paths = fc
  .record({
    from: fc.nat(1000),
    first: fc.nat(500),
    steps: fc.array(
      fc.record({
        frames: fc.integer({ min: 1, max: 60 }),
        speed: fc.integer({ min: -FASTEST, max: FASTEST }),
      }),
      { minLength: 1, maxLength: 10 },
    ),
    after: fc.nat(50),
  })
  .map(({ from, first, steps, after }) => {
    const path: PathPoint[] = [{ frame: from, place: first }];
    for (const { frames, speed } of steps) {
      const last = path.at(-1)!;
      path.push({ frame: last.frame + frames, place: last.place + speed * frames });
    }
    return { path, from, to: path.at(-1)!.frame + after + 1 };
  });

function placeAt(path: readonly PathPoint[], frame: number): number {
  const n = path.findLastIndex((point) => point.frame <= frame);
  const [before, after] = [path[n]!, path[n + 1]];
  if (!after) return before.place;
  return (
    before.place + ((after.place - before.place) * (frame - before.frame)) / (after.frame - before.frame)
  );
}

describe("a smooth path", () => {
  it("begins with the first frame, is in whole pixels, and stays between where the path was", () => {
    fc.assert(
      fc.property(paths, fc.integer({ min: 0, max: 30 }), ({ path, from, to }, reach) => {
        const smooth = smoothPath(path, { from, to }, reach);
        expect(smooth[0]?.frame).toBe(from);
        expect(smooth.at(-1)?.frame).toBeLessThan(to);
        const places = path.map(({ place }) => place);
        for (const { place } of smooth) {
          expect(Number.isInteger(place)).toBe(true);
          expect(place).toBeGreaterThanOrEqual(Math.min(...places));
          expect(place).toBeLessThanOrEqual(Math.max(...places));
        }
      }),
    );
  });

  it("is as near to the mean of the frames around as pixels are", () => {
    fc.assert(
      fc.property(paths, fc.integer({ min: 0, max: 30 }), ({ path, from, to }, reach) => {
        const smooth = smoothPath(path, { from, to }, reach);
        const inside = (frame: number) => Math.max(from, Math.min(to - 1, frame));
        for (let frame = from; frame < to; frame++) {
          let sum = 0;
          for (let n = frame - reach; n <= frame + reach; n++) sum += placeAt(path, inside(n));
          expect(Math.abs(placeAt(smooth, frame) - sum / (2 * reach + 1))).toBeLessThan(1.1);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("starts and stops gently", () => {
    const path = [
      { frame: 0, place: 100 },
      { frame: 50, place: 100 },
      { frame: 100, place: 350 },
    ];
    const smooth = smoothPath(path, { from: 0, to: 150 }, 10);
    const speed = (frame: number) => placeAt(smooth, frame + 1) - placeAt(smooth, frame);
    expect([speed(20), speed(75), speed(130)]).toEqual([0, 5, 0]);
    for (let frame = 1; frame < 148; frame++) {
      // Five pixels a frame in 21 frames; straight lines and whole pixels add to it.
      expect(Math.abs(speed(frame) - speed(frame - 1))).toBeLessThan(1.5);
    }
    expect(smooth.length).toBeLessThan(20);
  });

  it("is a single point where nothing moves", () => {
    const still = [
      { frame: 3, place: 40 },
      { frame: 9, place: 40 },
    ];
    expect(smoothPath(still, { from: 0, to: 20 }, 5)).toEqual([{ frame: 0, place: 40 }]);
  });
});
