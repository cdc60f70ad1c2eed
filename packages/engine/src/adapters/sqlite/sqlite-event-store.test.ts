import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { eventStoreContract } from "../../seams/event-store.contract.ts";
import { storedEvent } from "../../seams/event-store.fixtures.ts";
import { startWriter } from "../writer-process.fixtures.ts";
import { openEventDatabase } from "./open-event-database.ts";
import { openSqliteEventStore } from "./sqlite-event-store.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cutstream-events-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const file = () => path.join(folder, "events.sqlite");

eventStoreContract("SQLite", async () => openEventDatabase(":memory:"));

describe("SQLite event store", () => {
  test("appends in a thread, reads, and ends after what was asked of it", async () => {
    const store = await openSqliteEventStore({ path: file() });
    const appended = store.append([storedEvent({}, { experiment: "x", arm: "a" })]);
    const closed = store.close();
    expect(await appended).toEqual(["stored"]);
    await closed;
    await expect(store.append([storedEvent()])).rejects.toMatchObject({ code: "storage_failed" });
    const again = await openSqliteEventStore({ path: file() });
    expect(await again.events("str1")).toEqual([storedEvent().event]);
    expect(await again.tallies({ measures: ["clicks"] })).toHaveLength(1);
    expect(await again.viewerSums("x", "followOn")).toHaveLength(1);
    await again.close();
  });

  test("keeps every acknowledged event of a process that was killed", async () => {
    const writer = startWriter(path.join(import.meta.dirname, "event-crash-writer.fixture.ts"), file());
    await writer.acknowledged(50);
    const acknowledged = await writer.kill();
    expect(acknowledged.length).toBeGreaterThanOrEqual(50);
    const store = await openSqliteEventStore({ path: file() });
    const told = acknowledged.map((index) =>
      storedEvent({ id: `e${index}` }, { stream: `str${Number(index) % 7}` }),
    );
    expect(new Set(await store.append(told))).toEqual(new Set(["known"]));
    // What is counted is what is in the log, whatever the kill interrupted.
    expect((await store.tallies({ measures: ["clicks"] })).map(({ count }) => count)).toEqual([7]);
    await store.close();
  });

  test("refuses a file that is no database, and a folder that is not there", async () => {
    await writeFile(file(), "This is a text, and rather longer than the header of a database. ".repeat(20));
    await expect(openSqliteEventStore({ path: file() })).rejects.toMatchObject({ code: "storage_failed" });
    const nowhere = path.join(folder, "none", "events.sqlite");
    await expect(openSqliteEventStore({ path: nowhere })).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining(nowhere),
    });
  });
});
