import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createMemoryBlobStore } from "../packages/engine/src/adapters/memory/memory-blob-store.ts";
import type { BlobStore } from "../packages/engine/src/seams/blob-store.ts";
import { planTimeline } from "../packages/engine/src/stream/plan/plan.ts";
import { renderPlaylists } from "../packages/engine/src/stream/playlists/playlists.ts";
import { headState } from "../packages/engine/src/stream/prepare/head-needs.ts";
import { bindPlan } from "../packages/engine/src/stream/project/tracks.ts";
import { createMadeEngine } from "../packages/engine/src/testing/made-engine.ts";
import { makeVersion, storeIndexes } from "../packages/engine/src/testing/made-library.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { percentiles, seeded, timeEach } from "./lib/statistics.ts";
import { randomTimeline, SEED } from "./lib/timelines.ts";

const SECONDS = 600;
const CLIPS = 20;

/**
 * What it costs to publish a timeline, in process, without HTTP.
 *
 * Three videos of ten minutes (30 frames a second, a key frame every two seconds, chunks of two seconds) whose sample
 * indexes are in memory, as for a video in use. Each run publishes a timeline of its own: 20 clips of 3 to 8 s cut
 * anywhere, so that about 19 need a head, none of which exists. Measured is the whole call: plan, look-up of the heads,
 * playlists rendered and held against the rules of HLS, row stored. Once over a catalog in memory, which is what it
 * costs to think; once over one on disk, with the fsync that makes it durable. Every read of a media chunk is counted:
 * there must be none.
 */
export const publish: Benchmark = {
  name: "publish",
  title: `Plan and publish ${CLIPS} clips over three indexed videos, in process`,
  async run(full) {
    const runs = full ? 2000 : 300;
    const folder = await mkdtemp(join(tmpdir(), "cutstream-bench-"));
    try {
      return [
        ...(await measurePublish("publish", runs, ":memory:", { 95: 5 })),
        ...(await measurePublish("publish, durable", runs, join(folder, "catalog.sqlite"))),
        ...(await measureRender(runs)),
      ];
    } finally {
      await rm(folder, { recursive: true });
    }
  },
};

function makeVideos() {
  const gops = Array<number>(SECONDS / 2).fill(60);
  const frameRate = { num: 30, den: 1 };
  return [1, 2, 3].map((n) => makeVersion({ n, gops, frameRate, chunkFrames: 60, heights: [720] }));
}

/** Streams whose playlists are asked for after publishing. */
const RECENT = 500;

async function measurePublish(
  what: string,
  runs: number,
  catalogPath: string,
  budgets?: Readonly<Record<number, number>>,
): Promise<Measurement[]> {
  const stored = createMemoryBlobStore();
  let chunkReads = 0;
  const blobs: BlobStore = {
    ...stored,
    read(key, range) {
      if (/\/c\d+$/.test(key)) chunkReads++;
      return stored.read(key, range);
    },
  };
  const versions = makeVideos();
  for (const version of versions) await storeIndexes(blobs, version);
  const { streams, origin, catalog } = await createMadeEngine({ versions, blobs, stored: true, catalogPath });
  const random = seeded(SEED);
  const next = () => randomTimeline({ videos: ["v0", "v1", "v2"], seconds: SECONDS, clips: CLIPS, random });
  const urls: string[] = [];
  const times = await timeEach(runs, async () => {
    const { url } = await streams.publish({ timeline: next(), user: "bench" });
    urls.push(url);
  });
  // What was published last is in memory still.
  const recent = urls.slice(-RECENT);
  const served = await timeEach(recent.length, async (n) => {
    const [, , user = "", stream = "", signature = "", file = ""] = new URL(
      recent[n % recent.length] ?? "",
    ).pathname.split("/");
    await origin.playlist({ user, stream, signature, file, form: "default" });
    await origin.playlist({ user, stream, signature, file: "r/a0.m3u8", form: "default" });
  });
  await catalog.close();
  return [
    ...percentiles(what, "ms", times, budgets),
    ...percentiles(`${what}: two playlists of a new stream from the origin`, "ms", served),
    { what: `${what}: media chunks read`, value: chunkReads, unit: "reads", budget: 0 },
  ];
}

async function measureRender(runs: number): Promise<Measurement[]> {
  const blobs = createMemoryBlobStore();
  const versions = makeVideos();
  const { heads } = await createMadeEngine({ versions, blobs, stored: true });
  const byVideo = new Map(versions.map((version, n) => [`v${n}`, version]));
  const byId = new Map(versions.map((version) => [version.id, version]));
  const random = seeded(SEED);
  const timelines = Array.from({ length: Math.ceil(runs * 1.1) }, () =>
    randomTimeline({ videos: [...byVideo.keys()], seconds: SECONDS, clips: CLIPS, random }),
  );
  const bound = timelines.map((timeline) =>
    bindPlan(planTimeline(timeline, byVideo, { container: "fmp4" }), byId),
  );
  const planned = await timeEach(runs, (n) =>
    bindPlan(planTimeline(timelines[n] ?? { clips: [] }, byVideo, { container: "fmp4" }), byId),
  );
  const [first] = bound;
  const { sizes } = first ? await headState(first, heads) : { sizes: new Map<string, number>() };
  const rendered = await timeEach(runs, (n) => {
    const plan = bound[n];
    if (plan)
      renderPlaylists({
        bound: plan,
        form: "default",
        mediaBase: "/m/",
        assetBase: "/a/",
        adStreamUrl: () => "https://ads.test/ad.m3u8",
        headSizes: sizes,
      });
  });
  return [
    ...percentiles("plan alone", "ms", planned),
    ...percentiles("render all playlists", "ms", rendered, { 50: 1 }),
  ];
}
