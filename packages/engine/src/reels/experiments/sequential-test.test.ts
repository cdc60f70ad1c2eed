import { describe, expect, test } from "vitest";
import type { ViewerSums } from "../../seams/event-store.ts";
import { compareArms, LEAST_VIEWERS, ratioOf } from "./sequential-test.ts";

/** Numbers from 0 to 1 (mulberry32): the same for a seed. */
function randomBy(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Sums = { -readonly [Key in keyof ViewerSums]: ViewerSums[Key] };

/** An arm whose viewers come one after another: each sees one to forty clips, and has a taste for clicking of their own. */
function arrivals(click: number, random: () => number) {
  const sums: Sums = { arm: "", viewers: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
  return (viewers: number): ViewerSums => {
    for (let n = 0; n < viewers; n++) {
      const x = 1 + Math.floor(40 * random() ** 3);
      const taste = click * 2 * random();
      let y = 0;
      for (let clip = 0; clip < x; clip++) if (random() < taste) y++;
      sums.viewers++;
      sums.x += x;
      sums.y += y;
      sums.xx += x * x;
      sums.xy += x * y;
      sums.yy += y * y;
    }
    return sums;
  };
}

const GOAL = { alpha: 0.05, effect: 0.02 };
const LOOKS = 30;
const STEP = 60;

/** Share of experiments that are decided at one of their looks, looking after every few viewers. */
function decided(runs: number, click: readonly [number, number], seed: number): number {
  const random = randomBy(seed);
  let count = 0;
  for (let run = 0; run < runs; run++) {
    const arms = click.map((share) => arrivals(share, random));
    for (let look = 0; look < LOOKS; look++) {
      const [control, arm] = arms.map((grow) => grow(STEP)) as [ViewerSums, ViewerSums];
      if (compareArms(control, arm, GOAL).verdict === "open") continue;
      count++;
      break;
    }
  }
  return count / runs;
}

describe("the sequential test", () => {
  test("finds a difference where there is none no oftener than it may, however often one looks", () => {
    const runs = 300;
    // Three standard deviations of what 300 runs of a test at exactly alpha would show.
    const most = GOAL.alpha + 3 * Math.sqrt((GOAL.alpha * (1 - GOAL.alpha)) / runs);
    expect(decided(runs, [0.1, 0.1], 1)).toBeLessThan(most);
    expect(decided(runs, [0.02, 0.02], 2)).toBeLessThan(most);
  });

  test("finds one that is there", () => {
    expect(decided(50, [0.1, 0.14], 3)).toBeGreaterThan(0.9);
  });

  test("says which way, with an interval that holds the difference", () => {
    const random = randomBy(4);
    const control = arrivals(0.1, random)(4000);
    const arm = arrivals(0.15, random)(4000);
    const found = compareArms(control, arm, GOAL);
    expect(found.verdict).toBe("better");
    expect(found.low).toBeGreaterThan(0);
    expect([found.low < 0.05, found.high > 0.05]).toEqual([true, true]);
    const back = compareArms(arm, control, GOAL);
    expect(back).toMatchObject({ verdict: "worse", p: found.p });
    expect(back.low).toBeCloseTo(-found.high, 12);
  });

  test("says nothing of few viewers, or of nobody", () => {
    const none: ViewerSums = { arm: "a", viewers: 0, x: 0, y: 0, xx: 0, xy: 0, yy: 0 };
    expect(compareArms(none, none, GOAL)).toEqual({ difference: 0, low: -1, high: 1, p: 1, verdict: "open" });
    const few = { ...none, viewers: LEAST_VIEWERS - 1, x: 99, xx: 99 };
    const clicked = { ...few, y: 99, yy: 99, xy: 99 };
    expect(compareArms(few, clicked, GOAL).verdict).toBe("open");
  });

  test("counts a viewer who comes a hundred times as one", () => {
    const each = { arm: "a", viewers: 200, x: 200, y: 100, xx: 200, xy: 100, yy: 100 };
    const often = { ...each, x: 20_000, y: 10_000, xx: 2_000_000, xy: 1_000_000, yy: 1_000_000 };
    expect(ratioOf(often).variance).toBeCloseTo(ratioOf(each).variance, 12);
  });
});
