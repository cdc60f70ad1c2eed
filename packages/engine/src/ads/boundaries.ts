import { FLICKS_PER_SECOND } from "@cutstream/media";
import { type Condition, holds } from "../moments/condition.ts";
import { type Facts, factsOf, LABELS, mergeFacts } from "../moments/facts.ts";
import type { MomentRow } from "../moments/moment.ts";
import type { VideoSpan } from "../seams/moment-store.ts";

/** A clip of the content, in place. Times are flicks. */
export interface LaidClip {
  readonly video: string;
  /** Tells versions of a video apart. */
  readonly version: string;
  /** Frames `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly frameFlicks: number;
  /** On the timeline without ads. */
  readonly start: number;
}

/** Where the content may be broken off: before a frame of a clip. After the last frame `clip` is the number of clips. */
export interface Boundary {
  readonly at: number;
  readonly clip: number;
  readonly frame: number;
}

/** Flicks before and after a break that its moments are looked at. */
export const AROUND = 5 * FLICKS_PER_SECOND;
/** Flicks of a clip on either side of a break at least: less is a flash, and cannot carry its sound. */
const SHORTEST_PART = FLICKS_PER_SECOND / 2;
const SHOTS = "shots";

/** What of the videos is seen in a stretch of the timeline. */
export function spansShown(clips: readonly LaidClip[], from: number, to: number): VideoSpan[] {
  return clips.flatMap(({ video, from: first, to: last, frameFlicks, start }) => {
    const zero = start - first * frameFlicks;
    const begin = Math.max(first * frameFlicks, from - zero);
    const end = Math.min(last * frameFlicks, to - zero);
    return begin < end ? [{ video, from: begin, to: end }] : [];
  });
}

/**
 * Frames at which a shot starts, of those that begin with a hard cut or come up from black: there the break is made
 * half way through the fade, where the picture is dark. Dissolves are none: both shots are seen.
 */
function shotStarts(moments: readonly MomentRow[], { video, frameFlicks }: LaidClip): number[] {
  return moments
    .filter((moment) => moment.video === video && moment.name === SHOTS)
    .filter(({ metadata: { transition } }) => transition === "cut" || transition === "fade")
    .map(({ start }) => Math.round(start / frameFlicks));
}

/** Scene boundaries and joins of a timeline, in order of time, none twice; neither its beginning nor its end. */
export function boundariesOf(clips: readonly LaidClip[], moments: readonly MomentRow[]): Boundary[] {
  const found = new Map<number, Boundary>();
  const add = (boundary: Boundary) => void found.set(boundary.at, boundary);
  clips.forEach((clip, n) => {
    const { from, to, frameFlicks, start } = clip;
    const before = clips[n - 1];
    const goesOn = before?.version === clip.version && before.to === from;
    if (before && !goesOn) add({ at: start, clip: n, frame: from });
    const margin = Math.ceil(SHORTEST_PART / frameFlicks);
    for (const frame of shotStarts(moments, clip)) {
      const inside = frame >= from + margin && frame <= to - margin;
      if (inside || (frame === from && before)) {
        add({ at: start + (frame - from) * frameFlicks, clip: n, frame });
      }
    }
  });
  return [...found.values()].sort((a, b) => a.at - b.at);
}

/** Facts of all moments that are seen within {@link AROUND} of a place on the timeline, together. */
export function factsAround(at: number, clips: readonly LaidClip[], moments: readonly MomentRow[]): Facts {
  const seen = spansShown(clips, at - AROUND, at + AROUND);
  const near = moments.filter(({ video, start, end }) =>
    seen.some((span) => span.video === video && start < span.to && end > span.from),
  );
  return mergeFacts(near.map(factsOf));
}

/** Labels of facts, but for what every shot is called. */
export function labelsOf(facts: Facts): string[] {
  return (facts.get(LABELS) ?? []).filter(
    (label): label is string => typeof label === "string" && label !== "shot",
  );
}

export const passes = (condition: Condition | null, facts: Facts): boolean =>
  condition === null || holds(condition, facts);
