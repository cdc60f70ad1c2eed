import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { EventStore } from "../../seams/event-store.ts";
import type { EventSchema } from "../sql/event-schema.ts";
import { createSqlEventStore } from "../sql/sql-event-store.ts";
import { EVENT_STEPS } from "./event-steps.ts";
import { migrate } from "./migrations.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { asStorageError } from "./sqlite-errors.ts";

/** Milliseconds that a statement waits for another process's lock. */
const BUSY_TIMEOUT = 5_000;

/**
 * Opens the events in a SQLite file, in the thread that calls. What was appended is on stable storage.
 * @throws CutstreamError `storage_failed` where the file cannot be opened or is no database, `storage_newer`.
 */
export function openEventDatabase(path: string): EventStore {
  const database = openFile(path);
  const db = new Kysely<EventSchema>({ dialect: nodeSqliteDialect(database) });
  return createSqlEventStore(db, {
    // Whoever writes has the whole file.
    locks: false,
    close: () =>
      db.connection().execute(async () => {
        if (database.isOpen) database.close();
      }),
  });
}

function openFile(path: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT });
    database.exec("pragma journal_mode = wal");
    // With NORMAL, a power cut would lose commits that were acknowledged (https://sqlite.org/pragma.html#pragma_synchronous).
    database.exec("pragma synchronous = full");
    migrate(database, EVENT_STEPS, "The file of events");
    return database;
  } catch (thrown) {
    database?.close();
    throw asStorageError(thrown, `be opened at ${path}`, "The file of events");
  }
}
