import { type Kysely, sql, type Transaction } from "kysely";
import {
  DAYS_REMEMBERED,
  type ListedPlaylist,
  type MeterName,
  type UsageBatch,
  type UsageCount,
  type UsageStore,
} from "../../seams/usage-store.ts";
import { statementsOf } from "./ids.ts";
import type { UsageSchema } from "./usage-schema.ts";

/** Rows in one statement: databases limit its parameters. */
const BATCH = 500;
const DAY = 24 * 3600 * 1000;

export interface SqlUsageStoreOptions {
  /** Run first in each transaction. */
  readonly prepare?: (tx: Transaction<UsageSchema>) => Promise<unknown>;
  /** Ends the connection; called by `UsageStore.close`, perhaps more than once. */
  readonly close: () => Promise<void>;
}

/** Makes a usage store of a migrated SQL database, whose dialect turns errors into CutstreamErrors. */
export function createSqlUsageStore(db: Kysely<UsageSchema>, options: SqlUsageStoreOptions): UsageStore {
  let pruned = "";
  return {
    async add(batch) {
      await db.transaction().execute(async (tx) => {
        await options.prepare?.(tx);
        const { id, day } = batch;
        const fresh = await tx
          .insertInto("usage_batches")
          .values({ id, day })
          .onConflict((conflict) => conflict.doNothing())
          .returning("id")
          .execute();
        // It was added before, by a call whose answer was lost.
        if (fresh.length === 0) return;
        await addAll(tx, batch);
      });
      if (batch.day === pruned) return;
      // Apart from the batch, which is written whatever becomes of this; another process may be at it too.
      const forgotten = await forget(db, batch.day).catch(() => false);
      if (forgotten) pruned = batch.day;
    },

    async totals({ from, to, by }) {
      const rows = await db
        .selectFrom("usage_counts")
        .select([`${by} as of`, "meter", ({ fn }) => fn.sum<number | string>("amount").as("amount")])
        .where("day", ">=", from)
        .where("day", "<=", to)
        .groupBy([by, "meter"])
        .orderBy(by)
        .orderBy("meter")
        .execute();
      return rows.map(({ of, meter, amount }) => ({ of, meter: meter as MeterName, amount: Number(amount) }));
    },

    async publishedBefore(day, { after, limit }) {
      let query = db.selectFrom("usage_streams").select("stream").where("day", "<", day);
      if (after !== undefined) query = query.where("stream", ">", after);
      const rows = await query.orderBy("stream").limit(limit).execute();
      return rows.map(({ stream }) => stream);
    },

    async forgetPublishers(streams) {
      for (const some of statementsOf(streams)) {
        await db.deleteFrom("usage_streams").where("stream", "in", some).execute();
      }
    },

    close: options.close,
  };
}

/** Rows go in sorted: of two processes that add the same ones, neither waits for the other in a circle. */
async function addAll(tx: Transaction<UsageSchema>, batch: UsageBatch): Promise<void> {
  for (const rows of sorted(batch.published, ({ stream }) => stream)) {
    await tx
      .insertInto("usage_streams")
      .values(rows.map(({ stream, key, day }) => ({ stream, key, day })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const listed = await addListed(tx, batch.listed);
  const served = await addServed(tx, batch.served);
  const counts = [...batch.counts, ...listed, ...served];
  const keys = await keysOf(tx, counts);
  await addCounts(tx, counts, keys);
}

/** @returns what of it counts: playlists that nobody asked for on that day before. */
async function addListed(
  tx: Transaction<UsageSchema>,
  listed: readonly ListedPlaylist[],
): Promise<UsageCount[]> {
  const nameOf = ({ day, stream, playlist }: Pick<ListedPlaylist, "day" | "stream" | "playlist">) =>
    JSON.stringify([day, stream, playlist]);
  const byName = new Map(listed.map((one) => [nameOf(one), one]));
  const counts: UsageCount[] = [];
  for (const rows of sorted([...byName.values()], nameOf)) {
    const added = await tx
      .insertInto("usage_listed")
      .values(rows.map(({ day, stream, playlist }) => ({ day, stream, playlist })))
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .execute();
    for (const row of added) {
      const { day, stream, user, segments } = byName.get(nameOf(row)) as ListedPlaylist;
      counts.push({ day, key: null, stream, user, meter: "segments", amount: segments });
    }
  }
  return counts;
}

async function addServed(tx: Transaction<UsageSchema>, served: UsageBatch["served"]): Promise<UsageCount[]> {
  const counts: UsageCount[] = [];
  for (const rows of sorted(served, ({ day, segment }) => `${day} ${segment}`)) {
    const added = await tx
      .insertInto("usage_served")
      .values(rows.map(({ day, segment }) => ({ day, segment })))
      .onConflict((conflict) => conflict.doNothing())
      .returning("day")
      .execute();
    for (const { day } of added)
      counts.push({ day, key: null, user: null, meter: "uniqueSegments", amount: 1 });
  }
  return counts;
}

/** Keys under which the streams of counts were published. */
async function keysOf(
  tx: Transaction<UsageSchema>,
  counts: readonly UsageCount[],
): Promise<ReadonlyMap<string, string>> {
  const streams = new Set(counts.flatMap(({ key, stream }) => (key === null && stream ? [stream] : [])));
  const keys = new Map<string, string>();
  for (const some of sorted([...streams], (stream) => stream)) {
    const rows = await tx.selectFrom("usage_streams").selectAll().where("stream", "in", some).execute();
    for (const { stream, key } of rows) keys.set(stream, key);
  }
  return keys;
}

async function addCounts(
  tx: Transaction<UsageSchema>,
  counts: readonly UsageCount[],
  keys: ReadonlyMap<string, string>,
): Promise<void> {
  const sums = new Map<string, UsageSchema["usage_counts"]>();
  for (const { day, key, stream, user, meter, amount } of counts) {
    const row = { day, key: key ?? keys.get(stream ?? "") ?? "", user: user ?? "", meter, amount };
    const name = JSON.stringify([day, row.key, row.user, meter]);
    sums.set(name, { ...row, amount: amount + (sums.get(name)?.amount ?? 0) });
  }
  for (const rows of sorted([...sums], ([name]) => name)) {
    await tx
      .insertInto("usage_counts")
      .values(rows.map(([, row]) => row))
      .onConflict((conflict) =>
        conflict.columns(["day", "key", "user", "meter"]).doUpdateSet({
          amount: sql`usage_counts.amount + excluded.amount`,
        }),
      )
      .execute();
  }
}

/** Forgets what tells what was counted before on days that are over. */
async function forget(db: Kysely<UsageSchema>, day: string): Promise<true> {
  const before = await firstRemembered(db, day);
  await db.deleteFrom("usage_listed").where("day", "<", before).execute();
  await db.deleteFrom("usage_served").where("day", "<", before).execute();
  await db.deleteFrom("usage_batches").where("day", "<", before).execute();
  return true;
}

/**
 * The first day that is not forgotten: {@link DAYS_REMEMBERED} before this one, and not after as many days on which
 * something was counted. So a clock that jumped ahead has nothing forgotten of the day that it comes back to.
 */
async function firstRemembered(db: Kysely<UsageSchema>, day: string): Promise<string> {
  let counted = day;
  for (let n = 0; n < DAYS_REMEMBERED; n++) {
    const row = await db
      .selectFrom("usage_counts")
      .select(({ fn }) => fn.max("day").as("day"))
      .where("day", "<", counted)
      .executeTakeFirst();
    counted = row?.day ?? "";
  }
  const calendar = new Date(Date.parse(day) - DAYS_REMEMBERED * DAY).toISOString().slice(0, 10);
  const [first = calendar] = [counted, calendar].toSorted();
  return first;
}

/** Rows in the order of their names, a statement's worth at a time. */
function* sorted<Row>(rows: readonly Row[], nameOf: (row: Row) => string): Generator<Row[]> {
  const named = rows.map((row) => [nameOf(row), row] as const);
  named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  for (let at = 0; at < named.length; at += BATCH) yield named.slice(at, at + BATCH).map(([, row]) => row);
}
