import { DatabaseSync } from "node:sqlite";
import type { Kysely } from "kysely";
import { migrate } from "./migrations.ts";
import { asStorageError } from "./sqlite-errors.ts";

export interface DatabaseFile {
  /** Made where there is none; `:memory:` for one that ends with the process. */
  readonly path: string;
  /** Steps that bring it to the schema of today. */
  readonly steps: readonly string[];
  /** What it is, for people: "The catalog". */
  readonly what: string;
  /**
   * When commits are on stable storage: `full`, when they return; `normal`, of which a power cut may lose the last
   * (https://sqlite.org/pragma.html#pragma_synchronous). Default `full`.
   */
  readonly synchronous?: "full" | "normal";
  /** Pragmas that come before all else, such as the size of pages. */
  readonly pragmas?: readonly string[];
}

/** How long a statement waits for another process's lock, in milliseconds. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens a SQLite file with a write-ahead log and brings it to the schema of today.
 * @throws CutstreamError `storage_failed` where the file cannot be opened or is no database, `storage_full`,
 * `storage_newer` where a later release made it.
 */
export function openDatabase({
  path,
  steps,
  what,
  synchronous = "full",
  pragmas = [],
}: DatabaseFile): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    for (const pragma of [...pragmas, "journal_mode = wal", `synchronous = ${synchronous}`])
      database.exec(`pragma ${pragma}`);
    migrate(database, steps, what);
    return database;
  } catch (thrown) {
    database?.close();
    throw asStorageError(thrown, `be opened at ${path}`, what);
  }
}

/** Closes a database once the statements under way on Kysely's one connection have ended; twice is no error. */
export async function closeDatabase<Schema>(db: Kysely<Schema>, database: DatabaseSync): Promise<void> {
  await db.connection().execute(async () => {
    if (database.isOpen) database.close();
  });
}
