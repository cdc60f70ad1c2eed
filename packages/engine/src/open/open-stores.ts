import { join } from "node:path";
import { openPostgresAudienceStore } from "../adapters/postgres/postgres-audience-store.ts";
import { openPostgresCatalog } from "../adapters/postgres/postgres-catalog.ts";
import { openPostgresEventStore } from "../adapters/postgres/postgres-event-store.ts";
import { openPostgresMomentStore } from "../adapters/postgres/postgres-moment-store.ts";
import { openPostgresUsageStore } from "../adapters/postgres/postgres-usage-store.ts";
import { openSqliteAudienceStore } from "../adapters/sqlite/sqlite-audience-store.ts";
import { openSqliteCatalog } from "../adapters/sqlite/sqlite-catalog.ts";
import { openSqliteEventStore } from "../adapters/sqlite/sqlite-event-store.ts";
import { openSqliteMomentStore } from "../adapters/sqlite/sqlite-moment-store.ts";
import { openSqliteUsageStore } from "../adapters/sqlite/sqlite-usage-store.ts";
import type { EngineConfig } from "../api/config.ts";
import type { AudienceStore } from "../seams/audience-store.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { EventStore } from "../seams/event-store.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import type { UsageStore } from "../seams/usage-store.ts";

/** Where an engine keeps what exists, what is remembered of it, who watched what, what they did with reels, and what was used. */
export interface Stores {
  readonly catalog: Catalog;
  readonly moments: MomentStore;
  readonly audience: AudienceStore;
  readonly events: EventStore;
  readonly usage: UsageStore;
}

/** Files of the embedded stores in the data folder. */
export function embeddedFiles(dataDir: string): Readonly<Record<keyof Stores, string>> {
  return {
    catalog: join(dataDir, "catalog.sqlite"),
    moments: join(dataDir, "moments.sqlite"),
    audience: join(dataDir, "audience.sqlite"),
    events: join(dataDir, "events.sqlite"),
    usage: join(dataDir, "usage.sqlite"),
  };
}

/**
 * Opens the stores that are not given: in the PostgreSQL database of the configuration, or in files of the data folder.
 * Where one cannot be opened, what was opened is closed.
 * @throws CutstreamError `storage_failed`, `storage_full`
 */
export async function openStores(
  {
    dataDir,
    databaseUrl,
    momentsUrl = databaseUrl,
  }: Pick<EngineConfig, "dataDir" | "databaseUrl" | "momentsUrl">,
  given: Partial<Stores> = {},
): Promise<Stores> {
  const files = embeddedFiles(dataDir);
  const opened: { close(): Promise<void> }[] = [];
  const open = async <Store extends { close(): Promise<void> }>(
    known: Store | undefined,
    embedded: () => Promise<Store>,
    shared: (url: string) => Promise<Store>,
    url = databaseUrl,
  ): Promise<Store> => {
    if (known) return known;
    const store = await (url === undefined ? embedded() : shared(url));
    opened.push(store);
    return store;
  };
  try {
    return {
      catalog: await open(
        given.catalog,
        () => openSqliteCatalog({ path: files.catalog }),
        (url) => openPostgresCatalog({ url }),
      ),
      moments: await open(
        given.moments,
        () => openSqliteMomentStore({ path: files.moments }),
        (url) => openPostgresMomentStore({ url }),
        momentsUrl,
      ),
      audience: await open(
        given.audience,
        () => openSqliteAudienceStore({ path: files.audience }),
        (url) => openPostgresAudienceStore({ url }),
      ),
      events: await open(
        given.events,
        () => openSqliteEventStore({ path: files.events }),
        (url) => openPostgresEventStore({ url }),
      ),
      usage: await open(
        given.usage,
        () => openSqliteUsageStore({ path: files.usage }),
        (url) => openPostgresUsageStore({ url }),
      ),
    };
  } catch (error) {
    await Promise.all(opened.map((store) => store.close()));
    throw error;
  }
}
