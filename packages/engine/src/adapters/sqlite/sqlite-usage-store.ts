import { Kysely, sql } from "kysely";
import type { UsageStore } from "../../seams/usage-store.ts";
import { createSqlUsageStore } from "../sql/sql-usage-store.ts";
import type { UsageSchema } from "../sql/usage-schema.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { closeDatabase, openDatabase } from "./open-database.ts";
import { USAGE_STEPS } from "./usage-steps.ts";

/**
 * Opens the usage store in a SQLite file and brings it to the schema of today. What was added outlives the process; of
 * a power cut it may lose what came since the last checkpoint, never a part of a batch: nobody who publishes waits for
 * the disk a second time.
 * @param options.path of the file, made where there is none; `:memory:` for one that ends with the process.
 * @throws CutstreamError `storage_failed` where the file cannot be opened or is no database; `storage_newer` where a
 * later release made it.
 */
export async function openSqliteUsageStore({ path }: { readonly path: string }): Promise<UsageStore> {
  const database = openDatabase({ path, steps: USAGE_STEPS, what: "The usage store", synchronous: "normal" });
  const db = new Kysely<UsageSchema>({ dialect: nodeSqliteDialect(database) });
  return createSqlUsageStore(db, {
    each: (rows) => sql`json_each(${JSON.stringify(rows)})`,
    close: () => closeDatabase(db, database),
  });
}
