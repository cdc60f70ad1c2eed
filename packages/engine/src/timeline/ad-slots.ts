import { FLICKS_PER_SECOND, flicksToSeconds } from "@cutstream/media";
import type { AdSlotInput } from "../api/ads.ts";
import { CutstreamError } from "../errors.ts";
import { parseFlicks } from "./time-input.ts";

/** Slots of a timeline; each may ask a server. */
export const MOST_SLOTS = 50;
/** Flicks between two breaks at least. */
export const LEAST_BETWEEN = 10 * FLICKS_PER_SECOND;

const DEFAULT_WITHIN = 10;

/** A place where a break is wished, in flicks on the timeline without ads. */
export interface WishedSlot {
  readonly slot: number;
  readonly position: "pre" | "mid" | "post";
  readonly at: number;
  /** How far it may be moved. */
  readonly within: number;
  /** As callers wrote it, for warnings. */
  readonly name: string;
}

/** Where a slot came to be, or why it is left out. */
export type SlotPlace<B> =
  | { readonly wish: WishedSlot; readonly boundary: B }
  | { readonly wish: WishedSlot; readonly reason: string };

/**
 * Reads slots.
 * @param duration flicks of the timeline.
 * @throws CutstreamError `invalid_ads` for a time that is none, or is outside the timeline, and too many slots
 */
export function readSlots(slots: readonly AdSlotInput[], duration: number): WishedSlot[] {
  if (slots.length > MOST_SLOTS) {
    const path = "timeline.ads.slots";
    throw new CutstreamError(
      "invalid_ads",
      `${path} holds ${slots.length} slots; a stream takes ${MOST_SLOTS}.`,
      {
        path,
      },
    );
  }
  return slots.map(({ at, within = DEFAULT_WITHIN }, slot) => {
    if (at === "pre") return { slot, position: "pre", at: 0, within: 0, name: `${slot} (pre)` };
    if (at === "post") return { slot, position: "post", at: duration, within: 0, name: `${slot} (post)` };
    const flicks = parseFlicks(at);
    if (flicks === undefined || !(flicks >= 0 && flicks <= duration)) {
      const path = `timeline.ads.slots[${slot}].at`;
      const message = `${path} is ${JSON.stringify(at)}: give seconds within the timeline's ${flicksToSeconds(duration)}, "pre" or "post".`;
      throw new CutstreamError("invalid_ads", message, { path });
    }
    const name = `${slot} (at ${Number(flicksToSeconds(flicks).toFixed(3))} s)`;
    return { slot, position: "mid", at: flicks, within: Math.round(within * FLICKS_PER_SECOND), name };
  });
}

/**
 * Chooses a boundary for each slot: the nearest to its wished place within its limit that is fit, at least
 * {@link LEAST_BETWEEN} from those of slots before it in the list. `pre` and `post` come first, and are where they are.
 * @param boundaries where the content may be broken off, in order of time; none twice.
 * @param edges what stands for the beginning and the end.
 * @param isFit whether what is shown around a boundary may have ads beside it.
 * @returns a place or a reason for every slot, placed ones in order of time, then the others.
 */
export function placeSlots<B extends { readonly at: number }>(
  slots: readonly WishedSlot[],
  boundaries: readonly B[],
  edges: { readonly pre: B; readonly post: B },
  isFit: (boundary: B) => boolean,
): SlotPlace<B>[] {
  const placed: { wish: WishedSlot; boundary: B }[] = [];
  const left: { wish: WishedSlot; reason: string }[] = [];
  const isFree = ({ at }: B) => placed.every(({ boundary }) => Math.abs(boundary.at - at) >= LEAST_BETWEEN);
  const fixedFirst = [
    ...slots.filter(({ position }) => position !== "mid"),
    ...slots.filter(({ position }) => position === "mid"),
  ];
  for (const wish of fixedFirst) {
    const near = wish.position === "mid" ? nearest(boundaries, wish) : [edges[wish.position]];
    const fit = near.filter(isFit);
    const boundary = fit.find(isFree);
    if (boundary) placed.push({ wish, boundary });
    else left.push({ wish, reason: reasonOf(wish, near.length, fit.length) });
  }
  return [...placed.sort((a, b) => a.boundary.at - b.boundary.at), ...left];
}

/** Boundaries within a slot's limit, nearest first; of two as near the earlier first. */
function nearest<B extends { readonly at: number }>(
  boundaries: readonly B[],
  { at, within }: WishedSlot,
): B[] {
  const distance = (boundary: B) => Math.abs(boundary.at - at);
  return boundaries
    .filter((boundary) => distance(boundary) <= within)
    .sort((a, b) => distance(a) - distance(b) || a.at - b.at);
}

function reasonOf({ within, position }: WishedSlot, near: number, fit: number): string {
  if (near === 0) return `no scene boundary is within ${Number(flicksToSeconds(within).toFixed(3))} s of it`;
  if (fit === 0) return "what is shown there does not pass the content filter";
  const other = position === "mid" ? "another slot" : "the other end";
  return `${other} is less than ${flicksToSeconds(LEAST_BETWEEN)} s away`;
}
