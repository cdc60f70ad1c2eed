import type { PlaybackEvent, Refusal } from "../../api/events.ts";
import type { PlacedEvent, PlacedSlot, ReelLayout, ReelSlot } from "./event.ts";

/** Flicks in a millisecond. */
const FLICKS = 705_600;
/** Milliseconds that a clock may be ahead of ours; what is further ahead is no clock. */
export const CLOCK_ERROR = 5 * 60_000;
/** Milliseconds after which an event is too old to be taken: players that were offline have sent theirs by then. */
export const OLDEST = 7 * 24 * 3600_000;
/** Milliseconds by which players overshoot the end of a stream: a frame, and what their clocks round. */
const OVERSHOOT = 1000;

/**
 * Finds out what an event is about: when it happened, and which clip of the reel was on the screen. An event from a
 * clock that is a little ahead happened when it arrived; one far ahead, or a week old, is refused, and so is what lies
 * outside the stream or names a title that the stream does not have.
 * @param layout undefined where the stream is no reel: then it is about no clip.
 * @param now milliseconds since 1970.
 */
export function placeEvent(
  event: PlaybackEvent,
  layout: ReelLayout | undefined,
  now: number,
): PlacedEvent | Refusal {
  const { id, type, at = now, detail } = event;
  if (at > now + CLOCK_ERROR) return "from_the_future";
  if (at < now - OLDEST) return "too_old";
  const asked = event.position === undefined ? null : milliseconds(event.position);
  const end = layout && Math.ceil((layout.slots.at(-1)?.end ?? 0) / FLICKS);
  if (asked !== null && end !== undefined && asked > end + OVERSHOOT) return "outside_the_stream";
  const position = asked === null ? null : Math.min(asked, end ?? asked);
  const played = type === "progress" ? Math.min(milliseconds(event.played ?? 0), position ?? 0) : 0;
  const found = layout ? slotsOf(event, layout, position, played) : { slots: [], finished: [] };
  if (found === undefined) return "unknown_title";
  return {
    id,
    type,
    at: Math.min(at, now),
    receivedAt: now,
    position,
    played,
    duration: event.duration === undefined ? null : milliseconds(event.duration),
    slots: found.slots.map(brief),
    finished: found.finished.map(brief),
    ...(detail !== undefined && { detail }),
  };
}

interface FoundSlots {
  readonly slots: readonly ReelSlot[];
  readonly finished: readonly ReelSlot[];
}

/** @returns undefined where a title is named that the reel does not have. */
function slotsOf(
  { type, title }: PlaybackEvent,
  { slots }: ReelLayout,
  position: number | null,
  played: number,
): FoundSlots | undefined {
  const none: readonly ReelSlot[] = [];
  const here = position === null ? undefined : slotAt(slots, position);
  switch (type) {
    case "progress": {
      const from = ((position ?? 0) - played) * FLICKS;
      const to = (position ?? 0) * FLICKS;
      // A glance of no length shows the clip that it falls on.
      if (played === 0) return { slots: here ? [here] : none, finished: none };
      return {
        slots: slots.filter((slot) => slot.start < to && slot.end > from),
        // rounded to milliseconds, the end of a clip may lie just behind the playhead
        finished: slots.filter((slot) => slot.end > from && slot.end <= to + FLICKS),
      };
    }
    case "complete": {
      const last = slots.slice(-1);
      return { slots: last, finished: last };
    }
    case "click":
    case "follow-on": {
      if (title === undefined) return { slots: here ? [here] : none, finished: none };
      const meant = here?.title === title ? here : nearest(slots, title, position ?? 0);
      return meant && { slots: [meant], finished: none };
    }
    default:
      return { slots: here ? [here] : none, finished: none };
  }
}

/** The clip on the screen; at the very end the last one still is. */
function slotAt(slots: readonly ReelSlot[], position: number): ReelSlot | undefined {
  const at = position * FLICKS;
  let low = 0;
  let high = slots.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((slots[middle]?.end ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  const found = slots[low] ?? slots.at(-1);
  return found && found.start <= at ? found : undefined;
}

/** The last clip of a title that was on before the playhead, or else its first. */
function nearest(slots: readonly ReelSlot[], title: string, position: number): ReelSlot | undefined {
  const of = slots.filter((slot) => slot.title === title);
  return of.findLast(({ start }) => start <= position * FLICKS) ?? of[0];
}

const brief = ({ slot, title }: ReelSlot): PlacedSlot => ({ slot, title });
const milliseconds = (seconds: number): number => Math.round(seconds * 1000);
