import type { Kysely } from "kysely";
import type { Catalog } from "../../seams/catalog.ts";
import { assertVideo } from "./assert-video.ts";
import { INDEX_COLUMNS, readIndex, writeIndex, writeIndexChange } from "./rows.ts";
import type { CatalogSchema } from "./schema.ts";

/** The part of the catalog that keeps which analyser found what in which video. */
export type IndexQueries = Pick<
  Catalog,
  "insertIndex" | "index" | "indexes" | "runningIndexes" | "updateIndex" | "deleteIndex"
>;

/** Makes the queries of indexes over any SQL database. */
export function indexQueries(db: Kysely<CatalogSchema>): IndexQueries {
  return {
    async insertIndex(row) {
      await db.transaction().execute(async (tx) => {
        await assertVideo(tx, row.video);
        await tx.insertInto("indexes").values(writeIndex(row)).execute();
      });
    },

    async index(id) {
      const row = await db
        .selectFrom("indexes")
        .select(INDEX_COLUMNS)
        .where("id", "=", id)
        .executeTakeFirst();
      return row && readIndex(row);
    },

    async indexes(video, name) {
      let query = db.selectFrom("indexes").select(INDEX_COLUMNS).where("video", "=", video);
      if (name !== undefined) query = query.where("name", "=", name);
      const rows = await query.orderBy("created_at").orderBy("id").execute();
      return rows.map(readIndex);
    },

    async runningIndexes() {
      const query = db.selectFrom("indexes").select(INDEX_COLUMNS).where("status", "=", "running");
      const rows = await query.orderBy("created_at").orderBy("id").execute();
      return rows.map(readIndex);
    },

    async updateIndex(id, change) {
      const columns = writeIndexChange(change);
      if (Object.keys(columns).length === 0) return;
      await db.updateTable("indexes").set(columns).where("id", "=", id).execute();
    },

    async deleteIndex(id) {
      const result = await db.deleteFrom("indexes").where("id", "=", id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}
