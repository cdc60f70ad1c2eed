import type { DayRange, EventStore } from "../../seams/event-store.ts";
import type { Measure } from "./tally.ts";

/** What viewers did with a title in a place of the reel, in one group of viewers: what learning learns from. */
export interface TitleCounts {
  readonly title: string;
  readonly slot: number;
  /** Empty where they took part in none. */
  readonly experiment: string;
  readonly arm: string;
  readonly holdout: boolean;
  /** Reels in which it was shown there; all that follow are of these. */
  readonly impressions: number;
  readonly clicks: number;
  readonly skips: number;
  /** Shown to its last frame. */
  readonly finishes: number;
  readonly followOns: number;
}

const MEASURES = ["impressions", "clicks", "skips", "finishes", "followOns"] as const satisfies Measure[];

/** Counts by title, slot and group, over the days asked for. */
export async function titleCounts(
  store: Pick<EventStore, "tallies">,
  days: DayRange = {},
): Promise<readonly TitleCounts[]> {
  const counts = new Map<string, Record<Measure, number> & TitleCounts>();
  for (const { measure, count, at, ...group } of await store.tallies({ ...days, measures: MEASURES })) {
    const key = JSON.stringify([group.title, at, group.experiment, group.arm, group.holdout]);
    const none = Object.fromEntries(MEASURES.map((name) => [name, 0])) as Record<Measure, number>;
    const found =
      counts.get(key) ?? ({ ...group, slot: at, ...none } as Record<Measure, number> & TitleCounts);
    counts.set(key, { ...found, [measure]: count });
  }
  return [...counts.values()];
}
