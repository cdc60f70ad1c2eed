/** What is counted. Whole numbers all: milliseconds of encoders, bytes written to players. */
const METERS = [
  "retrievals",
  "streams",
  "reels",
  "segments",
  "uniqueSegments",
  "encoderMs",
  "bytes",
] as const;
export type MeterName = (typeof METERS)[number];

/** An amount to be added. */
export interface UsageCount {
  /** `2026-11-22`, in UTC. */
  readonly day: string;
  /** Name of the API key that counts, never the key; null: none. */
  readonly key: string | null;
  /** Stream whose publisher's key counts where `key` is null. */
  readonly stream?: string;
  /** Who watches; null: nobody in particular. */
  readonly user: string | null;
  readonly meter: MeterName;
  /** Whole and more than 0. */
  readonly amount: number;
}

/** A media playlist that a player asked for: its segments count once a day for each stream. */
export interface ListedPlaylist {
  readonly day: string;
  readonly stream: string;
  /** Its file: `r/v720.m3u8`. */
  readonly playlist: string;
  readonly user: string;
  readonly segments: number;
}

/** What is added at a time. */
export interface UsageBatch {
  /** Of this batch alone: one that was added already changes nothing. */
  readonly id: string;
  /** When it was closed. */
  readonly day: string;
  readonly counts: readonly UsageCount[];
  /** Streams that were published, and under whose key. */
  readonly published: readonly { readonly stream: string; readonly key: string; readonly day: string }[];
  readonly listed: readonly ListedPlaylist[];
  /** Media segments that the origin answered with: each counts once a day, whoever asked. */
  readonly served: readonly { readonly day: string; readonly segment: string }[];
}

export type UsageBy = "key" | "user" | "day";

export interface UsageQuery {
  /** Days, both of them part of it. */
  readonly from: string;
  readonly to: string;
  readonly by: UsageBy;
}

/** Amounts of one key, user or day. */
export interface UsageTotal {
  /** Empty where no key, or nobody in particular, is meant. */
  readonly of: string;
  readonly meter: MeterName;
  readonly amount: number;
}

/** Days that it is known what was counted of playlists and segments: batches come later than that never. */
export const DAYS_REMEMBERED = 3;

/**
 * Keeps what was used. Any number of processes add at a time, and nothing is lost or counted twice. Every method throws
 * CutstreamError `storage_full` or `storage_failed` where the database does.
 */
export interface UsageStore {
  /** Adds a batch, all or nothing. Once the promise resolves, no end of this process loses it. */
  add(batch: UsageBatch): Promise<void>;
  /** Sums, in the order of what they are of, then of their meters. */
  totals(query: UsageQuery): Promise<readonly UsageTotal[]>;
  /**
   * Ids of streams that were published before a day and whose publisher is known, in the order of their names.
   * @param page.after the last one of the page before.
   * @returns as many as `limit`; fewer where no more are left.
   */
  publishedBefore(
    day: string,
    page: { readonly after?: string; readonly limit: number },
  ): Promise<readonly string[]>;
  /** Forgets who published these: what is counted of them from then on counts for no key. Sums stay. */
  forgetPublishers(streams: readonly string[]): Promise<void>;
  /** A second time does nothing. */
  close(): Promise<void>;
}
