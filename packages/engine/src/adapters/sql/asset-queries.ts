import type { Kysely, Selectable } from "kysely";
import type { AssetRow, Catalog } from "../../seams/catalog.ts";
import { readPage } from "./page.ts";
import type { AssetTable, CatalogSchema } from "./schema.ts";

/** The part of the catalog that keeps assets. */
export type AssetQueries = Pick<
  Catalog,
  "insertAsset" | "asset" | "assets" | "assetsNamed" | "hasAssetOf" | "deleteAsset"
>;

const COLUMNS = ["id", "name", "hash", "format", "width", "height", "size", "created_at"] as const;

/** Makes the queries of assets over any SQL database. */
export function assetQueries(db: Kysely<CatalogSchema>): AssetQueries {
  return {
    async insertAsset({ createdAt, ...row }) {
      await db
        .insertInto("assets")
        .values({ ...row, created_at: createdAt })
        .execute();
    },

    async asset(id) {
      const row = await db.selectFrom("assets").select(COLUMNS).where("id", "=", id).executeTakeFirst();
      return row && readAsset(row);
    },

    async assets({ cursor, limit }) {
      const query = db.selectFrom("assets").select(COLUMNS);
      return readPage(query, { cursor, limit }, readAsset);
    },

    async assetsNamed(references) {
      const found = new Map<string, AssetRow>();
      if (references.length === 0) return found;
      const asked = new Set(references);
      const rows = await db
        .selectFrom("assets")
        .select(COLUMNS)
        .where((eb) => eb.or([eb("id", "in", [...asked]), eb("name", "in", [...asked])]))
        .orderBy("created_at")
        .orderBy("id")
        .execute();
      for (const row of rows) if (asked.has(row.name)) found.set(row.name, readAsset(row));
      for (const row of rows) if (asked.has(row.id)) found.set(row.id, readAsset(row));
      return found;
    },

    async hasAssetOf(hash) {
      const row = await db
        .selectFrom("assets")
        .select("id")
        .where("hash", "=", hash)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async deleteAsset(id) {
      const result = await db.deleteFrom("assets").where("id", "=", id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}

function readAsset({ created_at, format, ...row }: Selectable<AssetTable>): AssetRow {
  return { ...row, format: format as AssetRow["format"], createdAt: created_at };
}
