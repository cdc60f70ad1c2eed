import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitRamp } from "./ramp.ts";

const ramp = (length: number, from: number, to: number): number[] =>
  Array.from({ length }, (_, n) => Math.min(1, Math.max(0, (n - from + 1) / (to - from + 1))));

const ends = fc.record({
  before: fc.integer({ min: 2, max: 30 }),
  length: fc.integer({ min: 1, max: 40 }),
  after: fc.integer({ min: 2, max: 30 }),
});

describe("fitRamp", () => {
  it("finds where values leave one level and reach another, whatever these are", () => {
    fc.assert(
      fc.property(
        ends,
        fc.integer({ min: -100, max: 100 }),
        fc.integer({ min: 1, max: 200 }),
        ({ before, length, after }, low, height) => {
          const [from, to] = [before, before + length];
          const values = ramp(before + length + after, from, to).map((share) => low + height * share);
          expect(fitRamp(values)).toEqual({ from, to });
        },
      ),
    );
  });

  it("is hardly moved by noise", () => {
    const noise = fc.infiniteStream(fc.double({ min: -0.03, max: 0.03, noNaN: true }));
    fc.assert(
      fc.property(noise, (more) => {
        const { from, to } = fitRamp(ramp(60, 20, 40).map((share) => share + (more.next().value ?? 0)));
        expect(Math.abs(from - 20)).toBeLessThanOrEqual(2);
        expect(Math.abs(to - 40)).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("finds the whole where nothing grows", () => {
    for (const values of [Array<number>(9).fill(3), [9, 8, 7, 6, 5, 4, 3, 2, 1]])
      expect(fitRamp(values)).toEqual({ from: 1, to: 8 });
  });
});
