import type { Kysely, Transaction } from "kysely";
import { CutstreamError } from "../../errors.ts";
import type { Catalog, VideoRow } from "../../seams/catalog.ts";
import { statementsOf } from "./ids.ts";
import { readPage } from "./page.ts";
import { readVideo, VIDEO_COLUMNS, writeJob, writeVideo, writeVideoChange } from "./rows.ts";
import type { CatalogSchema } from "./schema.ts";

/** The part of the catalog that keeps videos. */
export type VideoQueries = Pick<
  Catalog,
  | "insertVideo"
  | "video"
  | "videosById"
  | "videosNamed"
  | "videos"
  | "updateVideo"
  | "deleteVideo"
  | "videosOfVersion"
>;

/** Makes the queries of videos over any SQL database. */
export function videoQueries(db: Kysely<CatalogSchema>): VideoQueries {
  return {
    async insertVideo(row, job) {
      await db.transaction().execute(async (tx) => {
        const collection = await tx
          .selectFrom("collections")
          .select("id")
          .where("id", "=", row.collection)
          .executeTakeFirst();
        if (!collection) {
          throw new CutstreamError("collection_not_found", `There is no collection ${row.collection}.`);
        }
        await tx.insertInto("videos").values(writeVideo(row)).execute();
        await insertVersions(tx, row);
        await tx.insertInto("jobs").values(writeJob(job)).execute();
      });
    },

    async video(id) {
      const row = await db.selectFrom("videos").select(VIDEO_COLUMNS).where("id", "=", id).executeTakeFirst();
      return row && readVideo(row);
    },

    async videosById(ids) {
      const found = new Map<string, VideoRow>();
      for (const some of statementsOf(ids)) {
        const rows = await db.selectFrom("videos").select(VIDEO_COLUMNS).where("id", "in", some).execute();
        for (const row of rows) found.set(row.id, readVideo(row));
      }
      return found;
    },

    async videosNamed(names) {
      const found: VideoRow[] = [];
      for (const some of statementsOf(names)) {
        const rows = await db.selectFrom("videos").select(VIDEO_COLUMNS).where("name", "in", some).execute();
        found.push(...rows.map(readVideo));
      }
      return found.sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
    },

    async videos({ collection, cursor, limit }) {
      let query = db.selectFrom("videos").select(VIDEO_COLUMNS);
      if (collection !== undefined) query = query.where("collection", "=", collection);
      return readPage(query, { cursor, limit }, readVideo);
    },

    async updateVideo(id, change) {
      const columns = writeVideoChange(change);
      if (Object.keys(columns).length === 0) return;
      await db.transaction().execute(async (tx) => {
        await tx.updateTable("videos").set(columns).where("id", "=", id).execute();
        if (change.version === undefined && change.versions === undefined) return;
        await tx.deleteFrom("video_versions").where("video", "=", id).execute();
        const row = await tx
          .selectFrom("videos")
          .select(VIDEO_COLUMNS)
          .where("id", "=", id)
          .executeTakeFirst();
        if (row) await insertVersions(tx, readVideo(row));
      });
    },

    async deleteVideo(id) {
      const result = await db.deleteFrom("videos").where("id", "=", id).executeTakeFirst();
      return result.numDeletedRows > 0n;
    },

    async videosOfVersion(version) {
      const rows = await db
        .selectFrom("video_versions")
        .select("video")
        .where("version", "=", version)
        .orderBy("video")
        .execute();
      return rows.map((row) => row.video);
    },
  };
}

async function insertVersions(tx: Transaction<CatalogSchema>, row: VideoRow): Promise<void> {
  const versions = new Set(row.versions);
  if (row.version !== null) versions.add(row.version);
  if (versions.size === 0) return;
  await tx
    .insertInto("video_versions")
    .values([...versions].map((version) => ({ version, video: row.id })))
    .execute();
}
