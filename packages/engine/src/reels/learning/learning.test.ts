import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Feedback } from "../../api/learning.ts";
import { createWorld, expectedRates, simulate, UNTRAINED } from "../../testing/made-viewers.ts";
import { seededRandom } from "../ranking/random.ts";
import { gainsOf } from "./concordance.ts";
import { countBySlot, faultOf } from "./feedback.ts";
import { fitWeights } from "./fit-weights.ts";
import { groupOf } from "./groups.ts";
import { ALPHA, confidenceOf, judge, normalQuantile } from "./guard.ts";
import { fitPositions } from "./position-model.ts";
import { drawOf, learnPriors, type Priors } from "./priors.ts";
import { propose, scorerOf } from "./propose.ts";
import { believedTitles, sampleParts } from "./thompson.ts";

const shown = (change: Partial<Feedback> = {}): Feedback => ({
  ...{ viewer: "ann", title: "t1", slot: 0, impressions: 1, clicks: 0, skips: 0, completions: 0 },
  ...change,
});

describe("positions", () => {
  const looks = [1, 0.7, 0.5, 0.3];
  const draws = [0.4, 0.2, 0.1, 0.05, 0.3];
  /** Each title in every slot, as often as chance would have it; bad titles mostly in front. */
  const counts = draws.flatMap((draw, title) =>
    looks.map((look, slot) => {
      const impressions = 4000 * (slot === title % 4 ? 4 : 1);
      const random = seededRandom(title * 10 + slot);
      let clicks = 0;
      for (let n = 0; n < impressions; n++) if (random() < look * draw) clicks++;
      return { title: `t${title}`, slot, impressions, clicks, skips: 0 };
    }),
  );

  test("are told from titles, however unevenly titles are spread over slots", () => {
    const model = fitPositions(counts);
    looks.forEach((look, slot) => {
      expect(Math.abs((model.looks[slot] ?? 0) - look)).toBeLessThan(0.04);
    });
    const priors = learnPriors(counts);
    draws.forEach((draw, title) => {
      expect(Math.abs(drawOf(priors, `t${title}`) - draw)).toBeLessThan(0.02);
    });
    expect(drawOf(priors, "never shown")).toBe(priors.mean);
    expect(drawOf(priors, "constructor")).toBe(priors.mean);
  });

  test("of nothing, and of silence, are no trouble", () => {
    expect(learnPriors([])).toMatchObject({ looks: [], titles: {} });
    const { mean, titles } = learnPriors([{ title: "t", slot: 2, impressions: 5, clicks: 0, skips: 5 }]);
    expect(Number.isFinite(mean)).toBe(true);
    expect(titles.t?.every((count) => count > 0)).toBe(true);
  });

  test("a skip counts against a title more than silence does", () => {
    const base = { slot: 1, impressions: 100, clicks: 5 };
    const priors = learnPriors([
      { ...base, title: "skipped", skips: 60 },
      { ...base, title: "ignored", skips: 0 },
      { title: "first", slot: 0, impressions: 1000, clicks: 300, skips: 0 },
      { title: "first", slot: 1, impressions: 1000, clicks: 60, skips: 0 },
    ]);
    expect(drawOf(priors, "skipped")).toBeLessThan(drawOf(priors, "ignored"));
  });
});

describe("Thompson sampling", () => {
  const priors = { looks: [1], mean: 0.1, titles: { good: [300, 700], dull: [30, 970] } } as const;
  test("draws the same for the same seed, near what is known, and widely where little is", () => {
    const titles = ["good", "dull", "new"];
    const believed = believedTitles(priors, titles);
    expect(sampleParts(believed, 5)).toEqual(sampleParts(believed, 5));
    const draws = Array.from({ length: 500 }, (_, seed) => sampleParts(believed, seed));
    const of = (title: number) => draws.map((parts) => parts[title] as number).sort((a, b) => a - b);
    const [good, dull, fresh] = [of(0), of(1), of(2)];
    expect(good[0]).toBeGreaterThan(dull.at(-1) as number);
    expect((fresh.at(-25) as number) - (fresh[25] as number)).toBeGreaterThan(0.3);
    for (const part of [...good, ...dull, ...fresh]) {
      expect(part).toBeGreaterThanOrEqual(0);
      expect(part).toBeLessThanOrEqual(1);
    }
  });
});

describe("the guard", () => {
  test("asks for more confidence with each attempt, and never gives away more than it may", () => {
    const risks = Array.from({ length: 10_000 }, (_, n) => 1 - confidenceOf(n + 1));
    expect(risks.reduce((sum, risk) => sum + risk, 0)).toBeLessThan(ALPHA);
    expect(risks[0]).toBeGreaterThan(risks[1] as number);
  });

  test("knows the normal distribution", () => {
    expect(normalQuantile(0.975)).toBeCloseTo(1.96, 2);
    expect(normalQuantile(0.5)).toBeCloseTo(0, 2);
    expect(normalQuantile(0.025)).toBeCloseTo(-1.96, 2);
  });

  test("needs a gain beyond doubt, and viewers to say so", () => {
    expect(judge(new Array(29).fill(1), 1).better).toBe(false);
    expect(judge(new Array(100).fill(0), 1).better).toBe(false);
    const gains = Array.from({ length: 200 }, (_, n) => (n % 2 ? 0.3 : -0.1));
    expect(judge(gains, 1)).toMatchObject({ better: true, viewers: 200 });
    expect(judge(gains.slice(0, 40), 1).better).toBe(true);
    expect(judge(gains.slice(0, 40), 40).better).toBe(false);
  });
});

test("weights follow clicks, are never negative, and keep their sum", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const random = seededRandom(seed);
      const part = () => ({
        preference: random(),
        popularity: random(),
        recency: random(),
        learned: random(),
      });
      const pairs = Array.from({ length: 60 }, () => {
        const [a, b] = [shown({ parts: part() }), shown({ parts: part() })];
        const aFirst = (a.parts?.recency ?? 0) > (b.parts?.recency ?? 0);
        return { clicked: aFirst ? a : b, other: aFirst ? b : a, weight: 1 };
      });
      const before = { preference: 0.4, popularity: 0.4, recency: 0.2, learned: 0 };
      const after = fitWeights(pairs, ({ parts }) => parts, before);
      expect(after.recency).toBeGreaterThan(before.recency);
      expect(Object.values(after).every((weight) => weight >= 0)).toBe(true);
      expect(Object.values(after).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 3);
    }),
    { numRuns: 20 },
  );
});

test.each([
  [{ impressions: 0 }, /nothing was shown/],
  [{ clicks: 2 }, /more than/],
  [{ clicks: 1, skips: 1 }, /more than/],
  [{ slot: -1 }, /slot is -1/],
  [{ skips: 0.5 }, /skips is 0.5/],
  [{ completions: 2 }, /completions/],
])("feedback of %j cannot be", (change, fault) => {
  expect(faultOf(shown(change))).toMatch(fault);
  expect(faultOf(shown())).toBeUndefined();
});

describe("viewers of known taste", () => {
  const world = createWorld({ seed: 7, titles: 60, hidden: 1, taste: 1 });
  const { feedback, rounds, learned } = simulate(world, 2, 900);

  test("click more on what was learned", () => {
    expect(rounds.some(({ adopted }) => adopted)).toBe(true);
    const { untrained, learned: after, best } = expectedRates(world, learned, 200);
    const mean = (rates: readonly number[]) => rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
    expect(mean(after) / mean(untrained)).toBeGreaterThan(1.2);
    expect(mean(after)).toBeLessThan(mean(best));
  });

  test("of the holdout teach nothing, whatever they do", () => {
    const without = feedback.filter(({ viewer }) => groupOf(viewer) !== "holdout");
    expect(without.length).toBeLessThan(feedback.length);
    const forged = feedback.map((one) =>
      groupOf(one.viewer) === "holdout" ? { ...one, clicks: one.title === "t3" ? 1 : 0, skips: 0 } : one,
    );
    const honest = propose(feedback, UNTRAINED, 1);
    expect(propose(without, UNTRAINED, 1)).toEqual({ ...honest, viewers: { ...honest.viewers, holdout: 0 } });
    expect(propose(forged, UNTRAINED, 1)).toEqual(honest);
  });

  test("see through what was learned of other titles", () => {
    const { candidate } = propose(feedback, UNTRAINED, 1);
    const titles = candidate.priors?.titles ?? {};
    const values = Object.values(titles);
    const shuffled: Priors["titles"] = Object.fromEntries(
      Object.keys(titles).map((title, n) => [title, values[(n + 1) % values.length] ?? [1, 1]] as const),
    );
    const forged = {
      weights: candidate.weights,
      priors: { looks: [], mean: 0.1, ...candidate.priors, titles: shuffled },
    };
    const check = feedback.filter(({ viewer }) => groupOf(viewer) === "check");
    const looks = candidate.priors?.looks ?? [];
    const gains = gainsOf(check, looks, scorerOf(UNTRAINED), scorerOf(forged));
    expect(judge(gains, 1).better).toBe(false);
    expect(judge(gainsOf(check, looks, scorerOf(UNTRAINED), scorerOf(candidate)), 1).better).toBe(true);
  });

  test("who click at random are not taken to have a taste", () => {
    let adopted = 0;
    for (let seed = 0; seed < 6; seed++) {
      const dull = createWorld({ seed, titles: 40, hidden: 0, taste: 0 });
      adopted += simulate(dull, 2, 250).rounds.filter((round) => round.adopted).length;
    }
    expect(adopted).toBeLessThanOrEqual(1);
  });
});

test("counts add up by title and slot", () => {
  const counts = countBySlot([shown({ clicks: 1 }), shown({ viewer: "bob", skips: 1 }), shown({ slot: 1 })]);
  expect(counts).toEqual([
    { title: "t1", slot: 0, impressions: 2, clicks: 1, skips: 1 },
    { title: "t1", slot: 1, impressions: 1, clicks: 0, skips: 0 },
  ]);
});
