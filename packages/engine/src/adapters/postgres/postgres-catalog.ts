import type { Dialect } from "kysely";
import type { Catalog } from "../../seams/catalog.ts";
import type { CatalogSchema } from "../sql/schema.ts";
import { createSqlCatalog } from "../sql/sql-catalog.ts";
import { CATALOG_STEPS } from "./catalog-steps.ts";
import { withClosing } from "./closing.ts";
import { postgresDialect } from "./connect.ts";
import { migrate } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";

export interface PostgresCatalogOptions {
  /** `postgresql://user:password@host:5432/database`. */
  readonly url: string;
}

/**
 * Opens the catalog in a PostgreSQL database (13 or later) and brings it to the schema of today. Writes are as durable
 * as the server's `synchronous_commit` makes them; on by default.
 * @throws CutstreamError `storage_failed` where the server cannot be reached, `storage_newer` where a later release made the schema.
 */
export async function openPostgresCatalog({ url }: PostgresCatalogOptions): Promise<Catalog> {
  return createPostgresCatalog(postgresDialect(url));
}

/** As {@link openPostgresCatalog}, over anything that speaks PostgreSQL and whose errors are CutstreamErrors. */
export async function createPostgresCatalog(dialect: Dialect): Promise<Catalog> {
  const db = await openDatabase<CatalogSchema>(dialect, (db) => migrate(db, "catalog", CATALOG_STEPS));
  const { close, ...queries } = createSqlCatalog(db, () => db.destroy());
  return withClosing("catalog", queries, close);
}
