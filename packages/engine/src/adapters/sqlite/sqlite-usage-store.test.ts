import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { usageStoreContract } from "../../seams/usage-store.contract.ts";
import { startWriter } from "../writer-process.fixtures.ts";
import { openSqliteUsageStore } from "./sqlite-usage-store.ts";

usageStoreContract("SQLite in memory", () => openSqliteUsageStore({ path: ":memory:" }));

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-usage-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("what was added is there after a restart, and two stores of a file add to one sum", async () => {
  const path = join(folder, "usage.sqlite");
  const day = "2026-11-22";
  const batch = (id: string) => ({
    ...{ id, day, published: [], listed: [], served: [] },
    counts: [{ day, key: null, user: null, meter: "streams" as const, amount: 1 }],
  });
  const [first, second] = [await openSqliteUsageStore({ path }), await openSqliteUsageStore({ path })];
  // One after the other: two that share a thread cannot wait for one another's locks.
  for (let n = 0; n < 20; n++) {
    await first.add(batch(`a${n}`));
    await second.add(batch(`b${n}`));
  }
  await Promise.all([first.close(), second.close()]);
  const again = await openSqliteUsageStore({ path });
  expect(await again.totals({ from: day, to: day, by: "day" })).toEqual([
    { of: day, meter: "streams", amount: 40 },
  ]);
  await again.close();
});

test("a process that was killed has lost nothing that it had settled", async () => {
  const path = join(folder, "usage.sqlite");
  const writer = startWriter(join(import.meta.dirname, "usage-crash-writer.fixture.ts"), path);
  await writer.acknowledged(50);
  const settled = (await writer.kill()).length;
  const store = await openSqliteUsageStore({ path });
  const [total] = await store.totals({ from: "2026-11-22", to: "2026-11-22", by: "key" });
  // One more may have been written, and its line not.
  expect([settled, settled + 1]).toContain(total?.amount);
  await store.close();
});
