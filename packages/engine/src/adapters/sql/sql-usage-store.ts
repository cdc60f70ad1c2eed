import { type Kysely, type RawBuilder, sql, type Transaction } from "kysely";
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

/**
 * A table with a row for each of these, whose one column `value` is a JSON array: thousands of rows are one parameter of
 * a statement that stays prepared, in place of thousands in one that is compiled each time.
 */
export type EachRow = (rows: readonly (readonly string[])[]) => RawBuilder<unknown>;

export interface SqlUsageStoreOptions {
  readonly each: EachRow;
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
        await addAll(tx, batch, options.each);
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
async function addAll(tx: Transaction<UsageSchema>, batch: UsageBatch, each: EachRow): Promise<void> {
  const published = sorted(batch.published, ({ stream }) => stream);
  if (published.length > 0) {
    const rows = each(published.map(({ stream, key, day }) => [stream, key, day]));
    await sql`insert into usage_streams (stream, key, day) select value->>0, value->>1, value->>2
      from ${rows} where true on conflict do nothing`.execute(tx);
  }
  const listed = await addListed(tx, batch.listed, each);
  const served = await addServed(tx, batch.served, each);
  const counts = [...batch.counts, ...listed, ...served];
  await addCounts(tx, counts, await keysOf(tx, counts, each));
}

/** @returns what of it counts: playlists that nobody asked for on that day before. */
async function addListed(
  tx: Transaction<UsageSchema>,
  listed: readonly ListedPlaylist[],
  each: EachRow,
): Promise<UsageCount[]> {
  if (listed.length === 0) return [];
  const nameOf = ({ day, stream, playlist }: UsageSchema["usage_listed"]) => `${day} ${stream} ${playlist}`;
  const byName = new Map(listed.map((one) => [nameOf(one), one]));
  const rows = sorted([...byName.entries()], ([name]) => name);
  const added = await sql<UsageSchema["usage_listed"]>`
    insert into usage_listed (day, stream, playlist) select value->>0, value->>1, value->>2
    from ${each(rows.map(([, { day, stream, playlist }]) => [day, stream, playlist]))} where true
    on conflict do nothing returning day, stream, playlist`.execute(tx);
  const all = added.rows.length === rows.length;
  const fresh = all ? byName.values() : added.rows.map((row) => byName.get(nameOf(row)) as ListedPlaylist);
  return Array.from(fresh, ({ day, stream, user, segments: amount }) => {
    return { day, key: null, stream, user, meter: "segments", amount };
  });
}

async function addServed(
  tx: Transaction<UsageSchema>,
  served: UsageBatch["served"],
  each: EachRow,
): Promise<UsageCount[]> {
  if (served.length === 0) return [];
  const rows = sorted(served, ({ day, segment }) => `${day} ${segment}`);
  const added = await sql<{ day: string }>`
    insert into usage_served (day, segment) select value->>0, value->>1
    from ${each(rows.map(({ day, segment }) => [day, segment]))} where true
    on conflict do nothing returning day`.execute(tx);
  return added.rows.map(({ day }) => ({ day, key: null, user: null, meter: "uniqueSegments", amount: 1 }));
}

/** Keys under which the streams of counts were published. */
async function keysOf(
  tx: Transaction<UsageSchema>,
  counts: readonly UsageCount[],
  each: EachRow,
): Promise<ReadonlyMap<string, string>> {
  const streams = new Set(counts.flatMap(({ key, stream }) => (key === null && stream ? [stream] : [])));
  if (streams.size === 0) return new Map();
  const { rows } = await sql<{ stream: string; key: string }>`
    select stream, key from usage_streams
    where stream in (select value->>0 from ${each([...streams].map((stream) => [stream]))})`.execute(tx);
  return new Map(rows.map(({ stream, key }) => [stream, key]));
}

async function addCounts(
  tx: Transaction<UsageSchema>,
  counts: readonly UsageCount[],
  keys: ReadonlyMap<string, string>,
): Promise<void> {
  const sums = new Map<string, UsageSchema["usage_counts"]>();
  for (const count of counts) {
    const key = count.key ?? keys.get(count.stream ?? "") ?? "";
    const [user, { day, meter, amount }] = [count.user ?? "", count];
    // Keys and users may be called anything: only the length tells where one ends.
    const name = `${day} ${meter} ${key.length} ${key}${user}`;
    const sum = sums.get(name);
    if (sum) sum.amount += amount;
    else sums.set(name, { day, key, user, meter, amount });
  }
  const rows = sorted([...sums], ([name]) => name).map(([, row]) => row);
  for (let at = 0; at < rows.length; at += BATCH) {
    await tx
      .insertInto("usage_counts")
      .values(rows.slice(at, at + BATCH))
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

/** Rows in the order of their names. */
function sorted<Row>(rows: readonly Row[], nameOf: (row: Row) => string): Row[] {
  const named = rows.map((row) => [nameOf(row), row] as const);
  named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  return named.map(([, row]) => row);
}
