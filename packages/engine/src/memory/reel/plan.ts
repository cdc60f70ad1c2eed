import type { JsonObject } from "../../moments/moment.ts";

/** One thing to look for. Without a query it lists what the indexes and filters leave. */
export interface ReelQuery {
  /** What it is after, for people. */
  readonly purpose: string;
  readonly query?: string;
  readonly indexes?: readonly string[];
  readonly filters?: JsonObject;
  /** What the best that it finds is worth, 0 to 1. */
  readonly weight: number;
  /** Seconds added on either side. */
  readonly before: number;
  readonly after: number;
  /** What it finds is left out. */
  readonly excludes?: boolean;
}

/** What a prompt asks for. */
export interface ReelPlan {
  readonly queries: readonly ReelQuery[];
  /** Asked where the others find nothing. */
  readonly fallback: readonly ReelQuery[];
  /** Seconds; null where the prompt names no length. */
  readonly duration: number | null;
  /** `best`: those that are worth most. `spread`: some of everything, from beginning to end. */
  readonly choose: "best" | "spread";
  /** Only what begins before this second of a video. */
  readonly until?: number;
  /** What was understood, for people. */
  readonly understood: readonly string[];
  /** What was not. */
  readonly warnings: readonly string[];
}

/** Label of the moments in which a crowd is heard well above its bed, and the index that has them. */
const CROWD_PEAK = "crowd-peak";

/** Moments in which the crowd is loud, by label or, of indexes of somebody's own, by metadata. */
export const LOUD: JsonObject = { $or: [{ labels: CROWD_PEAK }, { crowd_peak: true }] };

/** What a crowd cheers at happens before it does. */
export const CROWD_PEAKS: ReelQuery = {
  purpose: "crowd peaks",
  indexes: ["sound"],
  filters: LOUD,
  weight: 1,
  before: 8,
  after: 4,
};

/** Less than a loud peak, since not all that is noted is cheered at; one that is cheered at counts as both. */
export const EVENTS: ReelQuery = { purpose: "events", indexes: ["events"], weight: 0.6, before: 3, after: 3 };

/** What tells a story, most telling first. */
export const STORY: readonly ReelQuery[] = [
  { ...EVENTS, weight: 1 },
  { ...CROWD_PEAKS, weight: 0.8 },
  { purpose: "what is said", indexes: ["speech"], weight: 0.5, before: 0.2, after: 0.2 },
  { purpose: "what is seen", indexes: ["scenes"], weight: 0.3, before: 0, after: 0 },
];

/** Whatever is known. */
export const ANYTHING: ReelQuery = { purpose: "anything", weight: 0.5, before: 0, after: 0 };

/** Where nothing else is known of a video. */
export const SHOTS: ReelQuery = { purpose: "shots", indexes: ["shots"], weight: 0.2, before: 0, after: 0 };
