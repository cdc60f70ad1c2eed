import type { ScoreWeights } from "../../api/ranked-title.ts";
import { meanQuality, type RankingQuality } from "./evaluate.ts";
import { type CandidateParts, scoresOf } from "./score.ts";
import { topOf } from "./top.ts";

/** A viewer whose weights are to be found: what speaks for each title, and what the viewer went on to like. */
export interface TuningCase {
  readonly parts: CandidateParts;
  /** Numbers of titles. */
  readonly relevant: ReadonlySet<number>;
}

/** Weights, and how good rankings are with them. */
export interface TriedWeights {
  readonly weights: ScoreWeights;
  readonly quality: RankingQuality;
}

/** All weights of three parts in steps that add up to 1. @param steps into which 1 is divided */
export function weightGrid(steps: number): ScoreWeights[] {
  return Array.from({ length: steps + 1 }, (_, preference) =>
    Array.from({ length: steps + 1 - preference }, (_, popularity) => ({
      preference: preference / steps,
      popularity: popularity / steps,
      recency: (steps - preference - popularity) / steps,
    })),
  ).flat();
}

/** How good rankings with these weights are. */
export function qualityWith(cases: readonly TuningCase[], weights: ScoreWeights, k: number): RankingQuality {
  const size = cases.reduce((most, { parts }) => Math.max(most, parts.preference.length), 0);
  const scores = new Float64Array(size);
  return meanQuality(
    cases.values().map(({ parts, relevant }) => ({
      ranked: topOf(scoresOf(parts, weights, scores), parts.candidates, k),
      relevant,
    })),
    k,
  );
}

/** Tries weights on what was held back. @returns all, the best NDCG first; of equal ones the first given */
export function tuneWeights(
  cases: readonly TuningCase[],
  grid: readonly ScoreWeights[],
  k: number,
): TriedWeights[] {
  return grid
    .map((weights) => ({ weights, quality: qualityWith(cases, weights, k) }))
    .sort((a, b) => b.quality.ndcg - a.quality.ndcg);
}
