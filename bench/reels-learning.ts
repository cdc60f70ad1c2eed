import { groupOf } from "../packages/engine/src/reels/learning/groups.ts";
import { judge } from "../packages/engine/src/reels/learning/guard.ts";
import { propose } from "../packages/engine/src/reels/learning/propose.ts";
import {
  createWorld,
  expectedRates,
  simulate,
  UNTRAINED,
} from "../packages/engine/src/testing/made-viewers.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { SEED } from "./lib/timelines.ts";

const FRESH = 2_000;

/**
 * Whether learning raises click-through, with viewers whose taste is known: titles differ in what draws viewers, of
 * which history, popularity and launch tell nothing; slots are looked at less the later they come. Viewers watch reels
 * of 10 titles and are learned from, round after round; then viewers who were never seen are served by the untrained
 * ranker, by what was learned, and by one that knows all, and what clicks are to be expected is compared, viewer by
 * viewer. In worlds where clicks are chance alone, whatever is adopted is adopted falsely.
 */
export const reelsLearning: Benchmark = {
  name: "learning",
  title: "Learning from what viewers do with reels: viewers of known taste",
  async run(full) {
    const world = createWorld({ seed: SEED, titles: 200, hidden: 1, taste: 1 });
    const { feedback, rounds, learned } = simulate(world, full ? 6 : 3, full ? 3000 : 1500);
    const rates = expectedRates(world, learned, FRESH);
    const gains = rates.learned.map((rate, viewer) => rate - (rates.untrained[viewer] ?? 0));
    const { gain, low, high } = judge(gains, 1);
    const [untrained, after, best] = [rates.untrained, rates.learned, rates.best].map(meanOf) as [
      number,
      number,
      number,
    ];
    const clean = propose(
      feedback.filter(({ viewer }) => groupOf(viewer) !== "holdout"),
      UNTRAINED,
      1,
    );
    const whole = propose(feedback, UNTRAINED, 1);
    const isClean = JSON.stringify(clean.candidate) === JSON.stringify(whole.candidate);
    const worlds = full ? 40 : 10;
    return [
      percent("click-through, untrained ranker", untrained),
      percent("click-through, after learning", after),
      percent("click-through, a ranker that knows all", best),
      {
        what: "gain over the untrained ranker",
        value: (gain / untrained) * 100,
        unit: "%",
        note: `${points(low)} to ${points(high)} points, ${FRESH} viewers`,
      },
      {
        what: "rounds whose change was adopted",
        value: rounds.filter(({ adopted }) => adopted).length,
        unit: `of ${rounds.length}`,
      },
      {
        what: "learned otherwise for the holdout's answers",
        value: isClean ? 0 : 1,
        unit: "",
        budget: 0,
      },
      {
        what: `false improvements adopted, ${worlds} worlds of chance, 3 attempts each`,
        value: falselyAdopted(worlds),
        unit: `of ${worlds * 3}`,
        note: "at most 5 % of the worlds are to be expected",
      },
    ];
  },
};

function falselyAdopted(worlds: number): number {
  let adopted = 0;
  for (let seed = 1; seed <= worlds; seed++) {
    const world = createWorld({ seed, titles: 60, hidden: 0, taste: 0 });
    adopted += simulate(world, 3, 500).rounds.filter((round) => round.adopted).length;
  }
  return adopted;
}

function percent(what: string, share: number): Measurement {
  return { what, value: share * 100, unit: "%" };
}

function points(share: number): string {
  return (share * 100).toFixed(2);
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
