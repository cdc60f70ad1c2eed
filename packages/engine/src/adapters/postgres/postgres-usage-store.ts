import { type Dialect, sql } from "kysely";
import type { UsageStore } from "../../seams/usage-store.ts";
import { createSqlUsageStore } from "../sql/sql-usage-store.ts";
import type { UsageSchema } from "../sql/usage-schema.ts";
import { withClosing } from "./closing.ts";
import { postgresDialect } from "./connect.ts";
import { migrate } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";
import { USAGE_STEPS } from "./usage-steps.ts";

/**
 * Opens the usage store in a PostgreSQL database and brings it to the schema of today. What was added outlives the
 * process; of a crash of the database's machine it may lose the last moments, since nobody who publishes waits for the
 * database's disk a second time. Any number of nodes add.
 * @throws CutstreamError `storage_failed` where the server cannot be reached, `storage_newer` where a later release made
 * the schema.
 */
export async function openPostgresUsageStore({ url }: { readonly url: string }): Promise<UsageStore> {
  return createPostgresUsageStore(postgresDialect(url));
}

/** As {@link openPostgresUsageStore}, over anything that speaks PostgreSQL and whose errors are CutstreamErrors. */
export async function createPostgresUsageStore(dialect: Dialect): Promise<UsageStore> {
  const db = await openDatabase<UsageSchema>(dialect, (db) => migrate(db, "usage", USAGE_STEPS));
  const { close, ...queries } = createSqlUsageStore(db, {
    each: (rows) => sql`json_array_elements(${JSON.stringify(rows)}::json)`,
    prepare: (tx) => sql`set local synchronous_commit to off`.execute(tx),
    close: () => db.destroy(),
  });
  return withClosing("usage store", queries, close);
}
