import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { rankingChangeRow, titleRow, watchRow } from "./audience-store.fixtures.ts";
import type { AudienceStore } from "./audience-store.ts";

const DAY = 86_400_000;

/** What every audience store does. An adapter's own test calls this with a way to open an empty one. */
export function audienceStoreContract(name: string, open: () => Promise<AudienceStore>): void {
  describe(`audience store contract: ${name}`, () => {
    let store: AudienceStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    describe("titles", () => {
      test("are kept as they are, replaced, and keep when they came", async () => {
        await store.putTitles([]);
        const everywhere = titleRow({ id: "t2", territories: null, genres: [], tags: [], metadata: {} });
        await store.putTitles([titleRow({ name: "first" }), everywhere, titleRow()]);
        expect(await store.title("t1")).toEqual(titleRow());
        expect(await store.title("t2")).toEqual(everywhere);
        await store.putTitles([titleRow({ name: "other", createdAt: 9 })]);
        expect(await store.title("t1")).toEqual(titleRow({ name: "other" }));
        expect(await store.title("nope")).toBeUndefined();
      });

      test("are listed by creation, page by page", async () => {
        const rows = ["b", "a", "c"].map((id, at) => titleRow({ id, createdAt: at === 2 ? 0 : 5 }));
        await store.putTitles(rows);
        const first = await store.titles({ limit: 2 });
        expect(first.items.map(({ id }) => id)).toEqual(["c", "a"]);
        const second = await store.titles({ limit: 2, cursor: first.next ?? "" });
        expect(second).toEqual({ items: [rows[0]], next: null });
        await expect(store.titles({ limit: 1, cursor: "made up" })).rejects.toMatchObject({
          code: "invalid_request",
        });
      });

      test("that are removed are gone, may come again, and are told as changes", async () => {
        await store.putTitles([titleRow(), titleRow({ id: "t2" })]);
        const all = await store.changedTitles(0);
        expect(all.map(({ title, removed }) => [title.id, removed])).toEqual([
          ["t1", false],
          ["t2", false],
        ]);
        const seen = all.at(-1)?.revision ?? 0;
        expect(await store.changedTitles(seen)).toEqual([]);
        expect(await store.removeTitle("t1")).toBe(true);
        expect(await store.removeTitle("t1")).toBe(false);
        expect(await store.removeTitle("nope")).toBe(false);
        expect(await store.title("t1")).toBeUndefined();
        expect((await store.titles({ limit: 9 })).items.map(({ id }) => id)).toEqual(["t2"]);
        const [change, ...others] = await store.changedTitles(seen);
        expect(others).toEqual([]);
        expect(change).toMatchObject({ removed: true, title: { id: "t1" } });
        await store.putTitles([titleRow()]);
        expect(await store.title("t1")).toEqual(titleRow());
      });

      test("come ten thousand at a time", async () => {
        const rows = Array.from({ length: 10_000 }, (_, n) =>
          titleRow({ id: `t${String(n).padStart(5, "0")}` }),
        );
        await store.putTitles(rows);
        await store.putTitles(rows.map((row) => ({ ...row, name: "again" })));
        const changed = await store.changedTitles(0);
        expect(changed).toHaveLength(10_000);
        expect(changed[9_999]?.title).toEqual({ ...rows[9_999], name: "again" });
      });
    });

    describe("watches", () => {
      test("are added once, newest first for a viewer", async () => {
        const old = watchRow({ title: "t2", time: DAY, seen: false });
        const late = watchRow({ time: 5 * DAY });
        const twin = { ...late, weight: 9 };
        expect(await store.addWatches([old, late, twin, watchRow({ viewer: "bob" })])).toHaveLength(3);
        expect(await store.addWatches([twin, watchRow({ title: "t3", time: 5 * DAY })])).toEqual([
          watchRow({ title: "t3", time: 5 * DAY }),
        ]);
        expect(await store.addWatches([])).toEqual([]);
        expect(await store.watchesOf("ann", 10)).toEqual([
          late,
          watchRow({ title: "t3", time: 5 * DAY }),
          old,
        ]);
        expect(await store.watchesOf("ann", 1)).toEqual([late]);
        expect(await store.watchesOf("nobody", 1)).toEqual([]);
      });

      test("are all read, page by page, in order", async () => {
        const rows = ["Zoe", "ann", "éva"].flatMap((viewer) =>
          [1, 2].map((day) => watchRow({ viewer, time: day * DAY })),
        );
        await store.addWatches(rows.toReversed());
        const first = await store.allWatches({ limit: 4 });
        expect(first).toEqual(rows.slice(0, 4));
        const last = first.at(-1);
        expect(await store.allWatches({ limit: 4, ...(last && { after: last }) })).toEqual(rows.slice(4));
      });

      test("add up by title and day", async () => {
        await store.addWatches([
          watchRow({ time: 3 * DAY, weight: 0.25 }),
          watchRow({ time: 4 * DAY - 1, weight: 2 }),
          watchRow({ time: 4 * DAY, viewer: "bob" }),
          watchRow({ time: 1 * DAY, viewer: "bob" }),
        ]);
        const totals = await store.dayTotals(3);
        expect(totals.toSorted((a, b) => a.day - b.day)).toEqual([
          { title: "t1", day: 3, weight: 2.25 },
          { title: "t1", day: 4, weight: 0.5 },
        ]);
      });

      test("of a viewer are forgotten", async () => {
        await store.addWatches([watchRow(), watchRow({ title: "t2" }), watchRow({ viewer: "bob" })]);
        expect(await store.forgetViewer("ann")).toBe(2);
        expect(await store.forgetViewer("ann")).toBe(0);
        expect(await store.watchesOf("ann", 9)).toEqual([]);
        expect(await store.watchesOf("bob", 9)).toHaveLength(1);
      });
    });

    describe("how titles are ranked", () => {
      test("the newest model is found", async () => {
        expect(await store.latestModel()).toBeUndefined();
        const model = { id: "m1", blob: "models/m1", facts: { factors: 8 }, createdAt: 5 };
        await store.insertModel(model);
        await store.insertModel({ ...model, id: "m0", createdAt: 4 });
        expect(await store.latestModel()).toEqual(model);
      });

      test("changes are recorded upon the last one only", async () => {
        const first = rankingChangeRow();
        const second = rankingChangeRow({
          id: "chg2",
          reverts: "chg1",
          evidence: { gain: 0.5 },
          createdAt: 1,
        });
        expect(await store.lastChange()).toBeUndefined();
        expect(await store.insertChange(first, "made up")).toBe(false);
        expect(await store.insertChange(first, null)).toBe(true);
        expect(await store.insertChange(second, null)).toBe(false);
        expect(await store.insertChange(second, "chg1")).toBe(true);
        expect(await store.change("chg2")).toEqual(second);
        expect(await store.change("nope")).toBeUndefined();
        expect(await store.lastChange()).toEqual(second);
        expect(await store.changes(9)).toEqual([second, first]);
        expect(await store.changes(1)).toEqual([second]);
      });

      test("of two who change it at the same moment, one does", async () => {
        const outcomes = await Promise.all(
          ["a", "b", "c"].map((id) => store.insertChange(rankingChangeRow({ id }), null)),
        );
        expect(outcomes.filter(Boolean)).toHaveLength(1);
        expect(await store.changes(9)).toHaveLength(1);
      });
    });

    test("every kind of write is told apart", async () => {
      expect(await store.revisions()).toEqual({ titles: 0, watches: 0, models: 0, changes: 0 });
      await store.putTitles([titleRow()]);
      await store.addWatches([watchRow()]);
      await store.addWatches([watchRow({ viewer: "bob" })]);
      expect(await store.revisions()).toEqual({ titles: 1, watches: 2, models: 0, changes: 0 });
    });

    test("closing lets what is under way end, and twice is once", async () => {
      const write = store.putTitles([titleRow()]);
      await Promise.all([write, store.close()]);
      await store.close();
      await expect(store.title("t1")).rejects.toMatchObject({ code: "storage_failed" });
      await expect(store.addWatches([watchRow()])).rejects.toMatchObject({ code: "storage_failed" });
    });
  });
}
