import type { Kysely } from "kysely";
import type { AudienceStore } from "../../seams/audience-store.ts";
import { bumpRevision } from "./audience-revisions.ts";
import { readChange, readModel, writeChange, writeModel } from "./audience-rows.ts";
import type { AudienceSchema } from "./audience-schema.ts";

/** The part of the audience store that keeps how titles are ranked. */
export type RankingQueries = Pick<
  AudienceStore,
  "insertModel" | "latestModel" | "insertChange" | "change" | "lastChange" | "changes"
>;

/** Makes the queries of models and of changes to the ranking over any SQL database. */
export function rankingQueries(db: Kysely<AudienceSchema>): RankingQueries {
  const newest = (from: Kysely<AudienceSchema>) =>
    from.selectFrom("audience_changes").selectAll().orderBy("number", "desc");
  return {
    async insertModel(row) {
      await db.transaction().execute(async (tx) => {
        await bumpRevision(tx, "models");
        await tx.insertInto("audience_models").values(writeModel(row)).execute();
      });
    },

    async latestModel() {
      const row = await db
        .selectFrom("audience_models")
        .selectAll()
        .orderBy("created_at", "desc")
        .orderBy("id", "desc")
        .limit(1)
        .executeTakeFirst();
      return row && readModel(row);
    },

    async insertChange(row, last) {
      return db.transaction().execute(async (tx) => {
        await bumpRevision(tx, "changes");
        const before = await newest(tx).limit(1).executeTakeFirst();
        if ((before?.id ?? null) !== last) return false;
        await tx
          .insertInto("audience_changes")
          .values(writeChange(row, (before?.number ?? 0) + 1))
          .execute();
        return true;
      });
    },

    async change(id) {
      const row = await db.selectFrom("audience_changes").selectAll().where("id", "=", id).executeTakeFirst();
      return row && readChange(row);
    },

    async lastChange() {
      const row = await newest(db).limit(1).executeTakeFirst();
      return row && readChange(row);
    },

    async changes(limit) {
      return (await newest(db).limit(limit).execute()).map(readChange);
    },
  };
}
