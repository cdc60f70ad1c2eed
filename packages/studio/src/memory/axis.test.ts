import fc from "fast-check";
import { expect, test } from "vitest";
import { fitting, pixelOf, ticks, timeOf, widthOf, zoomed } from "./axis.ts";

const duration = fc.double({ min: 0.1, max: 20_000, noNaN: true });
const pixels = fc.integer({ min: 100, max: 3000 });

test("all of a video fits, and no zoom goes further away than that, nor closer than frames need", () => {
  fc.assert(
    fc.property(duration, pixels, fc.double({ min: 0.01, max: 100, noNaN: true }), (length, room, factor) => {
      const axis = fitting(length, room);
      expect(widthOf(axis)).toBeCloseTo(room);
      const other = zoomed(axis, factor, room);
      expect(other.pixelsPerSecond).toBeGreaterThanOrEqual(axis.pixelsPerSecond);
      expect(other.pixelsPerSecond).toBeLessThanOrEqual(Math.max(200, axis.pixelsPerSecond));
    }),
  );
});

test("times and pixels are each other's", () => {
  const axis = { duration: 60, pixelsPerSecond: 12 };
  fc.assert(
    fc.property(fc.double({ min: 0, max: 60, noNaN: true }), (at) => {
      expect(timeOf(axis, pixelOf(axis, at))).toBeCloseTo(at);
    }),
  );
  expect([timeOf(axis, -5), timeOf(axis, 1e6)]).toEqual([0, 60]);
});

test("times on the ruler are round, and far enough apart to be read", () => {
  fc.assert(
    fc.property(duration, pixels, fc.double({ min: 1, max: 200, noNaN: true }), (length, room, factor) => {
      const axis = zoomed(fitting(length, room), factor, room);
      const major = ticks(axis, 0, length).filter(({ major }) => major);
      for (const [n, { at }] of major.entries()) {
        if (n > 0) expect(pixelOf(axis, at - (major[n - 1]?.at ?? 0))).toBeGreaterThan(89);
        expect(at).toBeLessThanOrEqual(length + 1e-3);
      }
    }),
  );
  expect(ticks({ duration: 10, pixelsPerSecond: 100 }, 2.9, 4)).toEqual(
    [3, 3.2, 3.4, 3.6, 3.8, 4].map((at) => ({ at: expect.closeTo(at), major: at % 1 === 0 })),
  );
});
