import type { PreparedCuts, ShownRange } from "../prepared-cuts.ts";
import { endedAt, type LaidSlot } from "./laid-slot.ts";
import type { Room } from "./pattern.ts";

/**
 * Lays a clip after others, the last of which ends sooner where the two could not be cut as one.
 * @returns the clip and where it begins; or why it cannot stand there.
 */
export function follow(
  slots: LaidSlot[],
  layAt: (at: number) => LaidSlot | undefined,
  at: number,
  { cuts, least }: Room,
): { readonly slot: LaidSlot; readonly at: number } | "too long" | "apart" {
  const slot = layAt(at);
  if (!slot) return "too long";
  const last = slots.at(-1);
  if (!last) return { slot, at };
  const end = partFrom(slots, slot, cuts, least);
  if (end === undefined) return "apart";
  if (end === last.frames.end) return { slot, at };
  const sooner = at - (last.frames.end - end);
  const again = layAt(sooner);
  if (!again) return "too long";
  slots[slots.length - 1] = endedAt(last, end, last.cutBy ?? "join");
  return { slot: again, at: sooner };
}

/** Ends the last clip so that the closing one can follow, or takes it away. */
export function endBefore(slots: LaidSlot[], closing: LaidSlot, { cuts, least }: Room): void {
  for (let last = slots.at(-1); last; last = slots.at(-1)) {
    const end = partFrom(slots, closing, cuts, least);
    // as the only one beside it
    const beside = last.title === closing.title && last.role !== "opening";
    if (end !== undefined && !beside) {
      slots[slots.length - 1] = endedAt(last, end, last.cutBy ?? "join");
      return;
    }
    slots.pop();
  }
}

/**
 * Makes sure that a clip can follow those before it: where it goes on in the mega asset from where the last one ends, the
 * two are cut as one, and where that was not prepared, the last one has to end sooner.
 * @param before those before it, in order, each of which can follow the others.
 * @param least frames that the last one is left with at least.
 * @returns frame at which the last one is to end: where it does, as a rule; undefined where there is none.
 */
function partFrom(
  before: readonly ShownRange[],
  next: ShownRange,
  cuts: PreparedCuts,
  least: number,
): number | undefined {
  const last = before.at(-1);
  if (!last) return undefined;
  const run = stretchOf(before);
  if (last.frames.end !== next.frames.first || cuts.runsOn([...run, next])) return last.frames.end;
  for (let latest = last.frames.end - 1; ; latest--) {
    const end = cuts.nearest(last.range, latest, least, latest);
    if (end === undefined) return undefined;
    const { first } = last.frames;
    if (cuts.runsOn([...run.slice(0, -1), { ...last, frames: { first, end } }])) return end;
    latest = end;
  }
}

/** The last clips that follow on from one another. */
function stretchOf(clips: readonly ShownRange[]): readonly ShownRange[] {
  let from = clips.length - 1;
  while (from > 0 && clips[from - 1]?.frames.end === clips[from]?.frames.first) from--;
  return clips.slice(from);
}
