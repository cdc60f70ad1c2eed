/** A stretch of a video, in seconds. */
export interface Place {
  /** Path of the video in the labelled set. */
  readonly video: string;
  readonly start: number;
  readonly end: number;
}

/** How well one query was answered. */
export interface QueryScore {
  /** 1 where the first answer is right. */
  readonly first: number;
  /** Share of the right places that are among the answers. */
  readonly recall: number;
  /** 1 over the rank of the first right answer; 0 where there is none. */
  readonly reciprocalRank: number;
  /** Share of the answers that are right; 0 where there are none. */
  readonly precision: number;
  /** Share of the first right answer that lies in right places: the rest is what a viewer did not ask to see. */
  readonly tightness: number | null;
}

/** Means over queries. */
export interface Summary {
  readonly queries: number;
  readonly first: number;
  readonly recall: number;
  readonly meanReciprocalRank: number;
  readonly precision: number;
  /** Over those with a right answer; null where there is none. */
  readonly tightness: number | null;
}

/** Answers that count. */
export const DEPTH = 10;

/** Seconds in common from which on an answer is right, however long it and the truth are. */
const ENOUGH = 1;

/** Whether an answer shows a right place: a second of it, or half of the shorter one of the two. */
export function isHit(answer: Place, truth: Place): boolean {
  const common = commonSeconds(answer, truth);
  const shorter = Math.min(answer.end - answer.start, truth.end - truth.start);
  return common > 0 && (common >= ENOUGH || common >= shorter / 2);
}

/**
 * Scores the first ten answers, best first.
 * @throws RangeError where there is no right place: nothing can be found.
 */
export function scoreAnswers(answers: readonly Place[], truth: readonly Place[]): QueryScore {
  if (truth.length === 0) throw new RangeError("Queries without a right answer have no rank to score.");
  const shown = answers.slice(0, DEPTH);
  const right = shown.map((answer) => truth.some((place) => isHit(answer, place)));
  const rank = right.indexOf(true);
  const best = shown[rank];
  return {
    first: rank === 0 ? 1 : 0,
    recall: truth.filter((place) => shown.some((answer) => isHit(answer, place))).length / truth.length,
    reciprocalRank: best ? 1 / (rank + 1) : 0,
    precision: shown.length === 0 ? 0 : right.filter(Boolean).length / shown.length,
    tightness: best ? tightnessOf(best, truth) : null,
  };
}

/** Means over queries; all 0 where there are none. */
export function summarise(scores: readonly QueryScore[]): Summary {
  const tight = scores.flatMap(({ tightness }) => (tightness === null ? [] : [tightness]));
  return {
    queries: scores.length,
    first: mean(scores.map(({ first }) => first)),
    recall: mean(scores.map(({ recall }) => recall)),
    meanReciprocalRank: mean(scores.map(({ reciprocalRank }) => reciprocalRank)),
    precision: mean(scores.map(({ precision }) => precision)),
    tightness: tight.length === 0 ? null : mean(tight),
  };
}

/** The mean; 0 of nothing. */
export function mean(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

function commonSeconds(a: Place, b: Place): number {
  return a.video === b.video ? Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start)) : 0;
}

/** Right places may overlap: what they cover together counts once. */
function tightnessOf(answer: Place, truth: readonly Place[]): number {
  const sorted = truth.filter(({ video }) => video === answer.video).sort((a, b) => a.start - b.start);
  let covered = 0;
  let at = answer.start;
  for (const { start, end } of sorted) {
    const to = Math.min(end, answer.end);
    covered += Math.max(0, to - Math.max(start, at));
    at = Math.max(at, to);
  }
  return covered / (answer.end - answer.start);
}
