import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { UsageBatch, UsageCount, UsageStore } from "./usage-store.ts";

const TODAY = "2026-11-22";
const YESTERDAY = "2026-11-21";

let made = 0;
const batch = (change: Partial<UsageBatch>): UsageBatch => ({
  id: `batch-${made++}`,
  day: TODAY,
  counts: [],
  published: [],
  listed: [],
  served: [],
  ...change,
});

const count = (change: Partial<UsageCount>): UsageCount => ({
  day: TODAY,
  key: "key_1",
  user: null,
  meter: "retrievals",
  amount: 1,
  ...change,
});

/** What every usage store does. An adapter's own test calls this with a way to open an empty one. */
export function usageStoreContract(name: string, open: () => Promise<UsageStore>): void {
  describe(`usage store contract: ${name}`, () => {
    let store: UsageStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    const totals = async (by: "key" | "user" | "day", from = YESTERDAY, to = TODAY) =>
      (await store.totals({ from, to, by })).map(({ of, meter, amount }) => [of, meter, amount]);

    test("sums amounts by key, user and day, within the days asked for", async () => {
      await store.add(
        batch({
          counts: [
            count({ amount: 2 }),
            count({ amount: 3, user: "ann" }),
            count({ amount: 5, key: null, user: "ann" }),
            count({ amount: 7, key: "key_2", day: YESTERDAY }),
            count({ amount: 11, meter: "bytes", day: "2026-11-20" }),
          ],
        }),
      );
      await store.add(batch({ counts: [count({ amount: 13 })] }));
      expect(await totals("key")).toEqual([
        ["", "retrievals", 5],
        ["key_1", "retrievals", 18],
        ["key_2", "retrievals", 7],
      ]);
      expect(await totals("user")).toEqual([
        ["", "retrievals", 22],
        ["ann", "retrievals", 8],
      ]);
      expect(await totals("day")).toEqual([
        [YESTERDAY, "retrievals", 7],
        [TODAY, "retrievals", 23],
      ]);
      expect(await totals("day", "2026-11-20", "2026-11-20")).toEqual([["2026-11-20", "bytes", 11]]);
    });

    test("adds a batch once, however often it comes", async () => {
      const one = batch({ counts: [count({ amount: 4 })] });
      await Promise.all([store.add(one), store.add(one)]);
      await store.add(one);
      expect(await totals("key")).toEqual([["key_1", "retrievals", 4]]);
    });

    test("keeps amounts beyond what 32 bits hold", async () => {
      const bytes = 5_000_000_000_000;
      await store.add(batch({ counts: [count({ meter: "bytes", amount: bytes })] }));
      await store.add(batch({ counts: [count({ meter: "bytes", amount: 1 })] }));
      expect(await totals("day")).toEqual([[TODAY, "bytes", bytes + 1]]);
    });

    test("counts a playlist once a day, for whoever published its stream", async () => {
      const listed = { day: TODAY, stream: "str_1", playlist: "r/v720.m3u8", user: "ann", segments: 30 };
      await store.add(
        batch({
          published: [{ stream: "str_1", key: "key_1", day: TODAY }],
          listed: [listed, listed, { ...listed, playlist: "r/a.m3u8", segments: 15 }],
        }),
      );
      await store.add(
        batch({ listed: [listed, { ...listed, stream: "str_old", user: "bob", segments: 1 }] }),
      );
      expect(await totals("key")).toEqual([
        ["", "segments", 1],
        ["key_1", "segments", 45],
      ]);
      expect(await totals("user")).toEqual([
        ["ann", "segments", 45],
        ["bob", "segments", 1],
      ]);
      await store.add(batch({ day: "2026-11-23", listed: [{ ...listed, day: "2026-11-23" }] }));
      expect(await totals("day", TODAY, "2026-11-23")).toEqual([
        [TODAY, "segments", 46],
        ["2026-11-23", "segments", 30],
      ]);
    });

    test("counts what is told of a stream for its key", async () => {
      await store.add(batch({ published: [{ stream: "str_1", key: "key_1", day: TODAY }] }));
      const sent = count({ key: null, stream: "str_1", user: "ann", meter: "bytes", amount: 9 });
      await store.add(batch({ counts: [sent, { ...sent, stream: "str_2" }] }));
      expect(await totals("key")).toEqual([
        ["", "bytes", 9],
        ["key_1", "bytes", 9],
      ]);
    });

    test("lists who published by the names of streams, a page at a time, and forgets whom it is told to", async () => {
      const published = Array.from({ length: 7 }, (_, n) => ({
        ...{ stream: `str_${n}`, key: "key_1" },
        day: n === 3 ? TODAY : YESTERDAY,
      }));
      await store.add(batch({ published: published.toReversed() }));
      const first = await store.publishedBefore(TODAY, { limit: 4 });
      expect(first).toEqual(["str_0", "str_1", "str_2", "str_4"]);
      expect(await store.publishedBefore(TODAY, { limit: 4, after: "str_4" })).toEqual(["str_5", "str_6"]);
      expect(await store.publishedBefore(YESTERDAY, { limit: 4 })).toEqual([]);

      const sent = (stream: string) =>
        count({ key: null, stream, user: "ann", meter: "bytes", amount: 8, day: TODAY });
      await store.add(batch({ counts: [sent("str_0")] }));
      await store.forgetPublishers(["str_0", "str_4", "str_never"]);
      await store.forgetPublishers([]);
      expect(await store.publishedBefore(TODAY, { limit: 9 })).toEqual(["str_1", "str_2", "str_5", "str_6"]);
      await store.add(batch({ counts: [sent("str_0"), sent("str_1")] }));
      expect(await totals("key")).toEqual([
        ["", "bytes", 8],
        ["key_1", "bytes", 16],
      ]);
    });

    test("counts a segment once a day, whoever asked and whichever node answered", async () => {
      const served = Array.from({ length: 1200 }, (_, n) => ({ day: TODAY, segment: `v1/v720/${n}.m4s` }));
      await Promise.all([
        store.add(batch({ served })),
        store.add(batch({ served: served.toReversed() })),
        store.add(batch({ served: served.slice(100, 900) })),
      ]);
      await store.add(batch({ served: [{ day: YESTERDAY, segment: "v1/v720/0.m4s" }] }));
      expect(await totals("day")).toEqual([
        [YESTERDAY, "uniqueSegments", 1],
        [TODAY, "uniqueSegments", 1200],
      ]);
    });

    test("is exact with many that add at a time", async () => {
      const users = ["ann", "bob", "cem", null];
      const batches = Array.from({ length: 40 }, (_, n) =>
        batch({
          counts: users.map((user) => count({ user, amount: n + 1 })),
          listed: users.map((user) => ({
            ...{ day: TODAY, stream: `str_${user}`, playlist: `r/${n % 4}.m3u8` },
            ...{ user: user ?? "", segments: 10 },
          })),
        }),
      );
      await Promise.all(batches.map((one) => store.add(one)));
      expect(await totals("user")).toEqual(
        ["", "ann", "bob", "cem"].flatMap((user) => [
          [user, "retrievals", 820],
          [user, "segments", 40],
        ]),
      );
    });

    test("forgets what it counted of days that are long over, and keeps the sums", async () => {
      const served = [{ day: TODAY, segment: "v1/v720/0.m4s" }];
      await store.add(batch({ served }));
      for (const day of ["2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"])
        await store.add(batch({ day, counts: [count({ day })] }));
      expect((await totals("day", TODAY, "2026-12-04"))[0]).toEqual([TODAY, "uniqueSegments", 1]);
      // It is not known any more that it was counted: batches come later than that never.
      await store.add(batch({ served }));
      expect(await totals("day", TODAY, TODAY)).toEqual([[TODAY, "uniqueSegments", 2]]);
    });

    test("counts once on a day that a clock left for another year and came back to", async () => {
      const served = [{ day: TODAY, segment: "v1/v720/0.m4s" }];
      const listed = [{ day: TODAY, stream: "str_1", playlist: "r/a.m3u8", user: "ann", segments: 3 }];
      const one = batch({ served, listed });
      await store.add(one);
      for (const day of ["2031-01-01", "1999-01-01", "2031-01-02"])
        await store.add(batch({ day, counts: [count({ day })], served: [{ day, segment: "a" }] }));
      await store.add(one);
      await store.add(batch({ served, listed }));
      expect(await totals("day")).toEqual([
        [TODAY, "segments", 3],
        [TODAY, "uniqueSegments", 1],
      ]);
    });

    test("adds nothing where there is nothing", async () => {
      await store.add(batch({}));
      expect(await totals("day")).toEqual([]);
    });
  });
}
