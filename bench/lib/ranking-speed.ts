import { createMemoryBlobStore } from "../../packages/engine/src/adapters/memory/memory-blob-store.ts";
import { openSqliteAudienceStore } from "../../packages/engine/src/adapters/sqlite/sqlite-audience-store.ts";
import { createRankingService } from "../../packages/engine/src/reels/ranking/service.ts";
import type { Measurement } from "./measurement.ts";
import { percentiles, seeded, timeEach } from "./statistics.ts";
import { SEED } from "./timelines.ts";

const TITLES = 10_000;
const VIEWERS = 500;
const WATCHES = 40;
const DAY = 86_400_000;
const GENRES = ["action", "comedy", "crime", "drama", "family", "horror", "romance", "war"];

/** How long it takes to store 10,000 titles, and to rank them for a viewer who is asked about for the first time. */
export async function measureSpeed(full: boolean): Promise<Measurement[]> {
  const store = await openSqliteAudienceStore({ path: ":memory:" });
  const now = Date.now();
  const ranking = createRankingService({ store, blobs: createMemoryBlobStore(), now: Date.now });
  const random = seeded(SEED);
  const titles = Array.from({ length: TITLES }, (_, n) => ({
    id: `title-${n}`,
    name: `Title ${n}`,
    launchedAt: new Date(now - random() * 3000 * DAY).toISOString(),
    ageRating: Math.floor(random() * 4) * 6,
    genres: GENRES.filter(() => random() < 0.25),
  }));
  try {
    const begun = performance.now();
    await ranking.titles.put(titles);
    const stored = performance.now() - begun;
    for (let viewer = 0; viewer < VIEWERS; viewer++) {
      const watches = Array.from({ length: WATCHES }, () => ({
        title: `title-${Math.floor(random() ** 3 * TITLES)}`,
        time: new Date(now - random() * 100 * DAY).toISOString(),
      }));
      await ranking.history.add(`viewer-${viewer}`, watches);
    }
    await ranking.model.train();
    const context = { territory: "NL", ageRating: 16 };
    const times = await timeEach(full ? 400 : 200, (n) =>
      ranking.rank({ viewer: `viewer-${n % VIEWERS}`, context, limit: 40 }),
    );
    return [
      { what: "10,000 titles stored", value: stored, unit: "ms" },
      ...percentiles("10,000 titles ranked, a viewer with 40 watches read from the store", "ms", times),
    ];
  } finally {
    await ranking.close();
    await store.close();
  }
}
