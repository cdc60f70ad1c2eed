import { FLICKS_PER_SECOND } from "@cutstream/media";
import { belongTogether, overlapOf, type Stretch } from "./spans.ts";

/** A moment in the running. */
export interface Contender extends Stretch {
  readonly video: string;
  /** Name of the index that it is of. */
  readonly name: string;
  readonly score: number;
}

/** A moment chosen, with those of the same stretch that it stands for, best first. */
export interface Chosen<T> {
  readonly best: T;
  readonly same: readonly T[];
}

/** Flicks between two moments of a video beyond which they have nothing to do with one another. */
const NEIGHBOURHOOD = 60 * FLICKS_PER_SECOND;

/**
 * Chooses moments one after the other, best first, each stretch of a video once.
 * @param diversity 0 to 1: how much of its score a moment loses beside a chosen one, less the farther it is away, none
 * from a minute on.
 * @param count how many are wanted.
 */
export function diversify<T extends Contender>(
  contenders: readonly T[],
  diversity: number,
  count: number,
): Chosen<T>[] {
  let left = contenders.map((contender) => ({ contender, worth: contender.score }));
  const chosen: Chosen<T>[] = [];
  while (chosen.length < count && left.length > 0) {
    const { contender: best } = left.reduce((a, b) => (b.worth > a.worth ? b : a));
    const isSame = ({ contender }: { contender: T }) => contender === best || isSameStretch(contender, best);
    const same = left.filter(isSame).map(({ contender }) => contender);
    left = left.filter((one) => !isSame(one));
    for (const one of left) {
      const kept = 1 - diversity * closeness(one.contender, best);
      one.worth = Math.min(one.worth, one.contender.score * kept);
    }
    const others = same.filter((one) => one !== best).sort((a, b) => b.score - a.score);
    chosen.push({ best, same: others });
  }
  return chosen;
}

/** What two moments of one index have in common, of the longer, before one stands for both. */
const SAME_INDEX_SHARE = 0.8;

/**
 * Whether one answer does for both. What two indexes say of a stretch is one thing; two moments of one index that
 * overlap are two, unless they are all but equal.
 */
function isSameStretch(a: Contender, b: Contender): boolean {
  if (a.video !== b.video) return false;
  if (a.name !== b.name) return belongTogether(a, b);
  return overlapOf(a, b) >= SAME_INDEX_SHARE * Math.max(a.end - a.start, b.end - b.start);
}

/** 1 side by side, 0 from a minute on and in other videos. */
function closeness(a: Contender, b: Contender): number {
  return a.video === b.video ? Math.max(0, 1 - distance(a, b) / NEIGHBOURHOOD) : 0;
}

const distance = (a: Stretch, b: Stretch): number =>
  Math.max(0, Math.max(a.start, b.start) - Math.min(a.end, b.end));
