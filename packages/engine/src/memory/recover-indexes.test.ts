import { beforeEach, describe, expect, it } from "vitest";
import { makeVersion } from "../testing/made-library.ts";
import { createFakeAnalyser, createMadeMemory } from "../testing/made-memory.ts";
import { recoverIndexes } from "./recover-indexes.ts";

const DEAD = new Error("The process is gone.");
const scenes = createFakeAnalyser("scenes", [
  [{ start: 0, end: 1e9, text: "rain", language: null, labels: [], metadata: {}, detail: null }],
]);

let made: Awaited<ReturnType<typeof createMadeMemory>>;
beforeEach(async () => {
  made = await createMadeMemory({ versions: [makeVersion()], analysers: [scenes] });
  await made.indexes.put("v0", "events", [{ start: 1, end: 2, text: "before" }]);
});

/** Puts two moments in a process that dies when this method is called, after which it can do nothing at all. */
async function putUntil(call: "add" | "replace"): Promise<void> {
  const { store, catalog } = made;
  const dies = () => Promise.reject(DEAD);
  const alive = { [call]: store[call], deleteIndex: store.deleteIndex };
  const { deleteIndex } = catalog;
  Object.assign(store, { [call]: dies, deleteIndex: dies });
  catalog.deleteIndex = dies;
  const two = ["one", "two"].map((text, n) => ({ start: n, end: n + 1, text }));
  await expect(made.indexes.put("v0", "events", two)).rejects.toBe(DEAD);
  Object.assign(store, alive);
  catalog.deleteIndex = deleteIndex;
}

const recover = () => recoverIndexes({ ...made, now: () => 7 });
const texts = async () => (await made.retrieve({})).moments.map(({ text }) => text);
const statuses = async () => (await made.indexes.list("v0")).map(({ name, status }) => [name, status]);

describe("after a process that died while moments were stored", () => {
  it("those before stay where the new ones were not stored", async () => {
    await putUntil("add");
    expect(await statuses()).toContainEqual(["events", "running"]);
    await recover();
    expect(await statuses()).toEqual([["events", "ready"]]);
    expect(await texts()).toEqual(["before"]);
  });

  it("the new ones take their place where they were", async () => {
    await putUntil("replace");
    expect(await texts()).toHaveLength(3);
    await recover();
    expect(await statuses()).toEqual([["events", "ready"]]);
    expect(await texts()).toEqual(["one", "two"]);
  });

  it("nothing changes where nothing was left", async () => {
    await recover();
    expect([await statuses(), await texts()]).toEqual([[["events", "ready"]], ["before"]]);
  });
});

it("after a process that died while an analyser worked, what it had found is gone", async () => {
  const { store, indexes, runJobs } = made;
  const { replace, deleteIndex } = store;
  await indexes.analyse("v0", ["scenes"]);
  made.jobs.shift();
  store.replace = store.deleteIndex = () => Promise.reject(DEAD);
  await expect(runJobs()).rejects.toBe(DEAD);
  Object.assign(store, { replace, deleteIndex });
  expect(await texts()).toContain("rain");
  await recover();
  expect([await statuses(), await texts()]).toEqual([[["events", "ready"]], ["before"]]);
});
