import type { ScoreParts } from "../ranked-title.ts";

/** What a viewer did with a title that was shown in a place of reels, added up. */
export interface Feedback {
  readonly viewer: string;
  readonly title: string;
  /** Place in the reel, from 0. */
  readonly slot: number;
  /** Times that it was shown. */
  readonly impressions: number;
  /** How often the viewer clicked on it, or played it afterwards; never more than it was shown. */
  readonly clicks: number;
  /** How often the viewer skipped it, without a click. */
  readonly skips: number;
  /** How often it ran to its end. */
  readonly completions: number;
  /** What spoke for it when it was shown; left out where that is not known any more. */
  readonly parts?: ScoreParts;
  /** An experiment held the viewer out when it was shown: nothing is learned from it. */
  readonly holdout?: boolean;
}

/** What all viewers did with a title in a place. */
export type SlotCounts = Pick<Feedback, "title" | "slot" | "impressions" | "clicks" | "skips">;

/** Adds up feedback by title and slot, in the order in which they first come. */
export function countBySlot(feedback: Iterable<Feedback>): SlotCounts[] {
  const counts = new Map<string, SlotCounts>();
  for (const { title, slot, impressions, clicks, skips } of feedback) {
    const key = `${slot}:${title}`;
    const before = counts.get(key);
    counts.set(key, {
      ...{ title, slot },
      impressions: (before?.impressions ?? 0) + impressions,
      clicks: (before?.clicks ?? 0) + clicks,
      skips: (before?.skips ?? 0) + skips,
    });
  }
  return [...counts.values()];
}

/** Why feedback cannot be; undefined where it can. */
export function faultOf({ slot, impressions, clicks, skips, completions }: Feedback): string | undefined {
  const counts = { slot, impressions, clicks, skips, completions };
  const wrong = Object.entries(counts).find(([, count]) => !(Number.isInteger(count) && count >= 0));
  if (wrong) return `${wrong[0]} is ${wrong[1]}, and must be a whole number from 0 up`;
  if (impressions === 0) return "impressions is 0: nothing was shown";
  if (clicks + skips > impressions) return `clicks and skips are more than the ${impressions} impressions`;
  if (completions > impressions) return `completions is ${completions} of ${impressions} impressions`;
  return undefined;
}
