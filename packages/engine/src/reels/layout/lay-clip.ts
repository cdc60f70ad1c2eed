import { endedAt, type LaidSlot, lengthOf } from "./laid-slot.ts";
import type { PatternSlot, Room } from "./pattern.ts";
import type { ShownClip, Taken } from "./titles.ts";

/** Lays a clip of a title into a slot; undefined where nothing of it can be shown in what is left. */
export function layClip(
  { place, clip: asked, nominal, weight }: PatternSlot,
  { entry, rank }: Taken,
  { type, range }: ShownClip,
  at: number,
  { limit, least, cut, cuts }: Room,
): LaidSlot | undefined {
  const { title, score, parts } = entry;
  const whole = lengthOf(range);
  const wanted = type === asked || nominal === undefined ? whole : Math.min(whole, nominal);
  const natural = Math.min(limit, at + wanted);
  const aim = cut(at, natural);
  const inClip = (frame: number): number => range.first + frame - at;
  const end = aim === at + wanted ? inClip(aim) : cuts.nearest(range, inClip(aim), least, inClip(natural));
  if (end === undefined) return undefined;
  const shown = end - range.first;
  const why = { weight, rank, score, parts };
  const early = aim < natural ? "beat" : "length";
  const cutBy = shown === whole ? null : shown === wanted ? "slot" : early;
  const frames = { first: range.first, end };
  return { role: "slot", place, title, asked, clip: type, ...why, range, frames, cutBy };
}

/** An opening, ended on a beat. */
export function cutOpening(opening: LaidSlot, { cut, cuts, least }: Room): LaidSlot {
  const { range } = opening;
  const beat = cut(0, lengthOf(range));
  const end = cuts.nearest(range, range.first + beat, Math.min(least, beat), range.end);
  return beat === lengthOf(range) || end === undefined ? opening : endedAt(opening, end, "beat");
}
