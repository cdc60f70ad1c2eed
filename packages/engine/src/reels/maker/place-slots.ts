import type { LaidSlot } from "../layout/laid-slot.ts";
import type { RecordedSlot } from "./reel-record.ts";

/**
 * Says where the clips of a layout stand in the reel, by what is served: where no head could be made, clips were moved
 * to key frames, and all that follows moved with them.
 * @param clips what the plan shows of each slot, in their order.
 */
export function placeSlots(
  slots: readonly LaidSlot[],
  clips: readonly { readonly from: number; readonly to: number }[],
): RecordedSlot[] {
  let start = 0;
  return slots.map((slot, n) => {
    const clip = clips[n];
    if (!clip) throw new RangeError(`Slot ${n} of ${slots.length} is in no clip of its plan.`);
    const end = start + clip.to - clip.from;
    const placed = { ...slot, frames: { first: clip.from, end: clip.to }, start, end };
    start = end;
    return placed;
  });
}

/** The slot that shows frame `frame` of a reel; undefined outside of it. */
export function slotAtFrame<Slot extends { readonly start: number; readonly end: number }>(
  slots: readonly Slot[],
  frame: number,
): Slot | undefined {
  let [low, high] = [0, slots.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const slot = slots[middle];
    if (!slot) return undefined;
    if (frame < slot.start) high = middle - 1;
    else if (frame >= slot.end) low = middle + 1;
    else return slot;
  }
  return undefined;
}
