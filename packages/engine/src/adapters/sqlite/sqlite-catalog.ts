import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { Catalog } from "../../seams/catalog.ts";
import type { CatalogSchema } from "../sql/schema.ts";
import { createSqlCatalog } from "../sql/sql-catalog.ts";
import { migrate } from "./migrations.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { asStorageError } from "./sqlite-errors.ts";

export interface SqliteCatalogOptions {
  /** Path of the database file, made where there is none; `":memory:"` for one that ends with the process. */
  readonly path: string;
}

/** How long a statement waits for another process's lock, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens the catalog in a SQLite file and brings it to the schema of today. Writes are on stable storage when their
 * promise resolves; a commit blocks the event loop for one fsync of the write-ahead log.
 * @throws CutstreamError `storage_failed` where the file cannot be opened, is no database or was made by a later release.
 */
export async function openSqliteCatalog({ path }: SqliteCatalogOptions): Promise<Catalog> {
  const database = openDatabase(path);
  const db = new Kysely<CatalogSchema>({ dialect: nodeSqliteDialect(database) });
  // On Kysely's one connection, so that statements under way end first.
  const close = () =>
    db.connection().execute(async () => {
      if (database.isOpen) database.close();
    });
  return createSqlCatalog(db, close);
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT, enableForeignKeyConstraints: true });
    database.exec("pragma journal_mode = wal");
    // With NORMAL, a power cut would lose commits that were acknowledged (https://sqlite.org/pragma.html#pragma_synchronous).
    database.exec("pragma synchronous = full");
    migrate(database);
    return database;
  } catch (thrown) {
    database?.close();
    throw asStorageError(thrown, `be opened at ${path}`);
  }
}
