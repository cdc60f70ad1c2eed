import type { ScoreParts, ScoreWeights } from "../../api/ranked-title.ts";
import type { Pair } from "./concordance.ts";

/** What speaks for a title, as numbers in one order. */
type Vector = readonly [number, number, number, number];

const STEPS = 200;
/** How strongly weights are held where they are, by pair of mean weight. */
const HOLD = 0.02;

const vectorOf = ({ preference, popularity, recency, learned = 0 }: ScoreParts): Vector => [
  preference,
  popularity,
  recency,
  learned,
];

/**
 * Weights that put what was clicked on above what was not: logistic regression over pairs (RankNet; Burges et al.,
 * 2005), held near the weights that are. None becomes negative. Their sum stays what it is, as it says nothing of an
 * order.
 * @param partsOf what spoke for a title when it was shown; undefined: the pair is left out
 */
export function fitWeights(
  pairs: readonly Pair[],
  partsOf: (shown: Pair["clicked"]) => ScoreParts | undefined,
  current: ScoreWeights,
): ScoreWeights {
  const differences = pairs.flatMap(({ clicked, other, weight }) => {
    const [a, b] = [partsOf(clicked), partsOf(other)];
    if (!a || !b) return [];
    const [x, y] = [vectorOf(a), vectorOf(b)];
    return [{ by: x.map((value, k) => value - (y[k] as number)), weight }];
  });
  if (differences.length === 0) return current;
  const start = vectorOf(current);
  const total = start.reduce((sum, value) => sum + value, 0);
  const all = differences.reduce((sum, { weight }) => sum + weight, 0);
  // a score's scale is free in a ranking, and not in a probability: it is fitted with the weights, and taken out again
  let weights = start.map((value) => (value / total) * SCALE);
  const held = [...weights];
  for (let step = 0; step < STEPS; step++) {
    const slope = new Array<number>(start.length).fill(0);
    for (const { by, weight } of differences) {
      const score = by.reduce((sum, value, k) => sum + value * (weights[k] as number), 0);
      const miss = weight / all / (1 + Math.exp(score));
      by.forEach((value, k) => {
        slope[k] = (slope[k] as number) + miss * value;
      });
    }
    const rate = 8 / (1 + step / 50);
    weights = weights.map((value, k) =>
      Math.max(0, value + rate * ((slope[k] as number) - (HOLD / SCALE) * (value - (held[k] as number)))),
    );
  }
  const sum = weights.reduce((added, value) => added + value, 0);
  if (sum === 0) return current;
  const [preference = 0, popularity = 0, recency = 0, learned = 0] = weights.map(
    (value) => Math.round((value / sum) * total * 1e4) / 1e4,
  );
  return { preference, popularity, recency, learned };
}

/** What weights add up to while they are fitted: clicks tell about so much. */
const SCALE = 4;
