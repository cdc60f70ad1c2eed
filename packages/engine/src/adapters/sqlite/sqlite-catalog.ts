import type { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { Catalog } from "../../seams/catalog.ts";
import type { CatalogSchema } from "../sql/schema.ts";
import { createSqlCatalog } from "../sql/sql-catalog.ts";
import type { Soon } from "../sql/stream-queries.ts";
import { createLogSync, syncLogOf } from "./log-sync.ts";
import { CATALOG_STEPS } from "./migrations.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { closeDatabase, openDatabase } from "./open-database.ts";

export interface SqliteCatalogOptions {
  /** Path of the database file, made where there is none; {@link IN_MEMORY} for one that ends with the process. */
  readonly path: string;
}

/** Path of a catalog that is in no file. */
export const IN_MEMORY = ":memory:";

/**
 * Opens the catalog in a SQLite file and brings it to the schema of today. Writes are on stable storage when their
 * promise resolves; a commit blocks the event loop for one fsync of the write-ahead log. New streams, of which there are
 * most, and for which a viewer waits, get there a moment later, by a thread.
 * @throws CutstreamError `storage_failed` where the file cannot be opened or is no database, `storage_newer`.
 */
export async function openSqliteCatalog({ path }: SqliteCatalogOptions): Promise<Catalog> {
  const database = openDatabase({ path, steps: CATALOG_STEPS, what: "The catalog" });
  const db = new Kysely<CatalogSchema>({ dialect: nodeSqliteDialect(database) });
  const log = createLogSync(() => syncLogOf(path));
  // Both on Kysely's one connection: statements under way end first, and no transaction is open.
  const soon: Soon = async (work) => {
    const done = await db.connection().execute((connection) => unsynced(database, () => work(connection)));
    if (path !== IN_MEMORY) log.soon();
    return done;
  };
  const close = async () => {
    await log.close();
    await closeDatabase(db, database);
  };
  return createSqlCatalog(db, close, soon);
}

/**
 * Does work whose commits leave syncing to others (https://sqlite.org/pragma.html#pragma_synchronous): the database
 * stays whole in a power cut, which may undo them. The next commit that is synced brings them along.
 */
export async function unsynced<T>(database: DatabaseSync, work: () => Promise<T>): Promise<T> {
  database.exec("pragma synchronous = normal");
  try {
    return await work();
  } finally {
    if (database.isOpen) database.exec("pragma synchronous = full");
  }
}
