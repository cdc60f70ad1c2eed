import { Kysely } from "kysely";
import { describe, expect, test } from "vitest";
import { POSTGRES_RELEASED, stepHash } from "../released-steps.fixtures.ts";
import { AUDIENCE_STEPS } from "./audience-steps.ts";
import { CATALOG_STEPS } from "./catalog-steps.ts";
import { EVENT_STEPS } from "./event-steps.ts";
import { migrate } from "./migrate.ts";
import { MOMENT_STEPS } from "./moment-steps.ts";
import { USAGE_STEPS } from "./usage-steps.ts";
import { usePglite } from "./use-pglite.fixtures.ts";
import { ensureExtensions } from "./vector-extension.ts";

const STORES = {
  catalog: CATALOG_STEPS,
  moments: MOMENT_STEPS,
  audience: AUDIENCE_STEPS,
  events: EVENT_STEPS,
  usage: USAGE_STEPS,
} as const;

/** Values by type, as SQL. */
const VALUES: Readonly<Record<string, string>> = {
  bigint: "1",
  integer: "1",
  "double precision": "0.5",
  boolean: "true",
  bytea: "'\\x01'",
  tsvector: "'word'",
  "USER-DEFINED": "'[1,0]'",
};

interface Column {
  readonly table_name: string;
  readonly column_name: string;
  readonly data_type: string;
}
interface Reference {
  readonly table: string;
  readonly column: string;
  readonly to_table: string;
  readonly to_column: string;
}

const pglite = usePglite();

const open = async () => {
  const db = new Kysely<unknown>({ dialect: pglite.dialect() });
  await ensureExtensions(db);
  return db;
};
const columns = async (): Promise<Column[]> =>
  (
    await pglite.db().query<Column>(
      `select table_name, column_name, data_type from information_schema.columns
       where table_schema = 'public' and table_name <> 'cutstream_schema' order by 1, ordinal_position`,
    )
  ).rows;
const tables = async (): Promise<string[]> => [
  ...new Set((await columns()).map(({ table_name }) => table_name)),
];
const references = async (): Promise<Reference[]> =>
  (
    await pglite.db().query<Reference>(
      `select c.conrelid::regclass::text as table, a.attname as column,
         c.confrelid::regclass::text as to_table, b.attname as to_column
       from pg_constraint c
         join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
         join pg_attribute b on b.attrelid = c.confrelid and b.attnum = c.confkey[1]
       where c.contype = 'f'`,
    )
  ).rows;

/** Puts a row into every table; those that refer to others have their values. */
async function fill(): Promise<void> {
  const [all, keys] = [await columns(), await references()];
  const valueFor = (table: string, column: string): string => {
    const key = keys.find((one) => one.table === table && one.column === column);
    if (key) return valueFor(key.to_table, key.to_column);
    const type = all.find((one) => one.table_name === table && one.column_name === column)?.data_type ?? "";
    return VALUES[type] ?? `'${table} ${column}'`;
  };
  await pglite.db().exec("set session_replication_role = replica");
  for (const table of await tables()) {
    const names = all.filter(({ table_name }) => table_name === table).map(({ column_name }) => column_name);
    const quoted = names.map((name) => `"${name}"`).join(", ");
    const values = names.map((name) => valueFor(table, name)).join(", ");
    await pglite.db().exec(`insert into ${table} (${quoted}) overriding system value values (${values})`);
  }
  await pglite.db().exec("set session_replication_role = origin");
}

async function rowsOf(): Promise<Map<string, unknown[]>> {
  const found = new Map<string, unknown[]>();
  for (const table of await tables()) {
    const { rows } = await pglite.db().query<{ row: unknown }>(`select to_jsonb(t) as row from ${table} t`);
    found.set(
      table,
      rows.map(({ row }) => row),
    );
  }
  return found;
}

async function schemaOf(): Promise<unknown> {
  const { rows } = await pglite
    .db()
    .query("select indexdef from pg_indexes where schemaname = 'public' order by 1");
  return [await columns(), await references(), rows];
}

describe.each(Object.entries(STORES))("the schema of %s on PostgreSQL", (store, steps) => {
  const released = POSTGRES_RELEASED[store as keyof typeof STORES];

  test("has every step as it was released, and no other", () => {
    expect(steps.map(stepHash)).toEqual(released);
  });

  test("is reached from every version, with every row", async () => {
    let fresh: unknown;
    for (let version = steps.length; version > 0; version--) {
      const db = await open();
      await migrate(db, store, steps.slice(0, version));
      await fill();
      const before = await rowsOf();
      await migrate(db, store, steps);
      const after = await rowsOf();
      for (const [table, rows] of before) expect(after.get(table)).toMatchObject(rows);
      fresh ??= await schemaOf();
      expect(await schemaOf()).toEqual(fresh);
      await db.destroy();
      await pglite.db().exec("drop schema public cascade; create schema public");
    }
  });

  test("of a later release is refused, and left as it is; the error says what to do", async () => {
    const db = await open();
    await migrate(db, store, [...steps, ["create table later (x integer)"]]);
    const before = await schemaOf();
    await expect(migrate(db, store, steps)).rejects.toMatchObject({
      code: "storage_newer",
      message: expect.stringContaining(`${store} of schema ${steps.length + 1}`),
      remedy: expect.stringContaining("restore the backup"),
    });
    expect(await schemaOf()).toEqual(before);
    await db.destroy();
  });

  test("stays whole where a step fails", async () => {
    const db = await open();
    await migrate(db, store, steps);
    await fill();
    const before = [await schemaOf(), await rowsOf()];
    const next = ["create table half (x integer)", "alter table nowhere add column y integer"];
    await expect(migrate(db, store, [...steps, next])).rejects.toMatchObject({ code: "storage_failed" });
    expect([await schemaOf(), await rowsOf()]).toEqual(before);
    await db.destroy();
  });
});
