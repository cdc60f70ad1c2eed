import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { rarity, saturated } from "./bm25.ts";

const counts = fc.integer({ min: 0, max: 1_000_000 });

describe("rarity", () => {
  test("is positive, and less for what more moments hold", () => {
    fc.assert(
      fc.property(counts, counts, counts, (a, b, more) => {
        const [few, many] = [Math.min(a, b), Math.max(a, b)];
        const total = many + more;
        expect(rarity(many, total)).toBeGreaterThan(0);
        expect(rarity(few, total)).toBeGreaterThanOrEqual(rarity(many, total));
      }),
    );
  });
});

describe("saturated", () => {
  test("grows with occurrences towards 2.2, and shrinks with length", () => {
    const weights = fc.double({ min: 0.01, max: 1000, noNaN: true });
    const lengths = fc.integer({ min: 1, max: 10_000 });
    fc.assert(
      fc.property(weights, lengths, lengths, (weight, length, average) => {
        const value = saturated(weight, length, average);
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(2.2);
        expect(saturated(weight + 1, length, average)).toBeGreaterThan(value);
        expect(saturated(weight, length + 1, average)).toBeLessThan(value);
      }),
    );
    // one occurrence in a moment of average length is the unit
    expect(saturated(1, 12, 12)).toBeCloseTo(1);
  });
});
