import { type Kysely, sql } from "kysely";
import { CutstreamError } from "../../errors.ts";

/** Statements that bring a part of the database from one release's schema to the next one's. */
export type MigrationStep = readonly string[];

/** Any number that nothing else in the database locks. */
const MIGRATION_LOCK = 7_205_733_102;

/**
 * Runs work in a transaction, one process at a time: of two that start together, the second finds it done. It may take
 * as long as it takes: no index of a large table is built within the time that a query has.
 */
export function migrating<Schema, T>(
  db: Kysely<Schema>,
  work: (tx: Kysely<Schema>) => Promise<T>,
): Promise<T> {
  return db.transaction().execute(async (tx) => {
    await sql`select set_config('statement_timeout', '0', true)`.execute(tx);
    await sql`select pg_advisory_xact_lock(${MIGRATION_LOCK}::bigint)`.execute(tx);
    return work(tx);
  });
}

/**
 * Brings a part of a database (`catalog`, `moments`) to the schema of today, all steps in one transaction. The table
 * `cutstream_schema` counts the steps done. A step that was released is never edited: the next change is a further one.
 * @throws CutstreamError `storage_newer` where a later release made it, and whatever the database does.
 */
export async function migrate<Schema>(
  db: Kysely<Schema>,
  part: string,
  steps: readonly MigrationStep[],
): Promise<void> {
  await migrating(db, async (tx) => {
    await sql`create table if not exists cutstream_schema (part text primary key, steps integer not null)`.execute(
      tx,
    );
    const { rows } = await sql<{ steps: number }>`
      select steps from cutstream_schema where part = ${part}`.execute(tx);
    const done = rows[0]?.steps ?? 0;
    if (done > steps.length) {
      throw new CutstreamError(
        "storage_newer",
        `The database has ${part} of schema ${done}, and this release knows schemas up to ${steps.length}: a later release made it.`,
      );
    }
    for (const statement of steps.slice(done).flat()) await sql.raw(statement).execute(tx);
    await sql`
      insert into cutstream_schema (part, steps) values (${part}, ${steps.length})
      on conflict (part) do update set steps = excluded.steps`.execute(tx);
  });
}
