import type { Feedback, LearningGroup, Verdict } from "../../api/learning.ts";
import type { ScoreParts, ScoreWeights } from "../../api/ranked-title.ts";
import { gainsOf, pairsOf, type Scorer } from "./concordance.ts";
import { countBySlot } from "./feedback.ts";
import { fitWeights } from "./fit-weights.ts";
import { groupOf } from "./groups.ts";
import { judge } from "./guard.ts";
import { drawOf, learnPriors, type Priors } from "./priors.ts";
import { partOf } from "./thompson.ts";

/** How titles are ranked: weights, and what was learned of titles. */
export interface Learned {
  readonly weights: ScoreWeights;
  readonly priors: Priors | null;
}

/** A change that feedback suggests, and whether it is one for the better. */
export interface Proposal {
  readonly candidate: Learned;
  readonly verdict: Verdict;
  /** Viewers by what their answers were used for. */
  readonly viewers: Readonly<Record<LearningGroup, number>>;
}

/** Weight of what was learned, while nothing tells how much it should weigh, of what all others weigh together. */
const FIRST_LEARNED = 0.3;

/**
 * Learns from feedback, and judges what came of it on viewers of whom nothing was learned. Viewers of the holdout are
 * counted and not looked at. Pure.
 * @param attempt how many proposals there were before this one, and 1
 */
export function propose(feedback: readonly Feedback[], current: Learned, attempt: number): Proposal {
  const groups = Object.groupBy(feedback, ({ viewer, holdout }) => (holdout ? "holdout" : groupOf(viewer)));
  const of = (group: LearningGroup) => groups[group] ?? [];
  const priors = learnPriors(countBySlot(of("priors")));
  const weights = learnWeights(of("weights"), current.weights, priors);
  const candidate = { weights, priors };
  const gains = gainsOf(of("check"), priors.looks, scorerOf(current), scorerOf(candidate));
  const viewers = (group: LearningGroup) => new Set(of(group).map(({ viewer }) => viewer)).size;
  return {
    candidate,
    verdict: judge(gains, attempt),
    viewers: {
      holdout: viewers("holdout"),
      priors: viewers("priors"),
      weights: viewers("weights"),
      check: viewers("check"),
    },
  };
}

/** How a ranking scores a title that was shown, by what spoke for it then and what is believed of it. */
export function scorerOf({ weights, priors }: Learned): Scorer {
  return (shown) => {
    const { preference, popularity, recency, learned = 0 } = partsWith(shown, priors);
    return (
      weights.preference * preference +
      weights.popularity * popularity +
      weights.recency * recency +
      (weights.learned ?? 0) * learned
    );
  };
}

function learnWeights(feedback: readonly Feedback[], current: ScoreWeights, priors: Priors): ScoreWeights {
  const { preference, popularity, recency } = current;
  const start = current.learned || FIRST_LEARNED * (preference + popularity + recency);
  const pairs = Map.groupBy(feedback, ({ viewer }) => viewer)
    .values()
    .flatMap((shown) => pairsOf(shown, priors.looks))
    .toArray();
  return fitWeights(pairs, (shown) => (shown.parts ? partsWith(shown, priors) : undefined), {
    ...current,
    learned: start,
  });
}

/** What spoke for a title, with what is believed of it now. */
function partsWith({ parts, title }: Feedback, priors: Priors | null): ScoreParts {
  const { preference = 0, popularity = 0, recency = 0 } = parts ?? {};
  const learned = priors ? partOf(drawOf(priors, title), priors.mean) : 0.5;
  return { preference, popularity, recency, learned };
}
