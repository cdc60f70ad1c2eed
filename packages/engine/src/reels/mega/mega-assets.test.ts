import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { IN_MEMORY, openSqliteCatalog } from "../../adapters/sqlite/sqlite-catalog.ts";
import type { MegaAssetService } from "../../api/mega-assets.ts";
import type { LibraryVersion } from "../../library/library.ts";
import type { Catalog } from "../../seams/catalog.ts";
import { createMegaAssets } from "./mega-assets.ts";

const PAL = { num: 25, den: 1 };
const media = { id: "m1", manifest: { frameRate: PAL, frameCount: 1000 } } as LibraryVersion;

const list = (...rows: string[]) => ({
  format: "csv" as const,
  bytes: new TextEncoder().encode(["title,clip_type,in,out", ...rows].join("\n")),
});
const two = list("Heat,long,0,80", "Heat,short,80,120", "Up,long,120,199", "Ran,long,200,280");

describe("mega assets", () => {
  let catalog: Catalog;
  let megaAssets: MegaAssetService;
  beforeEach(async () => {
    catalog = await openSqliteCatalog({ path: IN_MEMORY });
    megaAssets = createMegaAssets({
      ...{ catalog, versionOf: async () => media, publicUrl: "http://localhost:1", now: () => 1 },
      queue: { insert: async () => undefined },
    });
  });
  afterEach(() => catalog.close());

  /** Adds versions, all verified. */
  const withVersions = async (count: number): Promise<string> => {
    const { id } = await megaAssets.create({ name: "sizzle" });
    for (let n = 1; n <= count; n++) {
      await megaAssets.addVersion(id, { video: `v${n}`, list: two });
      await catalog.updateMegaVersion(id, n, { state: "verified", updatedAt: 1 });
    }
    return id;
  };

  test("are created once, and found by name", async () => {
    const made = await megaAssets.create({ name: "sizzle", clipTypes: { long: 80 } });
    expect(made).toMatchObject({ name: "sizzle", clipTypes: { long: 80 }, stable: null, before: null });
    expect(await megaAssets.get("sizzle")).toEqual({ ...made, versions: [] });
    expect((await megaAssets.list({})).items).toEqual([made]);
    await expect(megaAssets.create({ name: "sizzle" })).rejects.toMatchObject({ code: "mega_asset_exists" });
    await expect(megaAssets.get("nope")).rejects.toMatchObject({ code: "mega_asset_not_found" });
    await megaAssets.delete("sizzle");
    await expect(megaAssets.get(made.id)).rejects.toMatchObject({ code: "mega_asset_not_found" });
  });

  test.each([{ long: 0 }, { long: 1.5 }, { "a|b": 80 }, { "": 80 }, { " a": 80 }, { long: 1e9 }])(
    "refuse the clip types %j",
    async (clipTypes) => {
      await expect(megaAssets.create({ name: "x", clipTypes })).rejects.toMatchObject({
        ...{ code: "invalid_request", details: { path: "clipTypes" } },
      });
    },
  );

  test("take in versions as drafts, of which nothing is made", async () => {
    const { id } = await megaAssets.create({ name: "sizzle" });
    expect(await megaAssets.addVersion(id, { video: "v1", list: two })).toMatchObject({
      ...{ mega: id, version: 1, status: "draft", video: "v1", frameRate: "25", clips: 4, titles: 3 },
      clipTypes: { long: 80, short: 40 },
      job: null,
    });
    await expect(megaAssets.promote(id, 1)).rejects.toMatchObject({ code: "mega_version_not_verified" });
    await expect(megaAssets.promote(id, 2)).rejects.toMatchObject({ code: "mega_version_not_found" });
    await expect(megaAssets.clipIndex(id)).rejects.toMatchObject({ code: "mega_version_not_found" });
    await expect(megaAssets.clipIndex(id, 1)).rejects.toMatchObject({ code: "mega_version_not_verified" });
    const past = { video: "v1", list: list("Heat,long,0,1001") };
    await expect(megaAssets.addVersion(id, past)).rejects.toMatchObject({ code: "invalid_timecode_list" });
    const atNone = { video: "v1", list: { ...two, frameRate: "fast" } };
    await expect(megaAssets.addVersion(id, atNone)).rejects.toMatchObject({
      ...{ code: "invalid_request", details: { path: "list.frameRate" } },
    });
    expect((await megaAssets.get(id)).versions).toHaveLength(1);
  });

  test("are looked up in memory: the stable version, or one that is named", async () => {
    const id = await withVersions(2);
    await megaAssets.promote(id, 2);
    const index = await megaAssets.clipIndex("sizzle");
    expect(index).toMatchObject({ mega: id, version: 2, video: "v2", frameRate: "25" });
    expect(index.titles).toEqual(["Heat", "Up", "Ran"]);
    expect([...index.clipTypes]).toEqual([
      ["long", 80],
      ["short", 40],
    ]);
    expect(index.clip("Up", "long")).toEqual({ first: 120, end: 199 });
    expect(index.clip("Up", "short")).toBeUndefined();
    expect(index.clip("Nope", "long")).toBeUndefined();
    expect(await megaAssets.clipIndex(id, 1)).toMatchObject({ version: 1, video: "v1" });
    expect(await megaAssets.clipIndex(id)).toBe(index);
  });

  test("promote, roll back and retire at once, and keep what is pinned", async () => {
    const id = await withVersions(3);
    expect(await megaAssets.promote(id, 1)).toMatchObject({ stable: 1, before: null });
    await expect(megaAssets.rollback(id)).rejects.toMatchObject({ code: "no_version_before" });
    const first = await megaAssets.clipIndex("sizzle");
    expect(await megaAssets.promote("sizzle", 3)).toMatchObject({ stable: 3, before: 1 });
    expect((await megaAssets.clipIndex("sizzle")).version).toBe(3);
    await expect(megaAssets.retire(id, 3)).rejects.toMatchObject({ code: "mega_version_in_use" });
    expect(await megaAssets.rollback("sizzle")).toMatchObject({ stable: 1, before: null });
    expect((await megaAssets.clipIndex(id)).version).toBe(1);
    await megaAssets.promote(id, 2);
    expect(await megaAssets.retire(id, 1)).toMatchObject({ version: 1, status: "retired" });
    await expect(megaAssets.clipIndex(id, 1)).rejects.toMatchObject({ code: "mega_version_retired" });
    await expect(megaAssets.promote(id, 1)).rejects.toMatchObject({ code: "mega_version_retired" });
    expect(await megaAssets.pinnedClipIndex(id, 1)).toBe(first);
    const { versions } = await megaAssets.get(id);
    expect(versions.map(({ status }) => status)).toEqual(["retired", "stable", "verified"]);
  });

  test("a promotion is seen by whoever asks after it, however many ask at the time", async () => {
    const id = await withVersions(5);
    await megaAssets.promote(id, 1);
    for (let n = 2; n <= 5; n++) {
      const meanwhile = Array.from({ length: 50 }, () => megaAssets.clipIndex("sizzle"));
      await megaAssets.promote(id, n);
      expect((await megaAssets.clipIndex("sizzle")).version).toBe(n);
      expect((await megaAssets.clipIndex(id)).version).toBe(n);
      for (const index of await Promise.all(meanwhile)) expect(index.video).toBe(`v${index.version}`);
    }
  });

  test("give their list back in any format", async () => {
    const id = await withVersions(1);
    expect(await megaAssets.timecodes(id, 1, "csv")).toMatch(/^title,.*\r\nHeat,long,0,80,25\r\n/);
    expect(JSON.parse(await megaAssets.timecodes(id, 1, "json"))).toMatchObject({ frameRate: "25" });
    await expect(megaAssets.timecodes(id, 2, "json")).rejects.toMatchObject({
      ...{ code: "mega_version_not_found" },
    });
  });
});
