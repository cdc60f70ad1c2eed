import type { Kysely } from "kysely";
import { CutstreamError } from "../../errors.ts";
import type { Catalog } from "../../seams/catalog.ts";
import { COLLECTION_COLUMNS, readCollection } from "./rows.ts";
import type { CatalogSchema } from "./schema.ts";

/** The part of the catalog that keeps collections. */
export type CollectionQueries = Pick<
  Catalog,
  "insertCollection" | "collection" | "collections" | "updateCollection" | "deleteCollection"
>;

/** Makes the queries of collections over any SQL database. */
export function collectionQueries(db: Kysely<CatalogSchema>): CollectionQueries {
  return {
    async insertCollection(row) {
      await db
        .insertInto("collections")
        .values({
          id: row.id,
          name: row.name,
          created_at: row.createdAt,
          prepare_json: JSON.stringify(row.prepare ?? []),
        })
        .execute();
    },

    async collection(id) {
      const row = await db
        .selectFrom("collections")
        .select(COLLECTION_COLUMNS)
        .where("id", "=", id)
        .executeTakeFirst();
      return row && readCollection(row);
    },

    async collections() {
      const rows = await db
        .selectFrom("collections")
        .select(COLLECTION_COLUMNS)
        .orderBy("created_at")
        .orderBy("id")
        .execute();
      return rows.map(readCollection);
    },

    async updateCollection(id, { name, prepare }) {
      const set = {
        ...(name !== undefined && { name }),
        ...(prepare !== undefined && { prepare_json: JSON.stringify(prepare) }),
      };
      // A change of nothing still tells whether it is there.
      const change = Object.keys(set).length > 0 ? set : { id };
      const result = await db.updateTable("collections").set(change).where("id", "=", id).executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },

    async deleteCollection(id) {
      return db.transaction().execute(async (tx) => {
        const inside = await tx
          .selectFrom("videos")
          .select("id")
          .where("collection", "=", id)
          .limit(1)
          .executeTakeFirst();
        if (inside) {
          throw new CutstreamError("collection_not_empty", `Collection ${id} still has videos.`);
        }
        const result = await tx.deleteFrom("collections").where("id", "=", id).executeTakeFirst();
        return result.numDeletedRows > 0n;
      });
    },
  };
}
