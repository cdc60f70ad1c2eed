import { setImmediate as nextTurn } from "node:timers/promises";
import type { Catalog } from "../seams/catalog.ts";
import type { UsageStore } from "../seams/usage-store.ts";
import { DAY } from "./rules.ts";

export interface PublisherCollection {
  readonly catalog: Pick<Catalog, "storedStreams">;
  readonly usage: Pick<UsageStore, "publishedBefore" | "forgetPublishers">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Streams looked at together. */
const PAGE = 500;

/**
 * Forgets who published streams that are gone, since nothing is counted of those any more; sums stay. A stream that
 * ended may be renewed as long as the catalog has it, so until then its key is known.
 * @param days for which ended streams are kept: one that was published later than that is not gone, and not asked for.
 */
export async function collectPublishers(
  days: number,
  { catalog, usage, now }: PublisherCollection,
): Promise<void> {
  const day = new Date(now() - days * DAY).toISOString().slice(0, 10);
  for (let after: string | undefined; ; await nextTurn()) {
    const page = await usage.publishedBefore(day, { limit: PAGE, ...(after !== undefined && { after }) });
    const stored = await catalog.storedStreams(page);
    await usage.forgetPublishers(page.filter((stream) => !stored.has(stream)));
    if (page.length < PAGE) return;
    after = page.at(-1);
  }
}
