import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { UsageStore } from "../../seams/usage-store.ts";
import { createSqlUsageStore } from "../sql/sql-usage-store.ts";
import type { UsageSchema } from "../sql/usage-schema.ts";
import { migrate } from "./migrations.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { asStorageError } from "./sqlite-errors.ts";
import { USAGE_STEPS } from "./usage-steps.ts";

/** How long a statement waits for another process's lock, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens the usage store in a SQLite file and brings it to the schema of today. What was added outlives the process; of
 * a power cut it may lose what came since the last checkpoint, never a part of a batch: nobody who publishes waits for
 * the disk a second time.
 * @param options.path of the file, made where there is none; `:memory:` for one that ends with the process.
 * @throws CutstreamError `storage_failed` where the file cannot be opened or is no database; `storage_newer` where a
 * later release made it.
 */
export async function openSqliteUsageStore({ path }: { readonly path: string }): Promise<UsageStore> {
  const database = openDatabase(path);
  const db = new Kysely<UsageSchema>({ dialect: nodeSqliteDialect(database) });
  return createSqlUsageStore(db, {
    close: () =>
      db.connection().execute(async () => {
        if (database.isOpen) database.close();
      }),
  });
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    database.exec("pragma journal_mode = wal");
    database.exec("pragma synchronous = normal");
    migrate(database, USAGE_STEPS, "The usage store");
    return database;
  } catch (thrown) {
    database?.close();
    throw asStorageError(thrown, `be opened at ${path}`);
  }
}
