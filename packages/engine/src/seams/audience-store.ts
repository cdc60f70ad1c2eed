import type { JsonObject } from "../moments/moment.ts";
import type { Page } from "./catalog.ts";

/** What is shown, and to whom: titles, what viewers watched, and how titles are ranked. Times are milliseconds since 1970. */

/** A film, a series, a match: what a viewer may choose to watch. */
export interface TitleRow {
  readonly id: string;
  readonly name: string;
  /** When it could first be watched. */
  readonly launchedAt: number;
  /** Years that a viewer must be old; 0: anybody. */
  readonly ageRating: number;
  /** ISO 3166-1 codes of where it may be shown; null: everywhere. */
  readonly territories: readonly string[] | null;
  readonly genres: readonly string[];
  readonly tags: readonly string[];
  readonly metadata: JsonObject;
  /** When it was first stored. */
  readonly createdAt: number;
}

/** A title as it was last written, in the order of writing. */
export interface ChangedTitle {
  /** Larger than that of whatever was written before; titles that were written together share it. */
  readonly revision: number;
  /** It is there no more. */
  readonly removed: boolean;
  readonly title: TitleRow;
}

/** A viewer watched a title: implicit feedback. */
export interface WatchRow {
  readonly viewer: string;
  readonly title: string;
  readonly time: number;
  /** How much it says: 1 is one whole viewing. More than 0. */
  readonly weight: number;
  /** Whether the viewer has seen the title, rather than looked into it. */
  readonly seen: boolean;
}

/** What all viewers watched of a title on one day. */
export interface DayTotal {
  readonly title: string;
  /** Days since 1970. */
  readonly day: number;
  /** Sum of the weights. */
  readonly weight: number;
}

/** A factor model that was trained. */
export interface ModelRow {
  readonly id: string;
  /** Key of the blob that holds it. */
  readonly blob: string;
  /** What it was trained with and on, for people. */
  readonly facts: JsonObject;
  readonly createdAt: number;
}

/** How titles were ranked before, how after, who wanted it so, and why. */
export interface RankingChangeRow {
  readonly id: string;
  readonly by: string;
  readonly why: string;
  readonly from: JsonObject;
  readonly to: JsonObject;
  /** Id of the change that this one undoes. */
  readonly reverts: string | null;
  /** What was measured before it was made. */
  readonly evidence: JsonObject | null;
  readonly createdAt: number;
}

/** Counts of writes: a number that differs from the one seen before says that something was written since. */
export interface AudienceRevisions {
  readonly titles: number;
  readonly watches: number;
  readonly models: number;
  readonly changes: number;
}

/**
 * Keeps titles, what viewers watched, and how titles are ranked. Every method is one transaction, durable when it
 * resolves; several nodes may share a store. Every method throws CutstreamError `storage_full` or `storage_failed` where
 * the database does, and those of lists `invalid_request` for a cursor that no list gave.
 */
export interface AudienceStore {
  /** Stores titles, or replaces them but for `createdAt`; of one id the last counts. */
  putTitles(rows: readonly TitleRow[]): Promise<void>;
  title(id: string): Promise<TitleRow | undefined>;
  /** By creation (`createdAt`, then `id`). */
  titles(query: { cursor?: string; limit: number }): Promise<Page<TitleRow>>;
  /** @returns whether there was one. */
  removeTitle(id: string): Promise<boolean>;
  /** Titles written after a revision, by revision and id, removed ones too. All of them where `after` is 0. */
  changedTitles(after: number): Promise<readonly ChangedTitle[]>;

  /**
   * Adds what was watched; of one viewer, title and time the first is kept. Titles need not be known.
   * @returns those that are new, in their order.
   */
  addWatches(rows: readonly WatchRow[]): Promise<readonly WatchRow[]>;
  /** What a viewer watched last, newest first (then by title). */
  watchesOf(viewer: string, limit: number): Promise<readonly WatchRow[]>;
  /** All that was watched, by viewer, title and time, after one of them. */
  allWatches(query: {
    after?: Pick<WatchRow, "viewer" | "title" | "time">;
    limit: number;
  }): Promise<readonly WatchRow[]>;
  /** Totals of the days from one on, in no stated order. */
  dayTotals(fromDay: number): Promise<readonly DayTotal[]>;
  /** Forgets all that a viewer watched. @returns how much that was. */
  forgetViewer(viewer: string): Promise<number>;

  insertModel(row: ModelRow): Promise<void>;
  /** The newest (`createdAt`, then `id`). */
  latestModel(): Promise<ModelRow | undefined>;

  /**
   * Records a change, if the last one recorded is the one that it was made upon.
   * @param last its id; null where there is none yet.
   * @returns whether it was recorded.
   */
  insertChange(row: RankingChangeRow, last: string | null): Promise<boolean>;
  change(id: string): Promise<RankingChangeRow | undefined>;
  /** The last that was recorded. */
  lastChange(): Promise<RankingChangeRow | undefined>;
  /** In the order in which they were recorded, newest first. */
  changes(limit: number): Promise<readonly RankingChangeRow[]>;

  revisions(): Promise<AudienceRevisions>;

  /** Ends once what is under way has; a second time does nothing. Every other method throws from then on. */
  close(): Promise<void>;
}
