import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { AudienceSchema } from "../sql/audience-schema.ts";
import { createSqlAudienceStore } from "../sql/sql-audience-store.ts";
import { AUDIENCE_STEPS } from "./audience-steps.ts";
import { migrate } from "./migrations.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { asStorageError } from "./sqlite-errors.ts";

/** How long a statement waits for another process's lock, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens the audience store in a SQLite file and brings it to the schema of today. Writes are on stable storage when
 * their promise resolves.
 * @param options.path of the file, made where there is none; `:memory:` for one that ends with the process.
 * @throws CutstreamError `storage_failed` where the file cannot be opened or is no database, `storage_newer`.
 */
export async function openSqliteAudienceStore({ path }: { readonly path: string }): Promise<AudienceStore> {
  const database = openDatabase(path);
  const db = new Kysely<AudienceSchema>({ dialect: nodeSqliteDialect(database) });
  return createSqlAudienceStore(db, () =>
    db.connection().execute(async () => {
      if (database.isOpen) database.close();
    }),
  );
}

function openDatabase(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    database.exec("pragma journal_mode = wal");
    database.exec("pragma synchronous = full");
    migrate(database, AUDIENCE_STEPS, "The audience store");
    return database;
  } catch (thrown) {
    database?.close();
    throw asStorageError(thrown, `be opened at ${path}`);
  }
}
