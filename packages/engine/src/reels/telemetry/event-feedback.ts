import type { Feedback } from "../../api/learning.ts";
import type { Catalog } from "../../seams/catalog.ts";
import type { DayRange, EventStore } from "../../seams/event-store.ts";
import { decodeReel } from "../maker/reel-record.ts";
import { type PartsOf, readFeedback } from "./read-feedback.ts";

/** Reads what viewers did with reels on some days. */
export type EventFeedback = (days: DayRange) => Promise<readonly Feedback[]>;

/** Most that is learned from at a time: as much as one call of the API may give. */
const MOST_FEEDBACK = 200_000;

/**
 * Reads feedback from the events that are stored, each clip with what spoke for it when its reel was laid out. Of more
 * than `most` it is that of the plays whose streams' ids come first: ids are random, so they are drawn evenly.
 * @param most default {@link MOST_FEEDBACK}
 */
export function createEventFeedback(
  store: Pick<EventStore, "plays">,
  catalog: Pick<Catalog, "reel">,
  most: number = MOST_FEEDBACK,
): EventFeedback {
  // past the book of reels: thousands of old ones would push those out of its memory that are playing
  const partsOf: PartsOf = async (stream) => {
    const row = await catalog.reel(stream);
    return row && decodeReel(row.record, row).slots.map(({ parts }) => parts);
  };
  return async (days) => {
    const found: Feedback[] = [];
    for await (const one of readFeedback(store, partsOf, days)) {
      if (found.length === most) break;
      found.push(one);
    }
    return found;
  };
}
