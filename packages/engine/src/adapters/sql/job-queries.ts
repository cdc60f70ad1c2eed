import type { Kysely } from "kysely";
import type { Catalog, JobRow, OpenJobs } from "../../seams/catalog.ts";
import { assertVideo } from "./assert-video.ts";
import { statementsOf } from "./ids.ts";
import { readPage } from "./page.ts";
import { JOB_COLUMNS, readJob, writeJob, writeJobChange } from "./rows.ts";
import type { CatalogSchema } from "./schema.ts";

/** The part of the catalog that keeps jobs. */
export type JobQueries = Pick<
  Catalog,
  "insertJob" | "job" | "jobsById" | "jobs" | "openJobs" | "jobsOfKind" | "updateJob" | "deleteJob"
>;

/** Makes the queries of jobs over any SQL database. */
export function jobQueries(db: Kysely<CatalogSchema>): JobQueries {
  return {
    async insertJob(row) {
      await db.transaction().execute(async (tx) => {
        await assertVideo(tx, row.video);
        await tx.insertInto("jobs").values(writeJob(row)).execute();
      });
    },

    async job(id) {
      const row = await db.selectFrom("jobs").select(JOB_COLUMNS).where("id", "=", id).executeTakeFirst();
      return row && readJob(row);
    },

    async jobsById(ids) {
      const found = new Map<string, JobRow>();
      for (const some of statementsOf(ids)) {
        const rows = await db.selectFrom("jobs").select(JOB_COLUMNS).where("id", "in", some).execute();
        for (const row of rows) found.set(row.id, readJob(row));
      }
      return found;
    },

    async jobs({ status, video }) {
      if (status?.length === 0) return [];
      let query = db.selectFrom("jobs").select(JOB_COLUMNS);
      if (status !== undefined) query = query.where("status", "in", status);
      if (video !== undefined) query = query.where("video", "=", video);
      const rows = await query.orderBy("created_at").orderBy("id").execute();
      return rows.map(readJob);
    },

    async openJobs() {
      const rows = await db
        .selectFrom("jobs")
        .select(({ fn }) => [
          "kind",
          "status",
          fn.countAll<number>().as("count"),
          fn.min("updated_at").as("since"),
        ])
        .where("status", "in", ["queued", "running"])
        .groupBy(["kind", "status"])
        .orderBy("kind")
        .orderBy("status")
        .execute();
      return rows.map((row) => ({ ...row, status: row.status as OpenJobs["status"] }));
    },

    async jobsOfKind({ kind, cursor, limit }) {
      const query = db.selectFrom("jobs").select(JOB_COLUMNS).where("kind", "=", kind);
      return readPage(query, { cursor, limit }, readJob);
    },

    async updateJob(id, change) {
      const columns = writeJobChange(change);
      if (Object.keys(columns).length === 0) return;
      await db.updateTable("jobs").set(columns).where("id", "=", id).execute();
    },

    async deleteJob(id) {
      const result = await db.deleteFrom("jobs").where("id", "=", id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },
  };
}
