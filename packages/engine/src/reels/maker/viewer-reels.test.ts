import { describe, expect, it } from "vitest";
import type { Cadence } from "../../api/cadences.ts";
import type { ClipIndex } from "../../api/clip-index.ts";
import { makeIndex, makeRanking } from "../../testing/made-reels.ts";
import { createMadeViewerReels, type MadeViewerReelsOptions } from "../../testing/made-viewer-reels.ts";

const CADENCE: Cadence = {
  name: "Evening",
  mega: "mega",
  length: { frames: 240 },
  slots: [{ clip: "long" }, { clip: "short" }],
};

/** Twelve titles in video `v{n}`. Clips of version 2 begin elsewhere. */
const version = (n: number): ClipIndex =>
  makeIndex({
    ...{ version: n + 1, video: `v${n}`, clipTypes: { long: 80, short: 40 } },
    titles: {
      ...(n > 0 && { filler: { long: 80 * n } }),
      ...Object.fromEntries(Array.from({ length: 12 }, (_, t) => [`t${t}`, ["long", "short"]])),
    },
  });

async function setUp(options: Partial<MadeViewerReelsOptions> = {}, cadence: Partial<Cadence> = {}) {
  const made = await createMadeViewerReels({ indexes: [version(0)], ...options });
  await made.cadences.put("evening", { ...CADENCE, ...cadence });
  return made;
}

const ann = { viewer: "ann", cadence: "evening" };

describe("a reel for a viewer", () => {
  it("is ranked, laid out and published, and says why it is as it is", async () => {
    const { reels, streams, ranked } = await setUp();
    const { stream, reel } = await reels.make({ ...ann, context: { title: "t9" }, ttl: "2h" });
    expect(stream).toMatchObject({ user: "ann", name: "Evening", plan: { duration: 9.6 } });
    expect(stream.plan.clips.map(({ startFrame, endFrame }) => [startFrame, endFrame])).toEqual([
      [0, 80],
      [320, 360],
      [120, 200],
      [440, 480],
    ]);
    expect(stream.plan.clips.every(({ video }) => video === "v0")).toBe(true);
    expect(reel).toMatchObject({
      ...{ viewer: "ann", cadence: { id: "evening", revision: 1 }, mega: "mega", version: 1, video: "v0" },
      ...{ frames: 240, asked: 240, rankedBy: "built-in", experiment: null, holdout: false, notes: [] },
    });
    expect(reel.slots[1]).toMatchObject({
      ...{ role: "slot", title: "t2", asked: "short", clip: "short", place: 1, weight: 40, rank: 3 },
      ...{ start: 3.2, end: 4.8, startFrame: 80, endFrame: 120, range: { first: 320, end: 360 } },
      why: [
        "Number 3 of the ranking, score 0.833 (preference 0.833, popularity 0.833, recency 0.833).",
        "Slot 2 of the pattern shows short and weighs 40.",
      ],
    });
    expect(ranked).toEqual([expect.objectContaining({ viewer: "ann", context: { title: "t9" }, limit: 12 })]);
    expect(await streams.get(stream.id)).toEqual(stream);
  });

  it("is remembered with its stream, and tells what is on screen when", async () => {
    const { reels, book, streams, catalog } = await setUp();
    const { stream, reel } = await reels.make(ann);
    expect(await reels.show(stream.id)).toEqual({ stream, reel });
    expect((await reels.at(stream.id, 3.2))?.title).toBe("t2");
    expect((await reels.at(stream.id, 3.1999))?.title).toBe("t0");
    expect(await reels.at(stream.id, 9.6)).toBeUndefined();
    expect(await reels.at(stream.id, -1)).toBeUndefined();
    expect(await reels.at(stream.id, Number.NaN)).toBeUndefined();
    expect(await book.at(stream.id, 5)).toMatchObject({ n: 2, frame: 125, slot: { title: "t1" } });
    // read again from the catalog
    const row = await catalog.reel(stream.id);
    expect(row).toMatchObject({ viewer: "ann", cadence: "evening", mega: "mega", version: 1 });
    const other = await streams.publish({
      timeline: { clips: [{ video: "v0", start: 0, end: 1 }] },
    });
    await expect(reels.show(other.id)).rejects.toMatchObject({ code: "reel_not_found" });
    expect(await book.at(other.id, 0)).toBeUndefined();
  });

  it("has music under all cuts, the mega asset's own where the cadence names no other", async () => {
    const { reels } = await setUp({}, { music: { start: 100, loop: true } });
    const { stream, reel } = await reels.make(ann);
    expect([reel.music, stream.plan.audio.encoded]).toEqual(["v0", 0]);
    expect(stream.plan.warnings).toEqual([]);
  });

  it("is the same for the same seed, and ranks all titles only where few do not do", async () => {
    const index = makeIndex({
      clipTypes: { long: 80 },
      titles: Object.fromEntries(Array.from({ length: 150 }, (_, n) => [`t${n}`, n < 120 ? [] : ["long"]])),
    });
    const { reels, ranked } = await setUp({ indexes: [index] }, { ties: 1 });
    const titles = async (seed?: string) =>
      (await reels.make({ ...ann, ...(seed && { seed }) })).reel.slots.map(({ title }) => title).join();
    const first = await titles();
    expect(ranked.map(({ limit }) => limit)).toEqual([100, 150]);
    expect(await titles()).toBe(first);
    expect(await titles("other")).not.toBe(first);
  });

  it("is of the version that is asked for, or else of the stable one", async () => {
    const { reels, state } = await setUp({ indexes: [version(0), version(1)] });
    expect((await reels.make(ann)).reel).toMatchObject({ version: 2, video: "v1" });
    expect((await reels.make({ ...ann, version: 1 })).reel).toMatchObject({ version: 1, video: "v0" });
    state.stable = 1;
    expect((await reels.make(ann)).reel).toMatchObject({ version: 1, video: "v0" });
  });

  it("follows the arm that the viewer is in", async () => {
    const overrides = {
      weights: { preference: 1, popularity: 0, recency: 0 },
      cadence: "short",
      clipTypes: ["short"],
    };
    const { reels, cadences, ranked } = await setUp({
      assign: () => ({ experiment: "exp1", arm: "b", overrides, holdout: false }),
    });
    const missing = await reels.make(ann);
    expect(missing.reel.notes[0]).toBe("The arm's cadence short is not there: evening as for everybody.");
    expect(new Set(missing.reel.slots.map(({ clip }) => clip))).toEqual(new Set(["short"]));
    await cadences.put("short", { ...CADENCE, length: { frames: 80 } });
    const { reel } = await reels.make(ann);
    expect(reel).toMatchObject({ experiment: "exp1", arm: "b", cadence: { id: "short" }, frames: 80 });
    expect(ranked.at(-1)?.weights).toEqual(overrides.weights);
  });

  it.each<[object, string]>([
    [{ viewer: "" }, "invalid_request"],
    [{ viewer: "a/b" }, "invalid_request"],
    [{ cadence: "nope" }, "cadence_not_found"],
    [{ mega: "nope" }, "mega_asset_not_found"],
    [{ version: 9 }, "mega_asset_not_found"],
    [{ ttl: "soon" }, "invalid_request"],
  ])("refuses %j with %s", async (change, code) => {
    const { reels } = await setUp();
    await expect(reels.make({ ...ann, ...change })).rejects.toMatchObject({ code });
  });

  it("refuses a cadence of no mega asset, and one that nothing fits", async () => {
    const { reels, cadences } = await setUp({
      rank: async () => ({ titles: makeRanking(["stranger"]), by: "external", notes: [] }),
    });
    await expect(reels.make(ann)).rejects.toMatchObject({ code: "reel_empty" });
    const { mega: _, ...homeless } = CADENCE;
    await cadences.put("evening", homeless);
    await expect(reels.make(ann)).rejects.toMatchObject({
      code: "invalid_request",
      details: { path: "mega" },
    });
  });
});

describe("an address of a viewer's reel", () => {
  const signedOf = (url: string) => {
    const { searchParams } = new URL(url);
    return {
      until: searchParams.get("until") ?? "",
      signature: searchParams.get("signature") ?? "",
    };
  };

  it("gives the same reel for some seconds, then another, and at once where a version or the cadence changed", async () => {
    const { reels, state, cadences } = await setUp({ indexes: [version(0), version(1)] });
    const open = async (viewer = "ann") => (await reels.open({ viewer, cadence: "evening" })).stream.id;
    const [first, second, other] = await Promise.all([open(), open(), open("bob")]);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    state.stable = 1;
    const rolledBack = await open();
    expect(rolledBack).not.toBe(first);
    await cadences.put("evening", { ...CADENCE, length: 5 });
    expect(await open()).not.toBe(rolledBack);
  });

  it("is signed for its viewer, its cadence and its time", async () => {
    const { reels, clock } = await setUp();
    const { url, expiresAt } = await reels.address({ viewer: "ann ü", cadence: "evening", ttl: 60 });
    expect(url).toMatch(/^http:\/\/localhost:8720\/r\/ann%20%C3%BC\/evening\.m3u8\?until=\d+&signature=k1\./);
    expect(expiresAt).toBe("2026-01-01T00:01:00.000Z");
    const signed = signedOf(url);
    const asked = { viewer: "ann ü", cadence: "evening", signed };
    expect((await reels.open(asked)).reel.viewer).toBe("ann ü");
    for (const forged of [
      { ...asked, viewer: "ann" },
      { ...asked, cadence: "morning" },
      { ...asked, signed: { ...signed, until: String(Number(signed.until) + 1) } },
      { ...asked, signed: { ...signed, signature: "k1.AAAA" } },
    ]) {
      await expect(reels.open(forged)).rejects.toMatchObject({ code: "stream_forged" });
    }
    clock.now += 61_000;
    await expect(reels.open(asked)).rejects.toMatchObject({ code: "stream_expired" });
    await expect(reels.address({ viewer: "ann", cadence: "nope" })).rejects.toMatchObject({
      code: "cadence_not_found",
    });
  });
});
