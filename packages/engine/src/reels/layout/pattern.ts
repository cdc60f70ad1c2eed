import type { Cadence } from "../../api/cadences.ts";
import type { ClipIndex } from "../../api/clip-index.ts";
import type { PreparedCuts } from "../prepared-cuts.ts";

/** A slot of a reel, before anything is in it. */
export interface PatternSlot {
  /** Its number in the reel, from 0; opening and closing have none. */
  readonly n: number;
  /** Which of the cadence's slots it is. */
  readonly place: number;
  /** Clip type that it asks for. */
  readonly clip: string;
  /** Frames that a clip of this type nominally has; undefined where the index knows no such type. */
  readonly nominal: number | undefined;
  readonly weight: number;
  /** Whether one of the best titles comes back here. */
  readonly returning: boolean;
}

/** Slot `n` of a cadence, whose pattern starts over without end. */
export function patternSlot({ slots, returns }: Cadence, { clipTypes }: ClipIndex, n: number): PatternSlot {
  const place = n % slots.length;
  const slot = slots[place];
  if (!slot) throw new RangeError("A cadence without slots has no pattern.");
  const nominal = clipTypes.get(slot.clip);
  const returning = returns !== undefined && (n + 1) % returns.every === 0;
  return { n, place, clip: slot.clip, nominal, weight: slot.weight ?? nominal ?? 0, returning };
}

/** Where a clip that begins at `at` and would run to `end` is cut. */
export type Cut = (at: number, end: number) => number;

/**
 * Slots that fill frames `[from, limit)` where every title has what is asked of it, clips of unknown types taken to be
 * as short as any.
 * @param most slots at most.
 */
export function expectedSlots(
  cadence: Cadence,
  index: ClipIndex,
  { from, limit, least, cut, most }: Omit<Room, "cuts"> & { readonly from: number; readonly most: number },
): PatternSlot[] {
  const usual = Math.max(1, Math.min(...index.clipTypes.values(), limit));
  const slots: PatternSlot[] = [];
  let at = from;
  while (limit - at >= least && slots.length < most) {
    const slot = patternSlot(cadence, index, slots.length);
    slots.push(slot);
    at = cut(at, Math.min(limit, at + (slot.nominal ?? usual)));
  }
  return slots;
}

/** What slots have to fill. */
export interface Room {
  /** Frame of the reel that they end before. */
  readonly limit: number;
  /** Frames below which none begins. */
  readonly least: number;
  readonly cut: Cut;
  readonly cuts: PreparedCuts;
}
