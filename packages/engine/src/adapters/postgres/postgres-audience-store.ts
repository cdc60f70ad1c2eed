import type { Dialect } from "kysely";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { AudienceSchema } from "../sql/audience-schema.ts";
import { createSqlAudienceStore } from "../sql/sql-audience-store.ts";
import { AUDIENCE_STEPS } from "./audience-steps.ts";
import { withClosing } from "./closing.ts";
import { postgresDialect } from "./connect.ts";
import { migrate } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";

/**
 * Opens the audience store in a PostgreSQL database (13 or later) and brings it to the schema of today.
 * @param options.url `postgresql://user:password@host:5432/database`
 * @throws CutstreamError `storage_failed` where the server cannot be reached, `storage_newer` where a later release made the schema.
 */
export async function openPostgresAudienceStore({ url }: { readonly url: string }): Promise<AudienceStore> {
  return createPostgresAudienceStore(postgresDialect(url));
}

/** As {@link openPostgresAudienceStore}, over anything that speaks PostgreSQL and whose errors are CutstreamErrors. */
export async function createPostgresAudienceStore(dialect: Dialect): Promise<AudienceStore> {
  const db = await openDatabase<AudienceSchema>(dialect, (db) => migrate(db, "audience", AUDIENCE_STEPS));
  const { close, ...queries } = createSqlAudienceStore(db, () => db.destroy());
  return withClosing("audience store", queries, close);
}
