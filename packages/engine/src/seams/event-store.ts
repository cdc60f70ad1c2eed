import type { PlayContext, StoredEvent } from "../reels/telemetry/event.ts";
import type { Measure } from "../reels/telemetry/tally.ts";

/** What became of an event that was appended. `excess`: its play has too many already. */
export type Appended = "stored" | "known" | "excess";

/** Days as `2026-11-22` in UTC, both of them part of it. A play belongs to the day of its first event. */
export interface DayRange {
  readonly from?: string;
  readonly to?: string;
}

/** How much something was counted on some days, in one group of viewers. */
export interface TallyRow {
  /** Empty where they took part in none. */
  readonly experiment: string;
  readonly arm: string;
  readonly holdout: boolean;
  readonly measure: Measure;
  readonly title: string;
  readonly at: number;
  readonly count: number;
}

export interface TallyQuery extends DayRange {
  readonly experiment?: string;
  /** Only these; all by default. */
  readonly measures?: readonly Measure[];
}

/** What the events of a stream add up to. */
export interface PlayRow extends PlayContext {
  /** JSON text, as `reels/telemetry/play` writes it. */
  readonly play: string;
}

export interface PlayQuery extends DayRange {
  /** Only streams whose ids come after this one. */
  readonly after: string;
  readonly limit: number;
}

/** What viewers of an arm did, each viewer being one unit: sums over viewers of what each saw (x) and did (y). */
export interface ViewerSums {
  readonly arm: string;
  readonly viewers: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** What {@link EventStore.viewerSums} divides by what, per viewer: clicks by clips shown, and so on. */
export type ViewerRatio = "clickThrough" | "completion" | "followOn";

/** Events that one play may have: a player that tells one each second for more than two hours. */
export const MOST_EVENTS = 10_000;

/**
 * Keeps events and, with them, what they add up to. Every method throws CutstreamError `storage_full` or
 * `storage_failed` where the database does.
 */
export interface EventStore {
  /**
   * Appends events and counts them, all or nothing; on stable storage when the promise resolves. An event whose stream
   * has one of that id changes nothing.
   * @returns what became of each, in their order.
   */
  append(events: readonly StoredEvent[]): Promise<readonly Appended[]>;
  /** Counts, summed over days. */
  tallies(query: TallyQuery): Promise<readonly TallyRow[]>;
  /** Sums over the viewers of each arm of an experiment that saw anything. */
  viewerSums(experiment: string, ratio: ViewerRatio): Promise<readonly ViewerSums[]>;
  /** Plays in the order of their streams' ids. */
  plays(query: PlayQuery): Promise<readonly PlayRow[]>;
  /** Events of a stream, oldest first as they arrived. */
  events(stream: string): Promise<readonly StoredEvent["event"][]>;
  /** How many events arrived before that time. */
  countEvents(before: number): Promise<number>;
  /**
   * Deletes some of those; plays and counts that they were added to stay as they are.
   * @returns how many; fewer than `limit` where no more are left.
   */
  deleteEvents(before: number, limit: number): Promise<number>;
  /** Ends once what is under way has; a second time does nothing. Every other method throws from then on. */
  close(): Promise<void>;
}
