import type { BlobStore } from "../seams/blob-store.ts";
import { type NeededParts, neededOf } from "./needed.ts";
import { type StaleParts, staleOf } from "./stale.ts";
import type { Tally } from "./tally.ts";
import { PART_PREFIXES, type Part, parsePart } from "./units.ts";

export interface PartCollection extends NeededParts, StaleParts {
  readonly catalog: NeededParts["catalog"] & StaleParts["catalog"] & ForgettingCatalog;
  readonly blobs: BlobStore;
  readonly tally: Tally;
}

/** What is gone needs no day any more. */
export interface ForgettingCatalog {
  forgetUses(units: readonly string[]): Promise<void>;
}

/** Keys looked up at a time. */
const BATCH = 1000;

/** Lets parts go that nobody asked for in so many days, and that nobody needs. */
export async function collectParts(days: number, collection: PartCollection): Promise<void> {
  const { blobs, catalog, dryRun, tally } = collection;
  const stale = await stalePartsOf(days, collection);
  if (stale.length === 0) return;
  const isNeeded = await neededOf(stale, collection);
  const gone: string[] = [];
  for (const part of stale) {
    if (isNeeded(part)) continue;
    tally.add(part.kind, 1, await blobs.size(part.key));
    if (dryRun) continue;
    await blobs.delete(part.key);
    gone.push(part.key);
  }
  await catalog.forgetUses(gone);
}

async function stalePartsOf(days: number, collection: PartCollection): Promise<Part[]> {
  const stale: Part[] = [];
  let batch: Part[] = [];
  const look = async (): Promise<void> => {
    const found = await staleOf(
      batch.map(({ key }) => key),
      days,
      collection,
    );
    stale.push(...batch.filter(({ key }) => found.has(key)));
    batch = [];
  };
  for (const prefix of PART_PREFIXES) {
    for await (const key of collection.blobs.list(prefix)) {
      const part = parsePart(key);
      if (part && batch.push(part) === BATCH) await look();
    }
  }
  await look();
  return stale;
}
