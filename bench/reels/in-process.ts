import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryBlobStore } from "../../packages/engine/src/adapters/memory/memory-blob-store.ts";
import { layout } from "../../packages/engine/src/reels/layout/layout.ts";
import { openViewerReels } from "../../packages/engine/src/reels/open-viewer-reels.ts";
import { createMadeEngine } from "../../packages/engine/src/testing/made-engine.ts";
import { storeIndexes } from "../../packages/engine/src/testing/made-library.ts";
import type { Measurement } from "../lib/measurement.ts";
import { percentiles, seeded, timeEach } from "../lib/statistics.ts";
import { SEED } from "../lib/timelines.ts";
import { CADENCE, makeAudience, makeMegaVideo, storeBenchMega } from "./made-mega.ts";

/** Viewers with a history; as many again are unknown. */
const KNOWN = 500;

/** One reel after the other, each for another viewer, without HTTP; stored in a catalog on disk. */
export async function measureInProcess(runs: number): Promise<Measurement[]> {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-bench-"));
  const blobs = createMemoryBlobStore();
  const version = makeMegaVideo();
  await storeIndexes(blobs, version);
  const catalogPath = join(folder, "catalog.sqlite");
  const engine = await createMadeEngine({ versions: [version], blobs, stored: true, catalogPath });
  const { ranking, store } = await makeAudience(KNOWN, seeded(SEED));
  try {
    const { catalog, streams, signer, publicUrl } = engine;
    const megaAssets = await storeBenchMega(catalog, version);
    const { reels, cadences } = openViewerReels({
      ...{ catalog, streams, signer, publicUrl, now: Date.now },
      clipIndex: megaAssets.clipIndex,
      versionOf: async () => version,
      rank: ranking.rank,
      assign: () => ({ overrides: {}, holdout: false }),
    });
    await cadences.put("bench", CADENCE);
    const viewer = (n: number) => `viewer ${n % (2 * KNOWN)}`;
    const cpu = () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    };
    await timeEach(Math.ceil(runs / 4), (n) => reels.make({ viewer: viewer(n), cadence: "bench" }), 0);
    const before = cpu();
    const whole = await timeEach(runs, (n) => reels.make({ viewer: viewer(n), cadence: "bench" }), 0);
    const used = cpu() - before;

    const index = await megaAssets.clipIndex("bench");
    const rank = (n: number) => ranking.rank({ viewer: viewer(n), titles: index.titles, limit: 240 });
    const ranked = await timeEach(runs, rank);
    const { titles } = await rank(0);
    const laid = await timeEach(runs, (n) =>
      layout({ ranking: titles, cadence: CADENCE, index, seed: String(n) }),
    );
    return [
      ...percentiles("a reel: rank 10,000 titles, lay out 40 clips, publish", "ms", whole, { 95: 25 }),
      ...percentiles("of it: rank", "ms", ranked),
      ...percentiles("of it: lay out", "ms", laid),
      { what: "reels a second and core, by CPU used", value: runs / used, unit: "" },
    ];
  } finally {
    await engine.catalog.close();
    await store.close();
    await rm(folder, { recursive: true });
  }
}
