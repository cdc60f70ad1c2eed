import type { ReelMomentView, ReelQueryView } from "../../api/reels.ts";
import type { ClipInput } from "../../api/timeline.ts";
import { type Candidate, type Hit, secondsOf } from "./candidates.ts";
import type { ReelQuery } from "./plan.ts";

/** Characters of a moment's text that stand in a reason. */
const LONGEST_QUOTE = 60;

/** A clip that shows a moment, to the frame. */
export function clipOf({ video, from, to }: Candidate): ClipInput {
  return { video, start: { frame: from }, end: { frame: to } };
}

/**
 * A moment as it was chosen.
 * @param before what it was before its edges were moved.
 */
export function viewChosen(chosen: Candidate, before: Candidate): ReelMomentView {
  const { video, from, to, frame, worth, hits } = chosen;
  const [best] = hits;
  const moved = [...(from === before.from ? [] : ["begins"]), ...(to === before.to ? [] : ["ends"])];
  return {
    video,
    videoName: best?.moment.videoName ?? "",
    start: from * frame,
    end: to * frame,
    startFrame: from,
    endFrame: to,
    worth: Math.round(worth * 1000) / 1000,
    reasons: [
      ...new Set(hits.map(reasonOf)),
      ...(moved.length === 0 ? [] : [`${moved.join(" and ")} with a shot`]),
      ...(isCut(before)
        ? [`cut to ${secondsOf(before).toFixed(1)} s: it alone is longer than the reel`]
        : []),
    ],
    thumbnail: best?.moment.thumbnail ?? "",
  };
}

/** Whether less is shown of a candidate than was found. */
function isCut({ from, to, hits }: Candidate): boolean {
  return hits.some(({ moment }) => moment.startFrame < from || moment.endFrame > to);
}

function reasonOf({ query, moment }: Hit): string {
  const said = moment.text || moment.labels.join(", ");
  const quote = said === "" ? "" : `: ${said.replaceAll(/\s+/g, " ").slice(0, LONGEST_QUOTE).toWellFormed()}`;
  const ways =
    query.query === undefined ? [] : moment.why.map(({ by, score }) => `${by} ${score.toFixed(2)}`);
  return `${query.purpose}${quote}${ways.length === 0 ? "" : ` (${ways.join(", ")})`}`;
}

/** A query as it was asked. */
export function viewQuery(query: ReelQuery, found: number): ReelQueryView {
  return {
    purpose: query.purpose,
    query: query.query ?? null,
    indexes: query.indexes ?? null,
    filters: query.filters ?? null,
    weight: query.weight,
    before: query.before,
    after: query.after,
    excludes: query.excludes ?? false,
    found,
  };
}
