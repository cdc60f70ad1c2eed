import { LRUCache } from "lru-cache";
import { isOld } from "../../age.ts";
import type { AudienceRevisions, AudienceStore, WatchRow } from "../../seams/audience-store.ts";
import { type BlobStore, readOrNothing } from "../../seams/blob-store.ts";
import { decodeModel } from "./model-codec.ts";
import { type PlacedTitles, placeTitles } from "./placed-titles.ts";
import { POPULARITY_HALF_LIFE, Popularity, popularityDays } from "./popularity.ts";
import { TitleTable } from "./title-table.ts";

/** What rankings are made of, in memory. Not to be changed by who reads it. */
export interface Audience {
  readonly table: TitleTable;
  /** By number, 0 to 1. */
  readonly popularity: Float32Array;
  /** Undefined until a model was trained. */
  readonly placed: PlacedTitles | undefined;
}

/** Keeps {@link Audience} up to date with a store that other nodes write to as well. */
export interface AudienceMemory {
  /** As it is now: what this node wrote at once, what others did within a second or so, watches within a minute. */
  current(): Promise<Audience>;
  /** What a viewer watched last, newest first; what other nodes stored comes within seconds. */
  watchesOf(viewer: string): Promise<readonly WatchRow[]>;
  /** To be told of watches that this node stored. */
  watched(rows: readonly WatchRow[]): void;
  /** To be told that this node wrote anything else. */
  changed(): void;
  /** To be told that a viewer is to be forgotten. */
  forget(viewer: string): void;
}

export interface AudienceMemoryParts {
  readonly store: AudienceStore;
  readonly blobs: BlobStore;
  readonly now: () => number;
}

/** Milliseconds between two looks for what other nodes wrote. */
const LOOK = 1_000;
/** Milliseconds between two readings of all totals, while others write. */
const TOTALS = 60_000;
/** Milliseconds after which sums are made as of another moment, so that they never outgrow their numbers. */
const REBASE = 24 * 3_600_000;
/** Milliseconds that popularity may be behind: each watch changes the scale of all. */
const SCALE = 1_000;
/** What is kept of viewers: milliseconds, and how many of them. */
const VIEWER_TTL = 2_000;
const VIEWERS = 20_000;
/** Watches of a viewer that a ranking reads. */
export const MOST_WATCHES = 1_000;
const DAY = 86_400_000;

const NOTHING_SEEN: AudienceRevisions = { titles: 0, watches: 0, models: 0, changes: 0 };

export function createAudienceMemory({ store, blobs, now }: AudienceMemoryParts): AudienceMemory {
  const table = new TitleTable();
  const viewers = new LRUCache<string, readonly WatchRow[]>({ max: VIEWERS, ttl: VIEWER_TTL });
  let popularity = new Popularity(now(), POPULARITY_HALF_LIFE);
  let parts = { at: Number.NEGATIVE_INFINITY, table: -1, values: popularity.parts(0) };
  let placed: PlacedTitles | undefined;
  let seen = NOTHING_SEEN;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let totalsAt = Number.NEGATIVE_INFINITY;
  let stale = true;
  let looking: Promise<void> | undefined;

  const readTitles = async () => {
    const changes = await store.changedTitles(seen.titles);
    table.apply(changes);
    const last = changes.at(-1);
    if (last) seen = { ...seen, titles: last.revision };
    if (placed) placed = placeTitles(placed.model, table);
    totalsAt = Number.NEGATIVE_INFINITY; // of titles that are new too
  };

  const readTotals = async (revision: number) => {
    const asOf = now();
    const fresh = new Popularity(asOf, POPULARITY_HALF_LIFE);
    const from = Math.floor(asOf / DAY) - popularityDays(POPULARITY_HALF_LIFE);
    for (const total of await store.dayTotals(from)) {
      const number = table.numberOf(total.title);
      if (number !== undefined) fresh.addDay(number, total);
    }
    popularity = fresh;
    parts = { ...parts, table: -1 };
    totalsAt = asOf;
    seen = { ...seen, watches: revision };
  };

  const readModel = async (revision: number) => {
    const row = await store.latestModel();
    const bytes = row && (await readOrNothing(blobs, row.blob));
    placed = bytes && placeTitles(decodeModel(bytes), table);
    seen = { ...seen, models: revision };
  };

  const look = async () => {
    stale = false;
    lookedAt = now();
    const revisions = await store.revisions();
    if (revisions.titles !== seen.titles) await readTitles();
    if (revisions.models !== seen.models) await readModel(revisions.models);
    const changed = revisions.watches !== seen.watches;
    if (isOld(totalsAt, now(), changed ? TOTALS : REBASE)) await readTotals(revisions.watches);
  };

  const lookOnce = () => {
    looking ??= look()
      .catch((error: unknown) => {
        stale = true;
        throw error;
      })
      .finally(() => {
        looking = undefined;
      });
    return looking;
  };

  return {
    async current() {
      if (stale || looking || isOld(lookedAt, now(), LOOK)) await lookOnce();
      if (parts.table !== table.version || isOld(parts.at, now(), SCALE)) {
        parts = { at: now(), table: table.version, values: popularity.parts(table.size) };
      }
      return { table, popularity: parts.values, placed };
    },

    async watchesOf(viewer) {
      const known = viewers.get(viewer);
      if (known) return known;
      const rows = await store.watchesOf(viewer, MOST_WATCHES);
      viewers.set(viewer, rows);
      return rows;
    },

    watched(rows) {
      for (const { viewer, title, time, weight } of rows) {
        viewers.delete(viewer);
        const number = table.numberOf(title);
        if (number !== undefined) popularity.add(number, time, weight);
      }
      if (rows.length > 0) seen = { ...seen, watches: seen.watches + 1 };
    },

    changed() {
      stale = true;
    },

    forget(viewer) {
      viewers.delete(viewer);
    },
  };
}
