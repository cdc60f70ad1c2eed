import type { Kysely, Selectable } from "kysely";
import type { Catalog } from "../../seams/catalog.ts";
import { readPage } from "./page.ts";
import { readStream, STREAM_COLUMNS, writeStream } from "./rows.ts";
import type { CatalogSchema, StreamTable } from "./schema.ts";

/** The part of the catalog that keeps published streams. */
export type StreamQueries = Pick<Catalog, "insertStream" | "stream" | "streams" | "updateStream" | "reel">;

/** Does work whose writes everybody sees once its promise resolves, and which are on stable storage soon after. */
export type Soon = <T>(work: (db: Kysely<CatalogSchema>) => Promise<T>) => Promise<T>;

/** Makes the queries of streams over any SQL database. */
export function streamQueries(db: Kysely<CatalogSchema>, soon: Soon): StreamQueries {
  // Each viewer's first playlist asks this: to build the query anew costs as much as to run it.
  const byId = db.selectFrom("streams").select(STREAM_COLUMNS).where("id", "=", "").compile();

  return {
    async insertStream(row, reel) {
      const insert = (now: Kysely<CatalogSchema>) =>
        now.insertInto("streams").values(writeStream(row)).execute();
      if (!reel) {
        await soon(insert);
        return;
      }
      await soon((now) =>
        now.transaction().execute(async (tx) => {
          await insert(tx);
          const { createdAt: created_at, ...columns } = reel;
          await tx
            .insertInto("reels")
            .values({ ...columns, created_at })
            .execute();
        }),
      );
    },

    async stream(id) {
      const { rows } = await db.executeQuery<Selectable<StreamTable>>({ ...byId, parameters: [id] });
      return rows[0] && readStream(rows[0]);
    },

    async streams({ user, cursor, limit }) {
      let query = db.selectFrom("streams").select(STREAM_COLUMNS);
      if (user !== undefined) query = query.where("user", "=", user);
      return readPage(query, { cursor, limit }, readStream);
    },

    async reel(stream) {
      const row = await db
        .selectFrom("reels")
        .select(["stream", "viewer", "cadence", "mega", "version", "record", "created_at"])
        .where("stream", "=", stream)
        .executeTakeFirst();
      if (!row) return undefined;
      const { created_at: createdAt, ...columns } = row;
      return { ...columns, createdAt };
    },

    async updateStream(id, change) {
      const columns = {
        ...(change.expiresAt !== undefined && { expires_at: change.expiresAt }),
        ...(change.revokedAt !== undefined && { revoked_at: change.revokedAt }),
      };
      if (Object.keys(columns).length === 0) {
        const row = await db.selectFrom("streams").select("id").where("id", "=", id).executeTakeFirst();
        return row !== undefined;
      }
      const result = await db.updateTable("streams").set(columns).where("id", "=", id).executeTakeFirst();
      return result.numUpdatedRows > 0n;
    },
  };
}
