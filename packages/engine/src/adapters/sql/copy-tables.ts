import { type Kysely, sql } from "kysely";

/** Rows read and written at a time. */
const BATCH = 500;

/** Tables in an order in which no row refers to one that comes later, and what tells their rows apart. */
export type TableKeys<Schema> = Readonly<Record<keyof Schema & string, readonly string[]>>;

/** How many rows each table has. */
export type TableCounts<Schema> = Readonly<Record<keyof Schema & string, number>>;

/** Counts the rows of tables. */
export async function countTables<Schema>(
  db: Kysely<Schema>,
  tables: TableKeys<Schema>,
): Promise<TableCounts<Schema>> {
  const counts: Record<string, number> = {};
  for (const table of Object.keys(tables)) {
    const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table)}`.execute(
      db,
    );
    counts[table] = rows[0]?.count ?? 0;
  }
  return counts as TableCounts<Schema>;
}

/**
 * Copies every row of tables into empty ones. Both have the schema of today.
 * @param onRows told of rows as they are copied.
 */
export async function copyTables<Schema>(
  from: Kysely<Schema>,
  to: Kysely<Schema>,
  tables: TableKeys<Schema>,
  onRows: (count: number) => void,
): Promise<void> {
  for (const [table, keys] of Object.entries<readonly string[]>(tables)) {
    for await (const rows of pagesOf(from, table, keys)) {
      await to
        .insertInto(table as keyof Schema & string)
        .values(rows as never)
        .execute();
      onRows(rows.length);
    }
  }
}

async function* pagesOf<Schema>(
  db: Kysely<Schema>,
  table: string,
  keys: readonly string[],
): AsyncGenerator<readonly Record<string, unknown>[]> {
  const columns = sql.join(keys.map((key) => sql.ref(key)));
  let after = sql``;
  for (;;) {
    const { rows } = await sql<Record<string, unknown>>`
      select * from ${sql.table(table)} ${after} order by ${columns} limit ${BATCH}`.execute(db);
    const last = rows.at(-1);
    if (!last) return;
    yield rows;
    after = sql`where (${columns}) > (${sql.join(keys.map((key) => last[key]))})`;
  }
}
