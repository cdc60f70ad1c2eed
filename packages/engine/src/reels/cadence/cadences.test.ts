import { describe, expect, it } from "vitest";
import { openSqliteCatalog } from "../../adapters/sqlite/sqlite-catalog.ts";
import type { Cadence } from "../../api/cadences.ts";
import { createCadences } from "./cadences.ts";

const CADENCE: Cadence = { length: "60/1", slots: [{ clip: "long", weight: 2 }, { clip: "short" }] };

describe("cadences", () => {
  it("are stored by ids that people give, counted, listed and deleted", async () => {
    const catalog = await openSqliteCatalog({ path: ":memory:" });
    let time = Date.UTC(2026, 0, 1);
    const cadences = createCadences(catalog, () => time);
    const first = await cadences.put("evening", CADENCE);
    expect(first).toEqual({
      ...{ id: "evening", revision: 1, cadence: CADENCE },
      ...{ createdAt: "2026-01-01T00:00:00.000Z", updatedAt: "2026-01-01T00:00:00.000Z" },
    });
    time += 1000;
    const second = await cadences.put("evening", { ...CADENCE, cap: 2 });
    expect(second).toMatchObject({ revision: 2, cadence: { cap: 2 }, createdAt: first.createdAt });
    expect(await cadences.get("evening")).toEqual(second);
    expect((await cadences.list({})).items).toEqual([second]);
    await cadences.delete("evening");
    for (const gone of [() => cadences.get("evening"), () => cadences.delete("evening")])
      await expect(gone()).rejects.toMatchObject({ code: "cadence_not_found" });
    await catalog.close();
  });

  it.each<[string, string, unknown]>([
    ["id", "a b", {}],
    ["id", "", {}],
    ["length", "x", { length: 0 }],
    ["length", "x", { length: "-1/2" }],
    ["length", "x", { length: { frames: -3 } }],
    ["slots", "x", { slots: [] }],
    ["slots[0].weight", "x", { slots: [{ clip: "a", weight: -1 }] }],
    ["returns.every", "x", { returns: { top: 2, every: 1 } }],
    ["returns.top", "x", { returns: { top: 0.5, every: 3 } }],
    ["cap", "x", { cap: 0 }],
    ["shortest", "x", { shortest: 1 }],
    ["ties", "x", { ties: Number.NaN }],
    ["beats.bpm", "x", { beats: { bpm: 0 } }],
    ["beats.every", "x", { beats: { every: 0 } }],
    ["beats.at", "x", { beats: { at: [] } }],
  ])("refuses a wrong %s", async (path, id, change) => {
    const catalog = await openSqliteCatalog({ path: ":memory:" });
    const put = createCadences(catalog, Date.now).put(id, { ...CADENCE, ...(change as object) });
    await expect(put).rejects.toMatchObject({ code: "invalid_cadence", details: { path } });
    await catalog.close();
  });

  it("refuses what is no time", async () => {
    const catalog = await openSqliteCatalog({ path: ":memory:" });
    const { put } = createCadences(catalog, Date.now);
    await expect(put("x", { ...CADENCE, length: { frames: 1.5 } })).rejects.toMatchObject({
      code: "invalid_time",
    });
    const beats = { at: [1, { frame: 2.5 }] };
    await expect(put("x", { ...CADENCE, beats })).rejects.toMatchObject({ details: { path: "beats.at[1]" } });
    await catalog.close();
  });
});
