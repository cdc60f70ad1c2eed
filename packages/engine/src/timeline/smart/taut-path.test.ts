import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Gate, type PathPoint, slowPath, tautPath } from "./taut-path.ts";

const ROOM = 1000;
const gates = fc
  .array(
    fc.record({
      wait: fc.integer({ min: 1, max: 40 }),
      low: fc.nat(ROOM),
      width: fc.nat(ROOM),
    }),
    { minLength: 1, maxLength: 40 },
  )
  .map((steps) => {
    let frame = 0;
    return steps.map(({ wait, low, width }): Gate => {
      frame += wait;
      return { frame, low, high: Math.min(ROOM, low + width) };
    });
  });

/** Where a path stands in a frame, times `den`, as whole numbers. */
function placeAt(path: readonly PathPoint[], frame: number): { num: number; den: number } {
  const n = path.findLastIndex((point) => point.frame <= frame);
  const [before, after] = [path[n]!, path[n + 1]];
  if (!after) return { num: before.place, den: 1 };
  const den = after.frame - before.frame;
  return { num: before.place * den + (after.place - before.place) * (frame - before.frame), den };
}

const length = (path: readonly PathPoint[]) =>
  path.reduce((sum, { place }, n) => sum + Math.abs(place - (path[n - 1]?.place ?? place)), 0);

const topSpeed = (path: readonly PathPoint[]) =>
  Math.max(
    0,
    ...path
      .slice(1)
      .map(({ frame, place }, n) => Math.abs(place - path[n]!.place) / (frame - path[n]!.frame)),
  );

describe("a taut path", () => {
  it("goes through every gate, by points on the edges of gates", () => {
    fc.assert(
      fc.property(gates, (through) => {
        const path = tautPath(through);
        expect(path[0]?.frame).toBe(through[0]?.frame);
        expect(path.at(-1)?.frame).toBe(through.at(-1)?.frame);
        for (const { frame, low, high } of through) {
          const { num, den } = placeAt(path, frame);
          expect(num).toBeGreaterThanOrEqual(low * den);
          expect(num).toBeLessThanOrEqual(high * den);
        }
        for (const { frame, place } of path.slice(1, -1)) {
          const gate = through.find((one) => one.frame === frame)!;
          expect([gate.low, gate.high]).toContain(place);
        }
      }),
    );
  });

  it("stands still where it can", () => {
    fc.assert(
      fc.property(gates, (through) => {
        const low = Math.max(...through.map((gate) => gate.low));
        const high = Math.min(...through.map((gate) => gate.high));
        fc.pre(low <= high);
        expect(new Set(tautPath(through).map(({ place }) => place)).size).toBe(1);
      }),
    );
  });

  it("is no longer than a path that is as lazy as it can be in each gate", () => {
    fc.assert(
      fc.property(gates, (through) => {
        const path = tautPath(through);
        let place = path[0]!.place;
        let lazy = 0;
        for (const { low, high } of through) {
          const next = Math.max(low, Math.min(high, place));
          lazy += Math.abs(next - place);
          place = next;
        }
        lazy += Math.abs(path.at(-1)!.place - place);
        expect(length(path)).toBeLessThanOrEqual(lazy);
      }),
    );
  });

  it("moves evenly to where it must be, and no earlier than it is told to", () => {
    const through = [
      { frame: 0, low: 100, high: 200 },
      { frame: 10, low: 100, high: 200 },
      { frame: 20, low: 400, high: 500 },
    ];
    expect(tautPath(through)).toEqual([
      { frame: 0, place: 200 },
      { frame: 10, place: 200 },
      { frame: 20, place: 400 },
    ]);
    expect(tautPath([through[0]!, through[2]!])).toEqual([
      { frame: 0, place: 200 },
      { frame: 20, place: 400 },
    ]);
    expect(tautPath([through[0]!])).toEqual([{ frame: 0, place: 150 }]);
  });
});

describe("a slow path", () => {
  it("is never faster than it may be, and never outside", () => {
    fc.assert(
      fc.property(gates, fc.integer({ min: 1, max: 100 }), (through, pixels) => {
        const path = slowPath(through, { pixels, frames: 10 }, ROOM);
        expect(topSpeed(path)).toBeLessThanOrEqual(pixels / 10);
        for (const { place } of path) {
          expect(place).toBeGreaterThanOrEqual(0);
          expect(place).toBeLessThanOrEqual(ROOM);
        }
      }),
    );
  });

  it("is the taut one where that is slow enough", () => {
    fc.assert(
      fc.property(gates, (through) => {
        expect(slowPath(through, { pixels: ROOM, frames: 1 }, ROOM)).toEqual(tautPath(through));
      }),
    );
  });
});
