import type { Arrangement, EditedOverlay } from "./arrangement.ts";
import { layOut, lengthOf } from "./place.ts";
import { TICKS_PER_MS, ticksPerFrame } from "./rate.ts";
import { isSeen } from "./to-timeline.ts";

/** A stretch of the timeline in ticks, `end` exclusive. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** When an overlay is seen. @returns undefined where nothing of it is. */
export function stretchOf(arrangement: Arrangement, overlay: EditedOverlay): Stretch | undefined {
  const { span } = overlay;
  const length = lengthOf(arrangement);
  if (length === 0 || !isSeen(arrangement, overlay)) return undefined;
  if (span.on === "all") return { start: 0, end: length };
  if (span.on === "timeline") {
    const end = span.end === null ? length : Math.min(length, span.end * TICKS_PER_MS);
    return { start: span.start * TICKS_PER_MS, end };
  }
  const laid = layOut(arrangement).find(({ clip }) => clip.key === span.clip);
  if (!laid) return undefined;
  const { from, to, source } = laid.clip;
  const at = (frame: number) => laid.start + (frame - from) * ticksPerFrame(source.rate);
  return { start: at(Math.max(from, span.from ?? from)), end: at(Math.min(to, span.to ?? to)) };
}
