import { Kysely } from "kysely";
import type { EventStore } from "../../seams/event-store.ts";
import type { EventSchema } from "../sql/event-schema.ts";
import { createSqlEventStore } from "../sql/sql-event-store.ts";
import { EVENT_STEPS } from "./event-steps.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { closeDatabase, openDatabase } from "./open-database.ts";

/**
 * Opens the events in a SQLite file, in the thread that calls. What was appended is on stable storage.
 * @throws CutstreamError `storage_failed` where the file cannot be opened or is no database, `storage_newer`.
 */
export function openEventDatabase(path: string): EventStore {
  const database = openDatabase({ path, steps: EVENT_STEPS, what: "The file of events" });
  const db = new Kysely<EventSchema>({ dialect: nodeSqliteDialect(database) });
  return createSqlEventStore(db, {
    // Whoever writes has the whole file.
    locks: false,
    close: () => closeDatabase(db, database),
  });
}
