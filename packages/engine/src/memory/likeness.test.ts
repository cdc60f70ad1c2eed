import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { COMPARED, likenessOf } from "./likeness.ts";

/** Rows as a store ranks them. */
const ranked = (cosines: readonly number[]) =>
  cosines.map((similarity, n) => ({ id: `m${n}`, similarity })).sort((a, b) => b.similarity - a.similarity);

/** Cosines of pictures that are unlike a query: a narrow band, without chance. */
const band = (count: number, centre: number, deviation: number) =>
  Array.from({ length: count }, (_, n) => {
    // the logistic distribution's quantiles, which lie about as the normal one's do
    const share = (n + 0.5) / count;
    return centre + (deviation / 1.7) * Math.log(share / (1 - share));
  });

describe("likenessOf", () => {
  it("finds what stands out of a narrow band, wherever the band lies", () => {
    for (const centre of [0.02, 0.2, 0.7]) {
      const found = likenessOf(ranked([centre + 0.12, centre + 0.09, ...band(200, centre, 0.015)]));
      expect([...found.keys()].slice(0, 2)).toEqual(["m0", "m1"]);
      expect(found.get("m0")).toBeGreaterThan(0.8);
      expect(found.get("m1")).toBeGreaterThan(0.4);
    }
  });

  it("finds little where no picture shows what was asked", () => {
    const found = likenessOf(ranked(band(300, 0.2, 0.02)));
    expect(found.size).toBeLessThan(5);
  });

  it("finds a few of three, and nothing of one", () => {
    expect([...likenessOf(ranked([0.9, 0.1, 0.1])).keys()]).toEqual(["m0"]);
    expect([...likenessOf(ranked([0.9, 0.1])).keys()]).toEqual(["m0"]);
    expect(likenessOf(ranked([0.21, 0.19])).size).toBe(0);
    expect(likenessOf(ranked([0.9])).size).toBe(0);
    expect(likenessOf([]).size).toBe(0);
  });

  it("asks more of pictures where there are too many to compare all", () => {
    const all = ranked([0.34, ...band(20_000, 0.2, 0.015)]);
    const found = likenessOf(all.slice(0, COMPARED));
    expect(found.get("m0")).toBeGreaterThan(0.5);
    expect(found.size).toBeLessThan(100);
  });

  it("keeps the order, within 0 and 1, and does not mind where the band lies", () => {
    const cosines = fc.array(fc.double({ min: -0.5, max: 0.5, noNaN: true }), { maxLength: 60 });
    fc.assert(
      fc.property(cosines, fc.double({ min: -0.4, max: 0.4, noNaN: true }), (given, shift) => {
        const near = ranked(given);
        const found = likenessOf(near);
        const values = [...found.values()];
        expect(values).toEqual(values.toSorted((a, b) => b - a));
        expect([...found.keys()]).toEqual(near.slice(0, found.size).map(({ id }) => id));
        for (const value of values) expect(value > 0 && value <= 1).toBe(true);
        const moved = likenessOf(near.map(({ id, similarity }) => ({ id, similarity: similarity + shift })));
        for (const [id, value] of found) expect(moved.get(id) ?? 0).toBeCloseTo(value, 6);
      }),
    );
  });
});
