import { Kysely } from "kysely";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { AudienceSchema } from "../sql/audience-schema.ts";
import { createSqlAudienceStore } from "../sql/sql-audience-store.ts";
import { AUDIENCE_STEPS } from "./audience-steps.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { closeDatabase, openDatabase } from "./open-database.ts";

/**
 * Opens the audience store in a SQLite file and brings it to the schema of today. Writes are on stable storage when
 * their promise resolves.
 * @param options.path of the file, made where there is none; `:memory:` for one that ends with the process.
 * @throws CutstreamError `storage_failed` where the file cannot be opened or is no database, `storage_newer`.
 */
export async function openSqliteAudienceStore({ path }: { readonly path: string }): Promise<AudienceStore> {
  const database = openDatabase({ path, steps: AUDIENCE_STEPS, what: "The audience store" });
  const db = new Kysely<AudienceSchema>({ dialect: nodeSqliteDialect(database) });
  return createSqlAudienceStore(db, () => closeDatabase(db, database));
}
