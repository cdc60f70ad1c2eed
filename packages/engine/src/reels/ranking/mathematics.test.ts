import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { foldIn, gramOf } from "./factor-model.ts";
import { decodeModel, encodeModel } from "./model-codec.ts";
import { logarithmicParts, Popularity } from "./popularity.ts";
import { hashText, seededRandom } from "./random.ts";
import { solveInPlace } from "./solve.ts";
import { topOf } from "./top.ts";
import { trainFactors } from "./train-factors.ts";

const DAY = 86_400_000;

describe("the best of many", () => {
  test("are those that sorting all finds, in its order", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -3, max: 3 }), { maxLength: 60 }),
        fc.integer({ min: 0, max: 70 }),
        fc.func(fc.boolean()),
        (values, count, isCandidate) => {
          const scores = Float64Array.from(values);
          const candidates = values.map((_, number) => number).filter((number) => isCandidate(number));
          const sorted = candidates.toSorted(
            (a, b) => (scores[b] as number) - (scores[a] as number) || a - b,
          );
          expect([...topOf(scores, Int32Array.from(candidates), count)]).toEqual(sorted.slice(0, count));
        },
      ),
    );
  });
});

describe("solving", () => {
  const size = fc.integer({ min: 1, max: 8 });
  test("finds what was multiplied", () => {
    fc.assert(
      fc.property(size, fc.nat(), (n, seed) => {
        const random = seededRandom(seed);
        const root = Float64Array.from({ length: n * n }, () => random() - 0.5);
        const a = gramOf(Float32Array.from(root), n);
        for (let i = 0; i < n; i++) a[i * n + i] = (a[i * n + i] as number) + 1;
        const x = Array.from({ length: n }, () => random() * 10 - 5);
        const b = Float64Array.from({ length: n }, (_, row) =>
          x.reduce((sum, value, k) => sum + value * (a[row * n + k] as number), 0),
        );
        solveInPlace(a, b, n);
        x.forEach((value, k) => {
          expect(b[k]).toBeCloseTo(value, 6);
        });
      }),
    );
  });

  test("refuses what has no solution", () => {
    expect(() => solveInPlace(Float64Array.of(0), Float64Array.of(1), 1)).toThrow(RangeError);
  });
});

describe("factors", () => {
  const options = { factors: 2, iterations: 8, alpha: 10, regularisation: 0.1, seed: 7 };
  /** Two circles of viewers, each of whom leaves out one title of the circle's six. */
  const titles = Array.from({ length: 12 }, (_, n) => `t${n}`);
  const viewers = Array.from({ length: 12 }, (_, viewer) => {
    const circle = viewer < 6 ? 0 : 6;
    return Array.from({ length: 6 }, (_, n) => circle + n)
      .filter((row) => row !== viewer)
      .map((row) => ({ row, weight: 1 }));
  });
  const model = trainFactors({ titles, viewers }, options);
  const liking = (observed: readonly { row: number; weight: number }[]) => {
    const point = foldIn(model, gramOf(model.items, model.factors), observed);
    return titles.map((_, row) =>
      point.reduce((sum, value, k) => sum + value * (model.items[row * model.factors + k] as number), 0),
    );
  };

  test("tell a viewer's own circle from the other", () => {
    viewers.forEach((observed, viewer) => {
      const scores = liking(observed);
      const others = scores.filter((_, row) => row < 6 !== viewer < 6);
      expect(scores[viewer]).toBeGreaterThan(Math.max(...others));
    });
  });

  test("follow one watch at once, the more the more it weighs", () => {
    const [lightly, wholly] = [0.05, 1].map((weight) => liking([{ row: 2, weight }])) as [number[], number[]];
    expect(Math.min(...wholly.slice(0, 6))).toBeGreaterThan(Math.max(...wholly.slice(6)));
    expect(wholly[3]).toBeGreaterThan(lightly[3] as number);
  });

  test("are the same for the same seed, and survive being stored", () => {
    expect(trainFactors({ titles, viewers }, options)).toEqual(model);
    expect(trainFactors({ titles, viewers }, { ...options, seed: 8 }).items).not.toEqual(model.items);
    const bytes = encodeModel(model);
    expect(decodeModel(bytes)).toEqual(model);
    for (const damaged of [bytes.subarray(0, 3), bytes.subarray(0, 40), bytes.subarray(1)]) {
      expect(() => decodeModel(damaged)).toThrow(/damaged/);
    }
  });
});

describe("popularity", () => {
  test("halves with each half-life, whenever it is looked at", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 40 }), (asOf, age) => {
        const popularity = new Popularity(asOf * DAY, 10 * DAY);
        popularity.add(0, (asOf - age) * DAY, 2 ** (age / 10));
        popularity.add(1, asOf * DAY, 1);
        const [before, now] = popularity.parts(2) as unknown as [number, number];
        expect(before).toBeCloseTo(now, 5);
      }),
    );
  });

  test("is from 0 to 1, in the order of the sums, and knows no units", () => {
    fc.assert(
      fc.property(fc.array(fc.float({ min: 0, max: 1000, noNaN: true }), { minLength: 1 }), (sums) => {
        const parts = logarithmicParts(Float64Array.from(sums));
        const scaled = logarithmicParts(Float64Array.from(sums, (sum) => sum * 1024));
        sums.forEach((sum, at) => {
          const part = parts[at] as number;
          expect(part).toBeGreaterThanOrEqual(0);
          expect(part).toBeLessThanOrEqual(1);
          expect(part).toBeCloseTo(scaled[at] as number, 5);
          if (sum === Math.max(...sums) && sum > 0) expect(part).toBeCloseTo(1, 6);
        });
      }),
    );
  });

  test("a clock that is years ahead does not drown all others", () => {
    const popularity = new Popularity(0, DAY);
    popularity.add(0, 10_000 * DAY, 1);
    popularity.add(1, 0, 1);
    expect([...popularity.parts(2)].every(Number.isFinite)).toBe(true);
  });
});

test("texts are spread evenly, and chance repeats itself", () => {
  const buckets = new Array(10).fill(0);
  for (let n = 0; n < 10_000; n++) buckets[Math.floor((hashText(`viewer-${n}`) / 2 ** 32) * 10)]++;
  for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(150);
  const [one, two] = [seededRandom(5), seededRandom(5)];
  expect(Array.from({ length: 9 }, one)).toEqual(Array.from({ length: 9 }, two));
});
