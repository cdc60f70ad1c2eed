import type { Arrangement, EditedClip } from "./arrangement.ts";
import { TICKS_PER_SECOND, ticksPerFrame } from "./rate.ts";

/** A frame on the timeline: a clip, and a frame of its source that the clip shows. */
export interface Place {
  readonly clip: string;
  readonly frame: number;
}

/** A clip, and where on the timeline it begins and ends, in ticks. */
export interface LaidClip {
  readonly clip: EditedClip;
  readonly number: number;
  readonly start: number;
  readonly end: number;
}

/** Ticks that a clip lasts. */
export const clipTicks = ({ source, from, to }: EditedClip): number =>
  (to - from) * ticksPerFrame(source.rate);

/** Lays clips one after the other. */
export function layOut({ clips }: Pick<Arrangement, "clips">): readonly LaidClip[] {
  let start = 0;
  return clips.map((clip, number) => {
    const end = start + clipTicks(clip);
    const laid = { clip, number, start, end };
    start = end;
    return laid;
  });
}

/** Ticks that the timeline lasts. */
export const lengthOf = ({ clips }: Pick<Arrangement, "clips">): number =>
  clips.reduce((sum, clip) => sum + clipTicks(clip), 0);

/** Ticks at which a place's frame begins. @returns undefined where the timeline does not show it. */
export function ticksOf(arrangement: Arrangement, { clip, frame }: Place): number | undefined {
  const laid = layOut(arrangement).find((one) => one.clip.key === clip);
  if (!laid || frame < laid.clip.from || frame >= laid.clip.to) return undefined;
  return laid.start + (frame - laid.clip.from) * ticksPerFrame(laid.clip.source.rate);
}

/** The place at a time; the first or last one for times outside. @returns undefined where there are no clips. */
export function placeAt(arrangement: Arrangement, ticks: number): Place | undefined {
  const clips = layOut(arrangement);
  const laid = clips.find(({ end }) => ticks < end) ?? clips.at(-1);
  if (!laid) return undefined;
  const { from, to, source } = laid.clip;
  const frame = from + Math.floor((ticks - laid.start) / ticksPerFrame(source.rate));
  return { clip: laid.clip.key, frame: Math.min(to - 1, Math.max(from, frame)) };
}

/** Frames that a player may be off by in its clock: far less than half of one. */
const CLOCK_ERROR = TICKS_PER_SECOND / 1000;

/** The place that a player shows. @param seconds of its clock, which may stand a little before a frame's time. */
export const placeShown = (arrangement: Arrangement, seconds: number): Place | undefined =>
  placeAt(arrangement, Math.round(seconds * TICKS_PER_SECOND) + CLOCK_ERROR);

/** Seconds to seek to for a place: the middle of its frame, where no rounding shows a neighbour. */
export function seekTime(arrangement: Arrangement, place: Place): number | undefined {
  const clip = arrangement.clips.find(({ key }) => key === place.clip);
  const ticks = ticksOf(arrangement, place);
  if (!clip || ticks === undefined) return undefined;
  return (ticks + ticksPerFrame(clip.source.rate) / 2) / TICKS_PER_SECOND;
}

/** The place some frames further, or back, over the joins of clips; the last or first one where there are no more. */
export function step({ clips }: Arrangement, place: Place, frames: number): Place {
  let number = clips.findIndex(({ key }) => key === place.clip);
  let frame = place.frame + frames;
  for (;;) {
    const clip = clips[number];
    if (!clip) return place;
    const [before, after] = [clips[number - 1], clips[number + 1]];
    if (frame < clip.from && before) {
      frame = before.to - (clip.from - frame);
      number -= 1;
    } else if (frame >= clip.to && after) {
      frame = after.from + (frame - clip.to);
      number += 1;
    } else {
      return { clip: clip.key, frame: Math.min(clip.to - 1, Math.max(clip.from, frame)) };
    }
  }
}

/**
 * The same picture after an edit, as far as it is there: in the clip, or in the one that was split off it. Where the
 * clip is gone, what the timeline then shows at the same time.
 */
export function placeAfter(before: Arrangement, after: Arrangement, place: Place): Place | undefined {
  if (ticksOf(after, place) !== undefined) return place;
  const number = after.clips.findIndex(({ key }) => key === place.clip);
  const [clip, next] = [after.clips[number], after.clips[number + 1]];
  const split = clip && next && clip.to === next.from && clip.source === next.source;
  if (split && ticksOf(after, { ...place, clip: next.key }) !== undefined)
    return { ...place, clip: next.key };
  if (clip) return { clip: clip.key, frame: Math.min(clip.to - 1, Math.max(clip.from, place.frame)) };
  return placeAt(after, ticksOf(before, place) ?? 0);
}
