import { describe, expect, test } from "vitest";
import { megaAssetRow, megaVersionRow } from "./catalog.fixtures.ts";
import type { Catalog } from "./catalog.ts";

/** What every catalog does with mega assets; part of the catalog's contract. */
export function megaContract(open: () => Catalog): void {
  describe("mega assets", () => {
    const insertVersions = async (count: number): Promise<void> => {
      for (let n = 0; n < count; n++)
        await open().insertMegaVersion(megaVersionRow({ state: "verified" }), []);
    };
    const promoted = async () => (await open().megaAsset("mega1"))?.promoted;

    test("are kept, found by id and by name, and listed by pages", async () => {
      const catalog = open();
      const rows = ["a", "b", "c"].map((id, n) => megaAssetRow({ id, name: `of ${id}`, createdAt: n }));
      for (const row of rows) expect(await catalog.insertMegaAsset(row)).toBe(true);
      expect(await catalog.megaAsset("b")).toEqual(rows[1]);
      expect(await catalog.megaAsset("of b")).toEqual(rows[1]);
      expect(await catalog.megaAsset("nope")).toBeUndefined();
      await catalog.insertMegaAsset(megaAssetRow({ id: "z", name: "a", createdAt: 9 }));
      expect(await catalog.megaAsset("a")).toEqual(rows[0]);
      const page = await catalog.megaAssets({ limit: 2 });
      expect(page.items).toEqual(rows.slice(0, 2));
      const rest = await catalog.megaAssets({ limit: 2, cursor: page.next ?? "" });
      expect(rest.items.map(({ id }) => id)).toEqual(["c", "z"]);
      expect(rest.next).toBeNull();
    });

    test("have names of their own", async () => {
      const catalog = open();
      expect(await catalog.insertMegaAsset(megaAssetRow())).toBe(true);
      expect(await catalog.insertMegaAsset(megaAssetRow({ id: "other" }))).toBe(false);
      expect(await catalog.megaAsset("other")).toBeUndefined();
    });

    test("have versions that count up, with their lists and reports", async () => {
      const catalog = open();
      await expect(catalog.insertMegaVersion(megaVersionRow(), [])).rejects.toMatchObject({
        code: "mega_asset_not_found",
      });
      await catalog.insertMegaAsset(megaAssetRow());
      const list = [{ title: "Ü", first: 0 }];
      expect(await catalog.insertMegaVersion(megaVersionRow(), list)).toBe(1);
      expect(await catalog.insertMegaVersion(megaVersionRow({ job: "job1" }), [])).toBe(2);
      expect(await catalog.megaVersion("mega1", 2)).toEqual({
        ...megaVersionRow({ job: "job1" }),
        number: 2,
      });
      expect(await catalog.megaVersion("mega1", 3)).toBeUndefined();
      expect((await catalog.megaVersions("mega1")).map(({ number }) => number)).toEqual([1, 2]);
      expect(await catalog.megaList("mega1", 1)).toEqual(list);
      expect(await catalog.megaList("mega1", 3)).toBeUndefined();
      expect(await catalog.megaReport("mega1", 1)).toBeUndefined();
      const change = { state: "verified", job: "job2", report: { findings: [] }, updatedAt: 5 } as const;
      expect(await catalog.updateMegaVersion("mega1", 1, change, ["draft"])).toBe(true);
      expect(await catalog.updateMegaVersion("mega1", 1, { updatedAt: 6 }, ["draft"])).toBe(false);
      expect(await catalog.updateMegaVersion("mega1", 3, { updatedAt: 6 })).toBe(false);
      expect(await catalog.megaReport("mega1", 1)).toEqual({ findings: [] });
      expect(await catalog.megaVersion("mega1", 1)).toMatchObject({
        ...{ state: "verified", job: "job2", updatedAt: 5 },
      });
    });

    test("give each of many versions that are added at once a number of its own", async () => {
      const catalog = open();
      await catalog.insertMegaAsset(megaAssetRow());
      const numbers = await Promise.all(
        Array.from({ length: 10 }, () => catalog.insertMegaVersion(megaVersionRow(), [])),
      );
      expect(numbers.sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    test("are promoted when verified, and rolled back to what was stable before", async () => {
      const catalog = open();
      await catalog.insertMegaAsset(megaAssetRow());
      await catalog.insertMegaVersion(megaVersionRow(), []);
      expect(await catalog.promoteMegaVersion("mega1", 1)).toBe(false);
      expect(await catalog.promoteMegaVersion("mega1", 9)).toBe(false);
      expect(await catalog.promoteMegaVersion("nope", 1)).toBe(false);
      expect(await catalog.rollBackMegaAsset("mega1")).toBeUndefined();
      await insertVersions(2);
      expect(await catalog.promoteMegaVersion("mega1", 2)).toBe(true);
      expect(await catalog.rollBackMegaAsset("mega1")).toBeUndefined();
      expect(await catalog.promoteMegaVersion("mega1", 3)).toBe(true);
      expect(await catalog.promoteMegaVersion("mega1", 3)).toBe(true);
      expect(await promoted()).toEqual([2, 3]);
      expect(await catalog.rollBackMegaAsset("mega1")).toBe(2);
      expect(await promoted()).toEqual([2]);
    });

    test("promoted all at once have one order, and lose none", async () => {
      const catalog = open();
      await catalog.insertMegaAsset(megaAssetRow());
      await insertVersions(8);
      const numbers = [1, 2, 3, 4, 5, 6, 7, 8];
      await Promise.all(numbers.map((number) => catalog.promoteMegaVersion("mega1", number)));
      expect([...((await promoted()) ?? [])].sort((a, b) => a - b)).toEqual(numbers);
    });

    test("retire versions but the stable one, and are not rolled back to them", async () => {
      const catalog = open();
      await catalog.insertMegaAsset(megaAssetRow());
      await insertVersions(3);
      for (const number of [1, 2, 1, 3]) await catalog.promoteMegaVersion("mega1", number);
      expect(await catalog.retireMegaVersion("mega1", 3, 9)).toBe(false);
      expect(await catalog.retireMegaVersion("mega1", 4, 9)).toBe(false);
      expect(await catalog.retireMegaVersion("mega1", 2, 9)).toBe(true);
      expect(await catalog.megaVersion("mega1", 2)).toMatchObject({ state: "retired", updatedAt: 9 });
      expect(await promoted()).toEqual([1, 3]);
      expect(await catalog.promoteMegaVersion("mega1", 2)).toBe(false);
      expect(await catalog.rollBackMegaAsset("mega1")).toBe(1);
    });

    test("say which versions a video is used in, and go with all of theirs", async () => {
      const catalog = open();
      await catalog.insertMegaAsset(megaAssetRow());
      await insertVersions(2);
      await catalog.insertMegaVersion(megaVersionRow({ video: "vid2" }), []);
      await catalog.retireMegaVersion("mega1", 1, 9);
      expect((await catalog.megaVersionsOf("vid1")).map(({ number }) => number)).toEqual([2]);
      expect(await catalog.deleteMegaAsset("mega1")).toBe(true);
      expect(await catalog.deleteMegaAsset("mega1")).toBe(false);
      expect(await catalog.megaVersionsOf("vid1")).toEqual([]);
    });
  });
}
