import type { WatchRow } from "../../seams/audience-store.ts";
import type { Interactions } from "./train-factors.ts";

/** More watches of one title than this say no more. */
const MOST_WEIGHT = 5;

/** Adds up what was watched, viewer by viewer; titles and viewers are in the order in which they come. */
export function interactionsOf(watches: Iterable<WatchRow>): Interactions {
  const rows = new Map<string, number>();
  const viewers = new Map<string, Map<number, number>>();
  for (const { viewer, title, weight } of watches) {
    const row = rows.get(title) ?? rows.size;
    rows.set(title, row);
    const watched = viewers.get(viewer) ?? new Map<number, number>();
    viewers.set(viewer, watched);
    watched.set(row, Math.min((watched.get(row) ?? 0) + weight, MOST_WEIGHT));
  }
  return {
    titles: [...rows.keys()],
    viewers: viewers
      .values()
      .map((watched) => Array.from(watched, ([row, weight]) => ({ row, weight })))
      .toArray(),
  };
}
