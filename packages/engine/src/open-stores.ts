import { join } from "node:path";
import { openPostgresCatalog } from "./adapters/postgres/postgres-catalog.ts";
import { openPostgresMomentStore } from "./adapters/postgres/postgres-moment-store.ts";
import { openSqliteCatalog } from "./adapters/sqlite/sqlite-catalog.ts";
import { openSqliteMomentStore } from "./adapters/sqlite/sqlite-moment-store.ts";
import type { EngineConfig } from "./api.ts";
import type { Catalog } from "./seams/catalog.ts";
import type { MomentStore } from "./seams/moment-store.ts";

/** Where an engine keeps what exists, and what is remembered of it. */
export interface Stores {
  readonly catalog: Catalog;
  readonly moments: MomentStore;
}

/** Files of the embedded stores in the data folder. */
export function embeddedFiles(dataDir: string): { readonly catalog: string; readonly moments: string } {
  return { catalog: join(dataDir, "catalog.sqlite"), moments: join(dataDir, "moments.sqlite") };
}

/**
 * Opens the stores that are not given: in the PostgreSQL database of the configuration, or in files of the data folder.
 * Where one cannot be opened, what was opened is closed.
 * @throws CutstreamError `storage_failed`, `storage_full`
 */
export async function openStores(
  { dataDir, databaseUrl: url }: Pick<EngineConfig, "dataDir" | "databaseUrl">,
  given: Partial<Stores> = {},
): Promise<Stores> {
  const files = embeddedFiles(dataDir);
  const catalog =
    given.catalog ??
    (url === undefined
      ? await openSqliteCatalog({ path: files.catalog })
      : await openPostgresCatalog({ url }));
  try {
    const moments =
      given.moments ??
      (url === undefined
        ? await openSqliteMomentStore({ path: files.moments })
        : await openPostgresMomentStore({ url }));
    return { catalog, moments };
  } catch (error) {
    if (!given.catalog) await catalog.close();
    throw error;
  }
}
