import { slotAtFrame } from "./place-slots.ts";
import type { RecordedSlot, ReelRecord } from "./reel-record.ts";
import { rateOf } from "./view-reel.ts";

/** A moment of a reel: what is on screen. */
export interface ReelPlace {
  readonly reel: ReelRecord;
  readonly slot: RecordedSlot;
  /** Number of the slot in the reel, from 0. */
  readonly n: number;
  /** Frame of the reel. */
  readonly frame: number;
}

/** Seconds that floats may be short by: a billionth is well below a flick. */
const ROUNDING = 1e-9;

/** What a reel shows `seconds` after its beginning; undefined before and after it. */
export function placeOf(reel: ReelRecord, seconds: number): ReelPlace | undefined {
  const { num, den } = rateOf(reel);
  // 40 frames at 30000/1001 are 1.3346666… s: a float just below it is that frame all the same.
  const frame = Math.floor(((seconds + ROUNDING) * num) / den);
  if (!Number.isSafeInteger(frame)) return undefined;
  const slot = slotAtFrame(reel.slots, frame);
  return slot && { reel, slot, n: reel.slots.indexOf(slot), frame };
}
