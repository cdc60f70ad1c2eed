import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, it } from "vitest";
import type { ClipIndex } from "../../api/clip-index.ts";
import type { Catalog } from "../../seams/catalog.ts";
import { makeIndex } from "../../testing/made-reels.ts";
import { createMadeViewerReels } from "../../testing/made-viewer-reels.ts";
import { type ClipIndexes, createClipIndexes } from "../mega/clip-indexes.ts";
import { encodeList } from "../mega/stored-list.ts";

const VERSIONS = 3;
const REELS = 150;
const TITLES = Array.from({ length: 30 }, (_, n) => `t${n}`);

/** Each version's clips are of another length, and of another video. */
const indexes = Array.from({ length: VERSIONS }, (_, n) =>
  makeIndex({
    ...{ mega: "mega1", version: n + 1, video: `v${n}`, clipTypes: { short: 40 + n } },
    titles: Object.fromEntries(TITLES.map((title) => [title, ["short"]])),
  }),
);

async function addVersion(catalog: Catalog, { video, clip }: ClipIndex): Promise<number> {
  const clips = TITLES.map((title, n) => {
    const { first = 0, end = 0 } = clip(title, "short") ?? {};
    return { title, clipType: "short", first, end, line: n + 1 };
  });
  const frames = (clips[0]?.end ?? 0) - (clips[0]?.first ?? 0);
  const facts = {
    frameRate: "25/1",
    clips: clips.length,
    titles: TITLES.length,
    clipTypes: { short: frames },
  };
  return catalog.insertMegaVersion(
    { mega: "mega1", video, media: video, state: "verified", facts, job: null, createdAt: 0, updatedAt: 0 },
    encodeList({ frameRate: { num: 25, den: 1 }, clips }),
  );
}

it("no reel mixes versions and none fails, while they are added, promoted and rolled back", async () => {
  let found: ClipIndexes | undefined;
  const { catalog, cadences, reels, streams } = await createMadeViewerReels({
    indexes,
    clipIndex(catalog) {
      found = createClipIndexes(catalog);
      return found.clipIndex;
    },
  });
  await cadences.put("c", { mega: "autumn", length: { frames: 400 }, slots: [{ clip: "short" }] });
  const asset = { id: "mega1", name: "autumn", clipTypes: {}, promoted: [], createdAt: 0 };
  await catalog.insertMegaAsset(asset);
  const promote = async (number: number) => {
    await catalog.promoteMegaVersion("mega1", number);
    found?.forget(asset);
  };
  for (const index of indexes.slice(0, 2)) await promote(await addVersion(catalog, index));

  let asking = true;
  const change = async (): Promise<void> => {
    const third = indexes[2] && (await addVersion(catalog, indexes[2]));
    for (let n = 0; asking; n++) {
      await promote(n % 3 === 0 ? (third ?? 1) : 1 + (n % 2));
      await nextTurn();
      await catalog.rollBackMegaAsset("mega1");
      found?.forget(asset);
      await nextTurn();
    }
  };
  const changing = change();
  const made = await Promise.all(
    Array.from({ length: REELS }, async (_, n) => {
      for (let turn = 0; turn < n % 40; turn++) await nextTurn();
      const request = { viewer: `viewer ${n}`, cadence: "c" };
      return n % 2 === 0 ? reels.make(request) : reels.open(request);
    }),
  );
  asking = false;
  await changing;

  const seen = new Set<number>();
  for (const { reel, stream } of made) {
    seen.add(reel.version);
    const index = indexes[reel.version - 1];
    expect(reel.video).toBe(index?.video);
    expect(stream.plan.clips.every(({ video }) => video === index?.video)).toBe(true);
    for (const { title, clip, range } of reel.slots) expect(index?.clip(title, clip)).toEqual(range);
  }
  expect(seen.size).toBeGreaterThan(1);
  // streams made before play on
  for (const { stream } of made.slice(0, 5)) expect((await streams.get(stream.id)).revoked).toBe(false);
});
