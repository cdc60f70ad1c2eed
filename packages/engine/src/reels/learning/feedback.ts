import type { Feedback } from "../../api/learning.ts";

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
