import { type Kysely, sql } from "kysely";
import type { Catalog } from "../../seams/catalog.ts";
import { statementsOf } from "./ids.ts";
import type { CatalogSchema } from "./schema.ts";

/** The part of the catalog that says what may go. */
export type RetentionQueries = Pick<
  Catalog,
  "countEndedStreams" | "deleteEndedStreams" | "storedStreams" | "markUsed" | "usedOn" | "forgetUses"
>;

/** Rows written by one statement. */
const ROWS = 500;

/** Makes the queries of retention over any SQL database. */
export function retentionQueries(db: Kysely<CatalogSchema>): RetentionQueries {
  return {
    async countEndedStreams(before) {
      const { count } = await db
        .selectFrom("streams")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where(({ eb, or }) => or([eb("expires_at", "<", before), eb("revoked_at", "<", before)]))
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async deleteEndedStreams(before, limit) {
      // The condition stands on the row that is deleted too: PostgreSQL looks at it again where it has just changed.
      const { numAffectedRows = 0n } = await sql`
        delete from streams where (expires_at < ${before} or revoked_at < ${before}) and id in (
          select id from streams where expires_at < ${before} or revoked_at < ${before} limit ${limit}
        )`.execute(db);
      return Number(numAffectedRows);
    },

    async storedStreams(ids) {
      const found = new Set<string>();
      for (const some of statementsOf(ids)) {
        const rows = await db.selectFrom("streams").select("id").where("id", "in", some).execute();
        for (const { id } of rows) found.add(id);
      }
      return found;
    },

    async markUsed(units, day) {
      const distinct = [...new Set(units)].sort();
      for (let at = 0; at < distinct.length; at += ROWS) {
        await db
          .insertInto("blob_uses")
          .values(distinct.slice(at, at + ROWS).map((unit) => ({ unit, day })))
          .onConflict((oc) =>
            oc
              .column("unit")
              .doUpdateSet(({ ref }) => ({ day: ref("excluded.day") }))
              .whereRef("blob_uses.day", "<", "excluded.day"),
          )
          .execute();
      }
    },

    async usedOn(units) {
      const found = new Map<string, number>();
      for (const some of statementsOf(units)) {
        const rows = await db
          .selectFrom("blob_uses")
          .select(["unit", "day"])
          .where("unit", "in", some)
          .execute();
        for (const { unit, day } of rows) found.set(unit, day);
      }
      return found;
    },

    async forgetUses(units) {
      for (const some of statementsOf(units)) {
        await db.deleteFrom("blob_uses").where("unit", "in", some).execute();
      }
    },
  };
}
