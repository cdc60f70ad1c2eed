import type { EngineConfig } from "../api/config.ts";
import type { CollectReport, RetentionRules } from "../api/retention.ts";
import { createFilmStore } from "../exports/film-store.ts";
import { createVersionDeleter } from "../ingest/delete-version.ts";
import { createSourceLocks } from "../ingest/source-locks.ts";
import { createLibrary } from "../library/library.ts";
import { openBlobs } from "../open/open-blobs.ts";
import { openStores } from "../open/open-stores.ts";
import { createCollector } from "../retention/collector.ts";
import { createPlanBinder } from "../stream/project/bind-stored.ts";
import { createTextStore } from "../subtitles/text-store.ts";

export interface CollectOptions
  extends Pick<EngineConfig, "dataDir" | "databaseUrl" | "momentsUrl" | "blobs"> {
  readonly rules: RetentionRules;
  readonly dryRun: boolean;
}

/**
 * Collects once on the stores of a server, which may run.
 * @throws CutstreamError `storage_failed`, `storage_newer`, `storage_full`
 */
export async function collectOnce({ rules, dryRun, ...config }: CollectOptions): Promise<CollectReport> {
  const stores = await openStores(config);
  try {
    const blobs = await openBlobs(config);
    const library = createLibrary(blobs);
    const locks = createSourceLocks();
    const { catalog, events, usage } = stores;
    return await createCollector({
      ...{ catalog, events, usage, blobs, rules, now: Date.now },
      films: createFilmStore(blobs),
      deleteVersion: createVersionDeleter({ catalog, blobs, library, locks }),
      bind: createPlanBinder({ library, texts: createTextStore(blobs) }),
    }).collect({ dryRun });
  } finally {
    await Promise.all([
      stores.catalog.close(),
      stores.moments.close(),
      stores.audience.close(),
      stores.events.close(),
      stores.usage.close(),
    ]);
  }
}
