import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { catalogContract } from "../../seams/catalog.contract.ts";
import { collectionRow, jobRow, streamRow, videoRow } from "../../seams/catalog.fixtures.ts";
import type { CatalogSchema } from "../sql/schema.ts";
import { createSqlCatalog } from "../sql/sql-catalog.ts";
import { startWriter } from "../writer-process.fixtures.ts";
import { syncLogOf } from "./log-sync.ts";
import { migrate } from "./migrations.ts";
import { nodeSqliteDialect } from "./node-sqlite-dialect.ts";
import { openSqliteCatalog, unsynced } from "./sqlite-catalog.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cutstream-catalog-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const file = () => path.join(folder, "catalog.db");

catalogContract("SQLite in memory", () => openSqliteCatalog({ path: ":memory:" }));
catalogContract("SQLite in a file", () => openSqliteCatalog({ path: file() }));

describe("SQLite catalog", () => {
  test("keeps what was written across a restart", async () => {
    const first = await openSqliteCatalog({ path: file() });
    await first.insertCollection(collectionRow());
    await first.insertVideo(videoRow(), jobRow());
    await first.close();
    const second = await openSqliteCatalog({ path: file() });
    expect(await second.video("vid1")).toEqual(videoRow());
    await second.close();
  });

  test("keeps every acknowledged write of a process that was killed", async () => {
    const writer = startCatalogWriter();
    await writer.acknowledged(50);
    const acknowledged = await writer.kill();
    expect(acknowledged.length).toBeGreaterThanOrEqual(50);

    const catalog = await openSqliteCatalog({ path: file() });
    for (const index of acknowledged) {
      expect(await catalog.video(`vid${index}`)).toEqual(videoRow({ id: `vid${index}` }));
      expect(await catalog.job(`job${index}`)).toBeDefined();
      expect(await catalog.stream(`str${index}`)).toEqual(streamRow({ id: `str${index}` }));
    }
    // All or nothing: no video without its job, whatever the kill interrupted.
    const videos = (await catalog.videos({ limit: 100_000 })).items;
    expect((await catalog.jobs({})).map((job) => job.video).sort()).toEqual(
      videos.map((row) => row.id).sort(),
    );
    await catalog.close();
  });

  test("shares its file with another process that writes", async () => {
    const writer = startCatalogWriter();
    await writer.acknowledged(1);
    const catalog = await openSqliteCatalog({ path: file() });
    const ids = Array.from({ length: 50 }, (_, index) => `mine${index}`);
    for (const id of ids) await catalog.insertVideo(videoRow({ id }), jobRow({ id, video: id }));
    const theirs = await writer.kill();
    const all = (await catalog.videos({ limit: 100_000 })).items.map((row) => row.id);
    expect(all).toEqual(expect.arrayContaining([...ids, ...theirs.map((index) => `vid${index}`)]));
    await catalog.close();
  });

  test("says that the disk is full, keeps what it had, and goes on once there is space", async () => {
    const database = new DatabaseSync(file(), { enableForeignKeyConstraints: true });
    migrate(database);
    const db = new Kysely<CatalogSchema>({ dialect: nodeSqliteDialect(database) });
    const catalog = createSqlCatalog(db, async () => database.close());
    await catalog.insertCollection(collectionRow());
    const insert = (id: string) =>
      catalog.insertVideo(videoRow({ id, name: "x".repeat(4000) }), jobRow({ id, video: id }));

    database.exec("pragma max_page_count = 60");
    let stored = 0;
    const fill = async () => {
      for (; stored < 1000; stored++) await insert(`vid${stored}`);
    };
    await expect(fill()).rejects.toMatchObject({ code: "storage_full" });
    expect(stored).toBeGreaterThan(0);
    expect(database.isTransaction).toBe(false);
    expect((await catalog.videos({ limit: 1000 })).items).toHaveLength(stored);
    expect(await catalog.jobs({})).toHaveLength(stored);

    database.exec("pragma max_page_count = 1000");
    await insert("after");
    expect(await catalog.job("after")).toBeDefined();
    await catalog.close();
  });

  test("leaves syncing to others only for the work that may", async () => {
    const database = new DatabaseSync(file());
    database.exec("pragma journal_mode = wal; pragma synchronous = full");
    const level = () => database.prepare("pragma synchronous").get()?.synchronous;
    const [normal, full] = [1, 2];
    expect(await unsynced(database, async () => level())).toBe(normal);
    expect(level()).toBe(full);
    await expect(unsynced(database, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(level()).toBe(full);
    database.close();
  });

  test("a new stream brings the log to the disk, and so does closing", async () => {
    const catalog = await openSqliteCatalog({ path: file() });
    await catalog.insertStream(streamRow());
    await syncLogOf(file());
    await catalog.close();
    const again = await openSqliteCatalog({ path: file() });
    expect(await again.stream(streamRow().id)).toEqual(streamRow());
    await again.close();
  });

  test("refuses a file that is no database, and a folder that is not there", async () => {
    await writeFile(
      file(),
      "This is a text, and rather longer than the header of a database would have to be. ".repeat(20),
    );
    await expect(openSqliteCatalog({ path: file() })).rejects.toMatchObject({ code: "storage_failed" });
    const nowhere = path.join(folder, "none", "catalog.db");
    await expect(openSqliteCatalog({ path: nowhere })).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining(nowhere),
    });
  });

  test("refuses a catalog that a later release made", async () => {
    await (await openSqliteCatalog({ path: file() })).close();
    const database = new DatabaseSync(file());
    database.exec("pragma user_version = 999");
    database.close();
    await expect(openSqliteCatalog({ path: file() })).rejects.toMatchObject({
      code: "storage_newer",
      message: expect.stringContaining("later release"),
    });
  });
});

const startCatalogWriter = () =>
  startWriter(path.join(import.meta.dirname, "crash-writer.fixture.ts"), file());

describe("migrate", () => {
  test("does each step once, and none where one fails", () => {
    const database = new DatabaseSync(":memory:");
    const first = "create table a (x integer)";
    migrate(database, [first]);
    migrate(database, [first, "alter table a add column y integer"]);
    expect(() => migrate(database, [first, "", "create table b (x integer)", "nonsense"])).toThrow();
    expect(database.isTransaction).toBe(false);
    expect(database.prepare("select name from sqlite_schema").all()).toEqual([{ name: "a" }]);
    expect(database.prepare("pragma user_version").get()).toEqual({ user_version: 2 });
    expect(database.prepare("select x, y from a").all()).toEqual([]);
    database.close();
  });
});
