import type { Kysely } from "kysely";
import type { AudienceStore, WatchRow } from "../../seams/audience-store.ts";
import { bumpRevision } from "./audience-revisions.ts";
import { readWatch, writeWatch } from "./audience-rows.ts";
import type { AudienceSchema } from "./audience-schema.ts";

/** The part of the audience store that keeps what viewers watched. */
export type WatchQueries = Pick<
  AudienceStore,
  "addWatches" | "watchesOf" | "allWatches" | "dayTotals" | "forgetViewer"
>;

/** Watches in one statement: databases limit its parameters. */
const BATCH = 1000;

const keyOf = ({ viewer, title, time }: Pick<WatchRow, "viewer" | "title" | "time">) =>
  JSON.stringify([viewer, title, time]);

/** Makes the queries of what was watched over any SQL database. */
export function watchQueries(db: Kysely<AudienceSchema>): WatchQueries {
  return {
    async addWatches(rows) {
      // of twins in one call the first counts, as of those in several
      const first = new Map<string, WatchRow>();
      for (const row of rows) {
        const key = keyOf(row);
        if (!first.has(key)) first.set(key, row);
      }
      const given = [...first.values()];
      if (given.length === 0) return [];
      const added = new Set<string>();
      await db.transaction().execute(async (tx) => {
        await bumpRevision(tx, "watches");
        for (let at = 0; at < given.length; at += BATCH) {
          const stored = await tx
            .insertInto("audience_watches")
            .values(given.slice(at, at + BATCH).map(writeWatch))
            .onConflict((conflict) => conflict.columns(["viewer", "title", "time"]).doNothing())
            .returning(["viewer", "title", "time"])
            .execute();
          for (const row of stored) added.add(keyOf(row));
        }
      });
      return given.filter((row) => added.has(keyOf(row)));
    },

    async watchesOf(viewer, limit) {
      const rows = await db
        .selectFrom("audience_watches")
        .selectAll()
        .where("viewer", "=", viewer)
        .orderBy("time", "desc")
        .orderBy("title")
        .limit(limit)
        .execute();
      return rows.map(readWatch);
    },

    async allWatches({ after, limit }) {
      let query = db.selectFrom("audience_watches").selectAll();
      if (after) {
        const { viewer, title, time } = after;
        query = query.where((eb) =>
          eb(eb.refTuple("viewer", "title", "time"), ">", eb.tuple(viewer, title, time)),
        );
      }
      const rows = await query.orderBy("viewer").orderBy("title").orderBy("time").limit(limit).execute();
      return rows.map(readWatch);
    },

    async dayTotals(fromDay) {
      const rows = await db
        .selectFrom("audience_watches")
        .select(["title", "day", (eb) => eb.fn.sum<number>("weight").as("weight")])
        .where("day", ">=", fromDay)
        .groupBy(["title", "day"])
        .execute();
      return rows.map(({ title, day, weight }) => ({ title, day, weight: Number(weight) }));
    },

    async forgetViewer(viewer) {
      return db.transaction().execute(async (tx) => {
        await bumpRevision(tx, "watches");
        const result = await tx
          .deleteFrom("audience_watches")
          .where("viewer", "=", viewer)
          .executeTakeFirst();
        return Number(result.numDeletedRows);
      });
    },
  };
}
