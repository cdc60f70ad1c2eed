import type { Dialect } from "kysely";
import type { EventStore } from "../../seams/event-store.ts";
import type { EventSchema } from "../sql/event-schema.ts";
import { createSqlEventStore } from "../sql/sql-event-store.ts";
import { withClosing } from "./closing.ts";
import { postgresDialect } from "./connect.ts";
import { EVENT_STEPS } from "./event-steps.ts";
import { migrate } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";

/**
 * Opens the events in a PostgreSQL database and brings them to the schema of today. What was appended is as durable as
 * the server's `synchronous_commit` makes it; on by default. Any number of nodes append.
 * @throws CutstreamError `storage_failed` where the server cannot be reached, `storage_newer` where a later release made the schema.
 */
export async function openPostgresEventStore({ url }: { readonly url: string }): Promise<EventStore> {
  return createPostgresEventStore(postgresDialect(url));
}

/** As {@link openPostgresEventStore}, over anything that speaks PostgreSQL and whose errors are CutstreamErrors. */
export async function createPostgresEventStore(dialect: Dialect): Promise<EventStore> {
  const db = await openDatabase<EventSchema>(dialect, (db) => migrate(db, "events", EVENT_STEPS));
  const { close, ...queries } = createSqlEventStore(db, { locks: true, close: () => db.destroy() });
  return withClosing("event store", queries, close);
}
