import { setImmediate as nextTurn } from "node:timers/promises";
import type { Collected, CollectReport, RetentionRules } from "../api/retention.ts";
import type { FilmStore } from "../exports/film-store.ts";
import type { DeleteVersion } from "../ingest/delete-version.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { EventStore } from "../seams/event-store.ts";
import type { UsageStore } from "../seams/usage-store.ts";
import type { PlanBinder } from "../stream/project/bind-stored.ts";
import { collectExports } from "./collect-exports.ts";
import { collectLeftovers } from "./collect-leftovers.ts";
import { collectParts } from "./collect-parts.ts";
import { collectPublishers } from "./collect-publishers.ts";
import { DAY, LEFTOVER_DAYS } from "./rules.ts";
import { createTally } from "./tally.ts";

export interface CollectorParts {
  readonly catalog: Catalog;
  readonly events: EventStore;
  readonly usage: UsageStore;
  /** The store itself: what looks for what may go does not ask for it. */
  readonly blobs: BlobStore;
  readonly films: Pick<FilmStore, "release">;
  readonly deleteVersion: DeleteVersion;
  readonly bind: PlanBinder;
  readonly rules: RetentionRules | undefined;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Lets go what the rules say may go. */
export interface Collector {
  /**
   * @param options.dryRun only says what would go. A part that is first met now counts as asked for today.
   * @throws CutstreamError `storage_failed`, `storage_full`; what went before is gone, and the rest goes next time.
   */
  collect(options?: { readonly dryRun?: boolean }): Promise<CollectReport>;
  /** What has gone since the start, for `/metrics`. */
  readonly counters: Readonly<Record<string, number>>;
}

/** Rows deleted by one statement: none holds the others up for long. */
const STREAMS_AT_A_TIME = 500;
const EVENTS_AT_A_TIME = 5000;

/** Opens a collector. It may run on any number of nodes, and be ended at any moment. */
export function createCollector(parts: CollectorParts): Collector {
  const { rules = {} } = parts;
  const counters: Record<string, number> = { collections_total: 0, collected_bytes_total: 0 };

  const count = (collected: readonly Collected[]): void => {
    counters.collections_total = (counters.collections_total ?? 0) + 1;
    for (const { kind, count, bytes } of collected) {
      const name = `collected_${kind.replaceAll(" ", "_")}_total`;
      counters[name] = (counters[name] ?? 0) + count;
      counters.collected_bytes_total = (counters.collected_bytes_total ?? 0) + bytes;
    }
  };

  return {
    counters,
    async collect({ dryRun = false } = {}) {
      const tally = createTally();
      const collection = { ...parts, dryRun, tally };
      if (rules.streams !== undefined) {
        tally.add("streams", await collectStreams(rules.streams, collection));
        if (!dryRun) await collectPublishers(rules.streams, collection);
      }
      if (rules.events !== undefined) tally.add("events", await collectEvents(rules.events, collection));
      if (rules.exports !== undefined) await collectExports(rules.exports, collection);
      if (rules.parts !== undefined) await collectParts(rules.parts, collection);
      await collectLeftovers(rules.leftovers ?? LEFTOVER_DAYS, collection);
      if (!dryRun) count(tally.collected);
      return { dryRun, collected: tally.collected };
    },
  };
}

type Collection = Pick<CollectorParts, "catalog" | "events" | "now"> & { readonly dryRun: boolean };

function collectStreams(days: number, { catalog, now, dryRun }: Collection): Promise<number> {
  const before = now() - days * DAY;
  if (dryRun) return catalog.countEndedStreams(before);
  return drain((limit) => catalog.deleteEndedStreams(before, limit), STREAMS_AT_A_TIME);
}

function collectEvents(days: number, { events, now, dryRun }: Collection): Promise<number> {
  const before = now() - days * DAY;
  if (dryRun) return events.countEvents(before);
  return drain((limit) => events.deleteEvents(before, limit), EVENTS_AT_A_TIME);
}

/** Deletes until nothing is left. @returns how many */
async function drain(deleteSome: (limit: number) => Promise<number>, limit: number): Promise<number> {
  for (let total = 0; ; await nextTurn()) {
    const deleted = await deleteSome(limit);
    total += deleted;
    if (deleted < limit) return total;
  }
}
