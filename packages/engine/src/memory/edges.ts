import type { FrameRange } from "@cutstream/media";
import type { Stretch } from "./spans.ts";

/** A video's measure of time. */
export interface FrameGrid {
  readonly frameFlicks: number;
  readonly frameCount: number;
}

/**
 * The frames that a stretch takes up: from the one that is shown when it begins to the one that is shown when it ends,
 * one at least. Those are where its clip is cut, and where heads are made ahead of time.
 */
export function framesOf({ start, end }: Stretch, { frameFlicks, frameCount }: FrameGrid): FrameRange {
  const from = Math.min(Math.max(0, Math.floor(start / frameFlicks)), frameCount - 1);
  const to = Math.min(frameCount, Math.max(from + 1, Math.ceil(end / frameFlicks)));
  return { from, to };
}

/** Makes a stretch longer on either side, by flicks. */
export function pad({ start, end }: Stretch, before: number, after: number): Stretch {
  return { start: start - before, end: end + after };
}

/** Moves the edges of a stretch outwards to those of the units, shots or sentences, that they lie in. */
export function snap({ start, end }: Stretch, units: readonly Stretch[]): Stretch {
  const starts = units.filter((unit) => unit.start <= start && unit.end > start).map((unit) => unit.start);
  const ends = units.filter((unit) => unit.start < end && unit.end >= end).map((unit) => unit.end);
  return { start: Math.min(start, ...starts), end: Math.max(end, ...ends) };
}
