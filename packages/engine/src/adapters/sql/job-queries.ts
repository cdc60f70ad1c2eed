import type { Kysely } from "kysely";
import { CutstreamError } from "../../errors.ts";
import type { Catalog } from "../../seams/catalog.ts";
import { JOB_COLUMNS, readJob, writeJob, writeJobChange } from "./rows.ts";
import type { CatalogSchema } from "./schema.ts";

/** The part of the catalog that keeps jobs. */
export type JobQueries = Pick<Catalog, "insertJob" | "job" | "jobs" | "updateJob">;

/** Makes the queries of jobs over any SQL database. */
export function jobQueries(db: Kysely<CatalogSchema>): JobQueries {
  return {
    async insertJob(row) {
      await db.transaction().execute(async (tx) => {
        const video = await tx
          .selectFrom("videos")
          .select("id")
          .where("id", "=", row.video)
          .executeTakeFirst();
        if (!video) throw new CutstreamError("video_not_found", `There is no video ${row.video}.`);
        await tx.insertInto("jobs").values(writeJob(row)).execute();
      });
    },

    async job(id) {
      const row = await db.selectFrom("jobs").select(JOB_COLUMNS).where("id", "=", id).executeTakeFirst();
      return row && readJob(row);
    },

    async jobs({ status, video }) {
      if (status?.length === 0) return [];
      let query = db.selectFrom("jobs").select(JOB_COLUMNS);
      if (status !== undefined) query = query.where("status", "in", status);
      if (video !== undefined) query = query.where("video", "=", video);
      const rows = await query.orderBy("created_at").orderBy("id").execute();
      return rows.map(readJob);
    },

    async updateJob(id, change) {
      const columns = writeJobChange(change);
      if (Object.keys(columns).length === 0) return;
      await db.updateTable("jobs").set(columns).where("id", "=", id).execute();
    },
  };
}
