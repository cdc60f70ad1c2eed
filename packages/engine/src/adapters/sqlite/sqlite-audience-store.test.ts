import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { audienceStoreContract } from "../../seams/audience-store.contract.ts";
import { titleRow } from "../../seams/audience-store.fixtures.ts";
import { openSqliteAudienceStore } from "./sqlite-audience-store.ts";

audienceStoreContract("SQLite in memory", () => openSqliteAudienceStore({ path: ":memory:" }));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-audience-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const path = () => join(folder, "audience.sqlite");

test("what was written is there after a restart, and for a second node", async () => {
  const first = await openSqliteAudienceStore({ path: path() });
  await first.putTitles([titleRow()]);
  const second = await openSqliteAudienceStore({ path: path() });
  await second.putTitles([titleRow({ id: "t2" })]);
  expect(await first.title("t2")).toEqual(titleRow({ id: "t2" }));
  await Promise.all([first.close(), second.close()]);
  const again = await openSqliteAudienceStore({ path: path() });
  expect(await again.changedTitles(0)).toHaveLength(2);
  await again.close();
});

test("a store of a later release is refused", async () => {
  await (await openSqliteAudienceStore({ path: path() })).close();
  const database = new DatabaseSync(path());
  database.exec("pragma user_version = 999");
  database.close();
  await expect(openSqliteAudienceStore({ path: path() })).rejects.toMatchObject({
    code: "storage_newer",
    message: expect.stringContaining("later release"),
  });
});
