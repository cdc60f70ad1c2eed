import { type Kysely, sql } from "kysely";
import type { CatalogSchema } from "./schema.ts";

/** Rows read and written at a time. */
const BATCH = 500;

/** Tables in an order in which no row refers to one that comes later, and what tells their rows apart. */
const TABLES = {
  collections: ["id"],
  videos: ["id"],
  video_versions: ["version", "video"],
  jobs: ["id"],
  indexes: ["id"],
  streams: ["id"],
  reels: ["stream"],
  cadences: ["id"],
  assets: ["id"],
  experiments: ["id"],
  mega_assets: ["id"],
  mega_versions: ["mega", "number"],
} as const satisfies Record<keyof CatalogSchema, readonly string[]>;

/** A table of the catalog. */
export type CatalogTable = keyof CatalogSchema;

/** All tables of the catalog, in that order. */
export const CATALOG_TABLES = Object.keys(TABLES) as readonly CatalogTable[];

/** How many rows each table has. */
export type CatalogCounts = Readonly<Record<CatalogTable, number>>;

/** Counts the rows of a catalog. */
export async function countCatalog(db: Kysely<CatalogSchema>): Promise<CatalogCounts> {
  const counts: Record<string, number> = {};
  for (const table of CATALOG_TABLES) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
      db,
    );
    counts[table] = rows[0]?.count ?? 0;
  }
  return counts as CatalogCounts;
}

/**
 * Copies every row of a catalog into an empty one. Both have the schema of today.
 * @param onRows told of rows as they are copied.
 */
export async function copyCatalog(
  from: Kysely<CatalogSchema>,
  to: Kysely<CatalogSchema>,
  onRows: (count: number) => void,
): Promise<void> {
  for (const table of CATALOG_TABLES) {
    for await (const rows of pagesOf(from, table)) {
      await to
        .insertInto(table)
        .values(rows as never)
        .execute();
      onRows(rows.length);
    }
  }
}

async function* pagesOf(
  db: Kysely<CatalogSchema>,
  table: CatalogTable,
): AsyncGenerator<readonly Record<string, unknown>[]> {
  const keys = TABLES[table];
  const columns = sql.join(keys.map((key) => sql.ref(key)));
  let after = sql``;
  for (;;) {
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(table)} ${after} order by ${columns} limit ${BATCH}`.execute(db);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = sql`where (${columns}) > (${sql.join(keys.map((key) => last[key]))})`;
  }
}
