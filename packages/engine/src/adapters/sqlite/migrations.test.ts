import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SQLITE_RELEASED, stepHash } from "../released-steps.fixtures.ts";
import { startWriter } from "../writer-process.fixtures.ts";
import { AUDIENCE_STEPS } from "./audience-steps.ts";
import { EVENT_STEPS } from "./event-steps.ts";
import { CATALOG_STEPS, migrate } from "./migrations.ts";
import { MOMENT_STEPS } from "./moments/schema.ts";
import { USAGE_STEPS } from "./usage-steps.ts";

const STORES = {
  catalog: CATALOG_STEPS,
  moments: MOMENT_STEPS,
  audience: AUDIENCE_STEPS,
  events: EVENT_STEPS,
  usage: USAGE_STEPS,
} as const;

type Row = Record<string, unknown>;

/** Tables with rows of their own: what a virtual table keeps in others is its business. */
function tablesOf(database: DatabaseSync): string[] {
  const all = database.prepare("select name, sql from sqlite_schema where type = 'table'").all() as Row[];
  const virtual = all.filter(({ sql }) => /^create virtual/i.test(String(sql))).map(({ name }) => `${name}`);
  const names = all.map(({ name }) => String(name));
  return names.filter((name) => !name.startsWith("sqlite_") && !virtual.some((one) => name.startsWith(one)));
}

/** A value for a column: that of the column which it refers to, or one of its type. */
function valueFor(database: DatabaseSync, table: string, column: string): string | number | Uint8Array {
  const keys = database.prepare(`pragma foreign_key_list (${table})`).all() as Row[];
  const key = keys.find(({ from }) => from === column);
  if (key) return valueFor(database, String(key.table), String(key.to));
  const columns = database.prepare(`pragma table_info (${table})`).all() as Row[];
  const type = columns.find(({ name }) => name === column)?.type;
  if (type === "INTEGER") return 1;
  if (type === "REAL") return 0.5;
  return type === "BLOB" ? Uint8Array.of(1) : `${table} ${column}`;
}

/** Puts a row into every table. */
function fill(database: DatabaseSync): void {
  for (const table of tablesOf(database)) {
    const columns = (database.prepare(`pragma table_info (${table})`).all() as Row[]).map(
      ({ name }) => `${name}`,
    );
    const marks = columns.map(() => "?").join(", ");
    const quoted = columns.map((column) => `"${column}"`).join(", ");
    database
      .prepare(`insert into ${table} (${quoted}) values (${marks})`)
      .run(...columns.map((column) => valueFor(database, table, column)));
  }
}

const rowsOf = (database: DatabaseSync): Map<string, Row[]> =>
  new Map(
    tablesOf(database).map((table) => [
      table,
      database
        .prepare(`select * from ${table}`)
        .all()
        .map((row) => ({ ...row })),
    ]),
  );
const schemaOf = (database: DatabaseSync): unknown[] =>
  database.prepare("select type, name, sql from sqlite_schema order by type, name").all();

describe.each(Object.entries(STORES))("the schema of %s on SQLite", (store, steps) => {
  const released = SQLITE_RELEASED[store as keyof typeof STORES];

  test("has every step as it was released, and no other", () => {
    expect(steps.map(stepHash)).toEqual(released);
  });

  test.each(Array.from(steps, (_, n) => n + 1))("is reached from version %i, with every row", (version) => {
    const database = new DatabaseSync(":memory:", { enableForeignKeyConstraints: false });
    migrate(database, steps.slice(0, version), store);
    fill(database);
    expect(database.prepare("pragma foreign_key_check").all()).toEqual([]);
    const before = rowsOf(database);
    migrate(database, steps, store);
    const after = rowsOf(database);
    for (const [table, rows] of before) expect(after.get(table)).toMatchObject(rows);
    const fresh = new DatabaseSync(":memory:");
    migrate(fresh, steps, store);
    expect(schemaOf(database)).toEqual(schemaOf(fresh));
    fresh.close();
    database.close();
  });

  test("of a later release is refused, and left as it is; the error says what to do", () => {
    const database = new DatabaseSync(":memory:");
    migrate(database, [...steps, "create table later (x integer)"], store);
    const before = schemaOf(database);
    expect(() => migrate(database, steps, store)).toThrow(
      expect.objectContaining({
        code: "storage_newer",
        message: expect.stringContaining(`${store} has schema ${steps.length + 1}`),
        remedy: expect.stringContaining("restore the backup"),
      }),
    );
    expect(schemaOf(database)).toEqual(before);
    database.close();
  });
});

describe("a migration that does not come to its end", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "cutstream-migration-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test("leaves the old schema whole where a step fails", () => {
    const database = new DatabaseSync(":memory:");
    migrate(database);
    fill(database);
    const before = [schemaOf(database), rowsOf(database)];
    const next = ["create table a (x integer); delete from reels", "alter table nowhere add column y"];
    expect(() => migrate(database, [...CATALOG_STEPS, ...next])).toThrow("nowhere");
    expect([schemaOf(database), rowsOf(database)]).toEqual(before);
    expect(database.isTransaction).toBe(false);
    database.close();
  });

  test("leaves it whole where the process is killed", async () => {
    const file = path.join(folder, "catalog.db");
    const first = new DatabaseSync(file);
    first.exec("pragma journal_mode = wal");
    migrate(first);
    fill(first);
    const before = [schemaOf(first), rowsOf(first)];
    first.close();
    const doomed = startWriter(path.join(import.meta.dirname, "migration-crash.fixture.ts"), file);
    await doomed.acknowledged(1);
    await doomed.kill();
    const again = new DatabaseSync(file);
    migrate(again);
    expect([schemaOf(again), rowsOf(again)]).toEqual(before);
    again.close();
  });
});
