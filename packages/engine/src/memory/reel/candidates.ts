import type { RetrievedMoment } from "../../api/memory.ts";
import type { ReelQuery } from "./plan.ts";

/** A moment that a query found. */
export interface Hit {
  readonly query: ReelQuery;
  readonly moment: RetrievedMoment;
  /** 0 to 1. */
  readonly worth: number;
}

/** Frames `[from, to)` of a video that could be shown, and all that speaks for them. */
export interface Candidate {
  readonly video: string;
  readonly from: number;
  readonly to: number;
  /** Seconds that one frame lasts. */
  readonly frame: number;
  /** 0 to 1. */
  readonly worth: number;
  /** Best first; at least one. */
  readonly hits: readonly Hit[];
}

/**
 * How much longer others make a moment, and the seconds beyond which they do not: what lies around it is worth
 * something for it, but it is what was found, and a loud hour is not one moment.
 */
const MOST_GROWN = 2;
const LONGEST_GROWN = 30;

export const secondsOf = ({ from, to, frame }: Pick<Candidate, "from" | "to" | "frame">): number =>
  (to - from) * frame;

/** Whether two stretches have a frame in common. */
export function overlap(a: Candidate, b: Candidate): boolean {
  return a.video === b.video && a.from < b.to && b.from < a.to;
}

/**
 * Makes candidates of hits: those that share half of the shorter one are one, as long as the best of them and as the
 * others make it. It is worth more the more queries found it, as if they were independent: `1 - (1 - a)(1 - b)`.
 * Candidates may still overlap.
 */
export function joinHits(hits: readonly Hit[]): Candidate[] {
  const candidates: Candidate[] = [];
  for (const hit of [...hits].sort(byWorth)) {
    const { video, startFrame: from, endFrame: to, start, end } = hit.moment;
    const alone = { video, from, to, frame: (end - start) / (to - from), worth: hit.worth, hits: [hit] };
    const place = candidates.findIndex((other) => belongTogether(other, alone));
    const other = candidates[place];
    if (other) candidates[place] = join(other, alone, hit);
    else candidates.push(alone);
  }
  return candidates;
}

const byWorth = (a: Hit, b: Hit): number =>
  b.worth - a.worth ||
  a.moment.video.localeCompare(b.moment.video) ||
  a.moment.startFrame - b.moment.startFrame;

function belongTogether(a: Candidate, b: Candidate): boolean {
  const shared = Math.min(a.to, b.to) - Math.max(a.from, b.from);
  return a.video === b.video && 2 * shared >= Math.min(a.to - a.from, b.to - b.from);
}

function join(a: Candidate, b: Candidate, hit: Hit): Candidate {
  const isNews = a.hits.every(({ query }) => query !== hit.query);
  return {
    ...grown(a, b),
    worth: isNews ? 1 - (1 - a.worth) * (1 - b.worth) : a.worth,
    hits: [...a.hits, hit],
  };
}

function grown(a: Candidate, b: Candidate): Candidate {
  const together = { ...a, from: Math.min(a.from, b.from), to: Math.max(a.to, b.to) };
  const { startFrame = 0, endFrame = 0 } = a.hits[0]?.moment ?? {};
  const isMore = together.to - together.from > MOST_GROWN * (endFrame - startFrame);
  return isMore || secondsOf(together) > LONGEST_GROWN ? a : together;
}
