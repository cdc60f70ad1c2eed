import { type Kysely, sql } from "kysely";
import type { PlacedEvent } from "../../reels/telemetry/event.ts";
import type { Measure } from "../../reels/telemetry/tally.ts";
import type { EventStore, TallyQuery, ViewerRatio } from "../../seams/event-store.ts";
import { appendEvents } from "./append-events.ts";
import type { EventSchema } from "./event-schema.ts";

/** Columns of a play that a ratio divides: what was done by what was seen. */
const RATIOS = {
  clickThrough: { y: "clicked", x: "shown" },
  completion: { y: "completed", x: "started" },
  followOn: { y: "followed", x: "shown" },
} as const satisfies Record<ViewerRatio, { y: string; x: string }>;

/**
 * Makes an event store of a migrated SQL database. The dialect turns the database's errors into CutstreamErrors.
 * @param locks whether rows can be locked until a transaction ends, and must be, since others write too.
 * @param close ends the connection; called by `EventStore.close`, perhaps more than once.
 */
export function createSqlEventStore(
  db: Kysely<EventSchema>,
  { locks, close }: { readonly locks: boolean; readonly close: () => Promise<void> },
): EventStore {
  return {
    append: (events) =>
      events.length === 0
        ? Promise.resolve([])
        : db.transaction().execute((tx) => appendEvents(tx, events, locks)),

    async tallies(query) {
      const rows = await tallyQuery(db, query).execute();
      return rows.map(({ holdout, measure, place, ...row }) => ({
        ...row,
        holdout: holdout === 1,
        measure: measure as Measure,
        at: place,
        count: Number(row.count),
      }));
    },

    async viewerSums(experiment, ratio) {
      const { x, y } = RATIOS[ratio];
      const { rows } = await sql<
        { arm: string } & Record<"viewers" | "x" | "y" | "xx" | "xy" | "yy", number>
      >`
        select arm, count(*) as viewers, sum(x) as x, sum(y) as y,
          sum(x * x) as xx, sum(x * y) as xy, sum(y * y) as yy
        from (
          select arm, viewer, sum(${sql.ref(x)}) as x, sum(${sql.ref(y)}) as y
          from reel_plays where experiment = ${experiment} and holdout = 0
          group by arm, viewer
        ) as viewers
        where x > 0 group by arm order by arm`.execute(db);
      // PostgreSQL sums integers as decimals, which its driver gives as text.
      return rows.map(({ arm, ...sums }) => ({
        arm,
        viewers: Number(sums.viewers),
        x: Number(sums.x),
        y: Number(sums.y),
        xx: Number(sums.xx),
        xy: Number(sums.xy),
        yy: Number(sums.yy),
      }));
    },

    async plays({ from, to, after, limit }) {
      let query = db
        .selectFrom("reel_plays")
        .select(["stream", "viewer", "experiment", "arm", "holdout", "play_json"])
        .where("stream", ">", after);
      if (from !== undefined) query = query.where("day", ">=", from);
      if (to !== undefined) query = query.where("day", "<=", to);
      const rows = await query.orderBy("stream").limit(limit).execute();
      return rows.map(({ holdout, play_json, ...row }) => ({
        ...row,
        holdout: holdout === 1,
        play: play_json,
      }));
    },

    async events(stream) {
      const rows = await db
        .selectFrom("reel_events")
        .select("event_json")
        .where("stream", "=", stream)
        .orderBy("received_at")
        .orderBy("id")
        .execute();
      return rows.map(({ event_json }) => JSON.parse(event_json) as PlacedEvent);
    },

    async countEvents(before) {
      const { count } = await db
        .selectFrom("reel_events")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .where("received_at", "<", before)
        .executeTakeFirstOrThrow();
      return Number(count);
    },

    async deleteEvents(before, limit) {
      const { numAffectedRows = 0n } = await sql`
        delete from reel_events where (stream, id) in (
          select stream, id from reel_events where received_at < ${before} order by received_at limit ${limit}
        )`.execute(db);
      return Number(numAffectedRows);
    },

    close,
  };
}

function tallyQuery(db: Kysely<EventSchema>, { from, to, experiment, measures }: TallyQuery) {
  let query = db
    .selectFrom("reel_tallies")
    .select(["experiment", "arm", "holdout", "measure", "title", "place"])
    .select(({ fn }) => fn.sum<number>("count").as("count"));
  if (from !== undefined) query = query.where("day", ">=", from);
  if (to !== undefined) query = query.where("day", "<=", to);
  if (experiment !== undefined) query = query.where("experiment", "=", experiment);
  if (measures !== undefined) query = query.where("measure", "in", measures);
  return query.groupBy(["experiment", "arm", "holdout", "measure", "title", "place"]);
}
