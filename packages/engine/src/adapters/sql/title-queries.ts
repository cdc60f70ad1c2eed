import type { Kysely } from "kysely";
import type { AudienceStore } from "../../seams/audience-store.ts";
import { bumpRevision } from "./audience-revisions.ts";
import { readTitle, writeTitle } from "./audience-rows.ts";
import type { AudienceSchema } from "./audience-schema.ts";
import { readPage } from "./page.ts";

/** The part of the audience store that keeps titles. */
export type TitleQueries = Pick<
  AudienceStore,
  "putTitles" | "title" | "titles" | "removeTitle" | "changedTitles"
>;

/** Titles in one statement: databases limit its parameters. */
const BATCH = 500;

/** Makes the queries of titles over any SQL database. */
export function titleQueries(db: Kysely<AudienceSchema>): TitleQueries {
  return {
    async putTitles(rows) {
      const last = [...new Map(rows.map((row) => [row.id, row])).values()];
      if (last.length === 0) return;
      await db.transaction().execute(async (tx) => {
        const revision = await bumpRevision(tx, "titles");
        for (let at = 0; at < last.length; at += BATCH) {
          await tx
            .insertInto("audience_titles")
            .values(last.slice(at, at + BATCH).map((row) => writeTitle(row, revision)))
            .onConflict((conflict) =>
              conflict.column("id").doUpdateSet((eb) => ({
                name: eb.ref("excluded.name"),
                launched_at: eb.ref("excluded.launched_at"),
                age_rating: eb.ref("excluded.age_rating"),
                territories_json: eb.ref("excluded.territories_json"),
                genres_json: eb.ref("excluded.genres_json"),
                tags_json: eb.ref("excluded.tags_json"),
                metadata_json: eb.ref("excluded.metadata_json"),
                revision: eb.ref("excluded.revision"),
                removed: eb.ref("excluded.removed"),
              })),
            )
            .execute();
        }
      });
    },

    async title(id) {
      const row = await db
        .selectFrom("audience_titles")
        .selectAll()
        .where("id", "=", id)
        .where("removed", "=", 0)
        .executeTakeFirst();
      return row && readTitle(row);
    },

    async titles({ cursor, limit }) {
      const query = db.selectFrom("audience_titles").selectAll().where("removed", "=", 0);
      return readPage(query, { cursor, limit }, readTitle);
    },

    async removeTitle(id) {
      return db.transaction().execute(async (tx) => {
        const revision = await bumpRevision(tx, "titles");
        const result = await tx
          .updateTable("audience_titles")
          .set({ removed: 1, revision })
          .where("id", "=", id)
          .where("removed", "=", 0)
          .executeTakeFirst();
        return result.numUpdatedRows > 0n;
      });
    },

    async changedTitles(after) {
      const rows = await db
        .selectFrom("audience_titles")
        .selectAll()
        .where("revision", ">", after)
        .orderBy("revision")
        .orderBy("id")
        .execute();
      return rows.map((row) => ({
        revision: row.revision,
        removed: row.removed === 1,
        title: readTitle(row),
      }));
    },
  };
}
