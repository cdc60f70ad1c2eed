import type { Feedback } from "../../api/learning.ts";

/** Scores a title that was shown. */
export type Scorer = (shown: Feedback) => number;

/** A click in a slot that hardly anybody looks at counts for this many at most. */
const MOST_WEIGHT = 10;

/** Two titles that one viewer was shown, of which one was clicked on, and how much that says. */
export interface Pair {
  readonly clicked: Feedback;
  readonly other: Feedback;
  readonly weight: number;
}

/**
 * Pairs of titles of one viewer, clicked on and not. A click weighs by how seldom its slot is looked at, which takes out
 * that what stands first is clicked on more (Joachims, Swaminathan, Schnabel, "Unbiased Learning-to-Rank with Biased
 * Feedback", 2017).
 * @param looks how likely each slot is looked at
 */
export function pairsOf(shown: readonly Feedback[], looks: readonly number[]): Pair[] {
  const clicked = shown.filter(({ clicks }) => clicks > 0);
  const others = shown.filter(({ clicks }) => clicks === 0);
  return clicked.flatMap((one) => {
    const look = looks[one.slot] ?? looks.at(-1) ?? 1;
    const weight = one.clicks * Math.min(1 / look, MOST_WEIGHT);
    return others.map((other) => ({ clicked: one, other, weight }));
  });
}

/**
 * Share of a viewer's pairs that a ranking has the right way round, 0 to 1; ties count half.
 * @returns undefined where there are no pairs
 */
export function concordance(pairs: readonly Pair[], score: Scorer): number | undefined {
  let right = 0;
  let all = 0;
  for (const { clicked, other, weight } of pairs) {
    const difference = score(clicked) - score(other);
    right += weight * (difference > 0 ? 1 : difference === 0 ? 0.5 : 0);
    all += weight;
  }
  return all === 0 ? undefined : right / all;
}

/** How much better one ranking serves each viewer than another, for viewers who can tell. */
export function gainsOf(
  feedback: readonly Feedback[],
  looks: readonly number[],
  current: Scorer,
  candidate: Scorer,
): number[] {
  return Map.groupBy(feedback, ({ viewer }) => viewer)
    .values()
    .flatMap((shown) => {
      const pairs = pairsOf(shown, looks);
      const [before, after] = [concordance(pairs, current), concordance(pairs, candidate)];
      return before === undefined || after === undefined ? [] : [after - before];
    })
    .toArray();
}
