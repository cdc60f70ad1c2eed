import type { FrameRange } from "../../api/clip-index.ts";
import type { ScoreParts } from "../../api/ranked-title.ts";

/** A clip of a reel, and why it is there. */
export interface LaidSlot {
  readonly role: "opening" | "slot" | "return" | "closing";
  /** Which of the cadence's slots it is, from 0; null for opening and closing clips. */
  readonly place: number | null;
  readonly title: string;
  /** Clip type asked for, and the one shown: another where the title lacks it, or has shown it already. */
  readonly asked: string;
  readonly clip: string;
  readonly weight: number | null;
  /** Its place in the ranking, from 1; null where the ranking had no say, as below. */
  readonly rank: number | null;
  readonly score: number | null;
  readonly parts: ScoreParts | null;
  /** The whole clip in the mega asset. */
  readonly range: FrameRange;
  /** What of it is shown. */
  readonly frames: FrameRange;
  /** Why it is not shown to its end; `join`: the next one goes on from there, and the two were not prepared as one. */
  readonly cutBy: "slot" | "beat" | "length" | "join" | null;
}

/** Frames of a range. */
export const lengthOf = ({ first, end }: FrameRange): number => end - first;

/** A clip that ends at a frame. @param cutBy why, where it does not end there by itself. */
export function endedAt(slot: LaidSlot, end: number, cutBy: LaidSlot["cutBy"]): LaidSlot {
  if (end === slot.frames.end) return slot;
  return { ...slot, frames: { ...slot.frames, end }, cutBy: end === slot.range.end ? null : cutBy };
}
