import { createMemoryBlobStore } from "../../packages/engine/src/adapters/memory/memory-blob-store.ts";
import { openSqliteAudienceStore } from "../../packages/engine/src/adapters/sqlite/sqlite-audience-store.ts";
import type { Cadence } from "../../packages/engine/src/api/cadences.ts";
import type { LibraryVersion } from "../../packages/engine/src/library/library.ts";
import { createClipIndexes } from "../../packages/engine/src/reels/mega/clip-indexes.ts";
import { createRankingService } from "../../packages/engine/src/reels/ranking/service.ts";
import type { Catalog } from "../../packages/engine/src/seams/catalog.ts";
import { makeVersion } from "../../packages/engine/src/testing/made-library.ts";
import { addMegaVersion, type MegaClip } from "../../tests/kit/mega.ts";

export const TITLES = 10_000;
const LONG = 80;
const SHORT = 40;
/** No multiple of either clip type: most clips begin between key frames. */
const GOP = 60;
const RATE = { num: 30, den: 1 };

/** 40 clips: half of them long, 80 s. */
export const CADENCE: Cadence = {
  mega: "bench",
  length: { frames: 20 * (LONG + SHORT) },
  slots: [{ clip: "long" }, { clip: "short" }, { clip: "short" }, { clip: "long" }],
};

/** Id of a made-up title. */
export const titleId = (n: number): string => `t${n}`;

/** A made-up mega asset of eleven hours: 10,000 titles with a clip of 80 and one of 40 frames each. */
export function makeMegaVideo(): LibraryVersion {
  const frames = TITLES * (LONG + SHORT);
  return makeVersion({ gops: Array<number>(frames / GOP).fill(GOP), frameRate: RATE, chunkFrames: GOP });
}

/** Stores it as the stable version of `bench`. */
export async function storeBenchMega(catalog: Catalog, version: LibraryVersion) {
  await catalog.insertMegaAsset({
    ...{ id: "mega_bench", name: "bench", clipTypes: {}, promoted: [], createdAt: Date.now() },
  });
  const clips = Array.from({ length: TITLES }, (_, n): MegaClip[] => {
    const first = n * (LONG + SHORT);
    return [
      { title: titleId(n), clipType: "long", first, end: first + LONG },
      { title: titleId(n), clipType: "short", first: first + LONG, end: first + LONG + SHORT },
    ];
  }).flat();
  await addMegaVersion(catalog, "mega_bench", { video: "v0", media: version.id, frameRate: RATE }, clips);
  return createClipIndexes(catalog);
}

/** Titles of twenty genres, launched over ten years, and `viewers` who watched thirty of them each. */
export async function makeAudience(viewers: number, random: () => number) {
  const store = await openSqliteAudienceStore({ path: ":memory:" });
  const ranking = createRankingService({ store, blobs: createMemoryBlobStore(), now: Date.now });
  const day = 86_400_000;
  const titles = Array.from({ length: TITLES }, (_, n) => ({
    ...{ id: titleId(n), name: `Title ${n}`, genres: [`genre ${n % 20}`] },
    launchedAt: new Date(Date.now() - Math.ceil(random() * 3650) * day).toISOString(),
  }));
  for (let n = 0; n < titles.length; n += 1000) await ranking.titles.put(titles.slice(n, n + 1000));
  for (let viewer = 0; viewer < viewers; viewer++) {
    const watches = Array.from({ length: 30 }, () => ({
      title: titleId(Math.floor(random() * random() * TITLES)),
      time: new Date(Date.now() - Math.ceil(random() * 365) * day).toISOString(),
    }));
    await ranking.history.add(`viewer ${viewer}`, watches);
  }
  return { ranking, store };
}
