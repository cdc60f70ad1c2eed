import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parseTextQuery } from "../../moments/text-query.ts";
import { momentStoreContract } from "../../seams/moment-store.contract.ts";
import { momentQuery, momentRow, unit } from "../../seams/moment-store.fixtures.ts";
import type { MomentStore } from "../../seams/moment-store.ts";
import { apply, histories, queries } from "../../seams/moment-store-arbitraries.contract.ts";
import { createMemoryMomentStore } from "../memory/memory-moment-store.ts";
import { startWriter } from "../writer-process.fixtures.ts";
import { MomentDatabase } from "./moments/database.ts";
import { SqliteMoments } from "./moments/sqlite-moments.ts";
import { createStoreOverCalls } from "./moments/store.ts";
import { runTask } from "./moments/tasks.ts";
import { openSqliteMomentStore } from "./sqlite-moment-store.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "cutstream-moments-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const file = () => path.join(folder, "moments.db");

/** The store without its thread, whose start would take most of a test's time. */
function openHere(database: MomentDatabase): MomentStore {
  const moments = new SqliteMoments(database);
  // biome-ignore lint/suspicious/noExplicitAny: each task's result is of its own type
  return createStoreOverCalls(async (task, ...input) => runTask(moments, task, input) as any);
}

momentStoreContract("SQLite in memory", async () => openHere(new MomentDatabase(":memory:")));
momentStoreContract("SQLite in a file", async () => openHere(new MomentDatabase(file())), {
  reopen: async (store) => {
    await store.close();
    return openHere(new MomentDatabase(file()));
  },
  runs: 10,
});

const cheers = momentQuery({ text: parseTextQuery("cheers") });
const idsOf = (found: readonly { readonly id: string }[]) => found.map(({ id }) => id).toSorted();

describe("SQLite moment store", () => {
  test("ranks by BM25 as the reference does", async () => {
    const store = openHere(new MomentDatabase(":memory:"));
    await fc.assert(
      fc.asyncProperty(histories, fc.array(queries, { minLength: 5 }), async (history, asked) => {
        const reference = createMemoryMomentStore();
        for (const video of ["v1", "v2", "v3"]) await store.deleteVideo(video);
        await store.keepOnlyVectors([]);
        for (const change of history) {
          await apply(store, change);
          await apply(reference, change);
        }
        for (const query of asked) {
          const actual = await store.search({ ...query, limit: 1000 });
          const expected = await reference.search({ ...query, limit: 1000 });
          const scores = new Map(expected.text.map(({ id, score }) => [id, score]));
          for (const { id, score } of actual.text) expect(score).toBeCloseTo(scores.get(id) ?? -1, 4);
        }
      }),
      { numRuns: 30 },
    );
    await store.close();
  });

  test("works in a thread, with errors as they are, and ends what was begun before it closes", async () => {
    const store = await openSqliteMomentStore({ path: file() });
    await store.add([momentRow({ text: "the crowd cheers" })]);
    await store.setVectors("use", [{ id: "m1", vector: unit(3, 4) }]);
    expect(await store.search({ ...cheers, vector: { model: "use", values: unit(1, 0) } })).toMatchObject({
      text: [{ id: "m1" }],
      vector: [{ id: "m1", similarity: expect.closeTo(0.6, 6) }],
    });
    expect((await store.moments(["m1"])).get("m1")).toEqual({
      ...momentRow({ text: "the crowd cheers" }),
      facts: new Map(),
      around: "",
    });
    await expect(store.add([momentRow()])).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining("moment store"),
    });
    const wrong = { ...cheers, vector: { model: "use", values: unit(1, 0, 0) } };
    await expect(store.search(wrong)).rejects.toMatchObject({ code: "model_unavailable" });

    const late = store.add([momentRow({ id: "late" })]);
    await Promise.all([store.close(), store.close()]);
    await late;
    await expect(store.search(cheers)).rejects.toMatchObject({ code: "storage_failed" });
    const again = await openSqliteMomentStore({ path: file() });
    expect(await again.count("use")).toEqual({ moments: 2, vectors: 1 });
    await again.close();
  });

  test("keeps every acknowledged write of a process that was killed, and no half", {
    timeout: 60_000,
  }, async () => {
    const writer = startWriter(path.join(import.meta.dirname, "moments", "crash-writer.fixture.ts"), file());
    await writer.acknowledged(30);
    const acknowledged = await writer.kill();

    const store = openHere(new MomentDatabase(file()));
    for (const [n, video] of acknowledged.entries()) {
      const ids = Array.from({ length: 10 }, (_, m) => `${video}-${m}`);
      expect(idsOf(await store.momentsOf(video))).toEqual(ids);
      const query = momentQuery({
        text: parseTextQuery(`"video_${n}"`),
        where: { kind: "in", field: "video", values: [n] },
        vector: { model: "use", values: unit(1, 0) },
      });
      const { text, vector } = await store.search(query);
      expect(idsOf(text)).toEqual(ids);
      expect(idsOf(vector)).toEqual(ids);
    }
    // Whatever the kill interrupted: moments of a call are there together, and so are the ways to find them.
    const { moments } = await store.count();
    expect(moments % 10).toBe(0);
    const { text } = await store.search(momentQuery({ text: parseTextQuery("video*"), limit: 100_000 }));
    expect(text).toHaveLength(moments);
    await store.close();
  });

  test("sees what another process writes to its file, and is not in its way", async () => {
    const [one, other] = [openHere(new MomentDatabase(file())), openHere(new MomentDatabase(file()))];
    const near = momentQuery({ vector: { model: "use", values: unit(1, 0) } });
    for (let n = 0; n < 6; n++) {
      const [writer, reader] = n % 2 === 0 ? [one, other] : [other, one];
      await writer.add([momentRow({ id: `m${n}`, video: `v${n}`, text: "cheers" })]);
      await writer.setVectors("use", [{ id: `m${n}`, vector: unit(1, n) }]);
      expect(await reader.withoutVector("use", 10)).toEqual([]);
      await reader.deleteVideo(`v${n - 2}`);
      const ids = [n - 1, n].filter((m) => m >= 0).map((m) => `m${m}`);
      for (const store of [reader, writer]) {
        expect(idsOf((await store.search(cheers)).text)).toEqual(ids);
        expect(idsOf((await store.search(near)).vector)).toEqual(ids);
      }
    }
    await one.close();
    await other.close();
  });

  test("says that the disk is full, keeps what it had, and goes on once there is space", async () => {
    const database = new MomentDatabase(file());
    const store = openHere(database);
    const add = (n: number) =>
      store.add([
        momentRow({ id: `m${n}`, text: `cheers number_${n}`, detail: "x".repeat(4000), labels: ["loud"] }),
      ]);
    database.sql.exec("pragma max_page_count = 60");
    let stored = 0;
    const fill = async () => {
      for (; stored < 1000; stored++) await add(stored);
    };
    await expect(fill()).rejects.toMatchObject({ code: "storage_full" });
    expect(stored).toBeGreaterThan(0);
    expect(database.sql.isTransaction).toBe(false);
    const expectAll = async (count: number) => {
      expect(await store.count()).toMatchObject({ moments: count });
      expect((await store.search(cheers)).text).toHaveLength(count);
      const where = { kind: "exists", field: "labels" } as const;
      expect((await store.search(momentQuery({ where }))).ordered).toHaveLength(count);
    };
    await expectAll(stored);
    database.sql.exec("pragma max_page_count = 10000");
    await add(stored);
    await expectAll(stored + 1);
    await store.close();
  });

  test("gives numbers of moments and vectors that are gone to others", async () => {
    const database = new MomentDatabase(":memory:");
    const store = openHere(database);
    for (let n = 0; n < 20; n++) {
      const ids = Array.from({ length: 5 }, (_, m) => `${n}-${m}`);
      await store.add(ids.map((id) => momentRow({ id, video: `v${n}`, text: `word_${n}` })));
      await store.setVectors(
        "use",
        ids.map((id, m) => ({ id, vector: unit(n + 1, m) })),
      );
      await store.deleteVideo(`v${n - 1}`);
    }
    const largest = (table: string, column: string) =>
      Number(Object.values(database.sql.prepare(`select max(${column}) from ${table}`).get() ?? {})[0]);
    expect(largest("moments", "number")).toBeLessThanOrEqual(10);
    expect(largest("vectors", "key") % 2 ** 32).toBeLessThanOrEqual(10);
    for (const table of ["stems", "facts", "vector_codes", "contents", "moment_vectors"]) {
      const { n } = database.sql.prepare(`select count(*) as n from ${table}`).get() ?? {};
      expect({ table, n }).toEqual({ table, n: { stems: 3, facts: 0 }[table] ?? 5 });
    }
    await store.close();
  });

  test("keeps equal vectors once", async () => {
    const database = new MomentDatabase(":memory:");
    const store = openHere(database);
    await store.add(["a", "b", "c"].map((id) => momentRow({ id, video: id })));
    await store.setVectors(
      "use",
      ["a", "b", "c"].map((id) => ({ id, vector: unit(1, 2, 3) })),
    );
    const stored = () => database.sql.prepare("select count(*) as n from vectors").get()?.n;
    expect(stored()).toBe(1);
    await store.deleteVideo("a");
    const { vector } = await store.search(
      momentQuery({ vector: { model: "use", values: unit(1, 2, 3) }, limit: 1 }),
    );
    expect(vector).toHaveLength(1);
    await store.deleteVideo("b");
    await store.deleteVideo("c");
    expect(stored()).toBe(0);
    await store.close();
  });

  test("refuses a file that is no database, a folder that is not there, and what a later release made", async () => {
    await writeFile(file(), "This is a text, and no database, however long it goes on. ".repeat(40));
    await expect(openSqliteMomentStore({ path: file() })).rejects.toMatchObject({ code: "storage_failed" });
    const nowhere = path.join(folder, "none", "moments.db");
    await expect(openSqliteMomentStore({ path: nowhere })).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining(nowhere),
    });
    const later = path.join(folder, "later.db");
    new MomentDatabase(later).close();
    const database = new DatabaseSync(later);
    database.exec("pragma user_version = 999");
    database.close();
    await expect(openSqliteMomentStore({ path: later })).rejects.toMatchObject({
      message: expect.stringMatching(/moment store.*later release/),
    });
  });
});
