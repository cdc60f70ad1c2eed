import { factsOf, mergeFacts } from "../moments/facts.ts";
import type { MomentRow } from "../moments/moment.ts";
import { searchText } from "../moments/search-text.ts";
import type { MomentAnnotation } from "../seams/moment-store.ts";
import { SUBJECTS } from "../subjects/subject.ts";
import { belongTogether } from "./spans.ts";

/** Moments around one whose facts and texts it takes over, at most: a long one would collect all of a video. */
const MOST_AROUND = 50;

/**
 * What each moment of a video is told by those of other indexes that belong together with it (`spans.ts`): their facts
 * beside its own, so that a filter finds the goal that somebody indexed by the crowd's cheer that was heard, and their
 * texts. Of many the nearest in length count. Places of subjects say nothing of anything else.
 * @param moments all of one video.
 */
export function joinMoments(moments: readonly MomentRow[]): MomentAnnotation[] {
  const sorted = moments.filter(({ name }) => name !== SUBJECTS).sort((a, b) => a.start - b.start);
  const around = sorted.map((): MomentRow[] => []);
  for (const [n, one] of sorted.entries()) {
    for (let m = n + 1; m < sorted.length; m++) {
      const other = sorted[m];
      if (!other || other.start >= one.end) break;
      if (other.name === one.name || !belongTogether(one, other)) continue;
      around[n]?.push(other);
      around[m]?.push(one);
    }
  }
  return sorted.map((moment, n) => annotate(moment, around[n] ?? []));
}

function annotate(moment: MomentRow, around: readonly MomentRow[]): MomentAnnotation {
  const length = moment.end - moment.start;
  const strangeness = ({ start, end }: MomentRow) => Math.abs(Math.log((end - start) / length));
  const nearest = [...around].sort((a, b) => strangeness(a) - strangeness(b)).slice(0, MOST_AROUND);
  return {
    id: moment.id,
    facts: mergeFacts([moment, ...nearest].map(factsOf)),
    around: nearest
      .map(searchText)
      .filter((text) => text !== "")
      .join("\n"),
  };
}
