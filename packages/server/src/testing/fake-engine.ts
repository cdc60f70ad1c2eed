import { readFile, rm } from "node:fs/promises";
import {
  type CallbackAnswer,
  type CollectionView,
  CutstreamError,
  type Engine,
  type Health,
  type IngestRequest,
  ROLES,
  type Role,
  type VideoView,
} from "@cutstream/engine";
import { createFakeAssets } from "./fake-assets.ts";
import { createFakeExports } from "./fake-exports.ts";
import { createFakeJobs, type FakeJobs } from "./fake-jobs.ts";
import { createFakeMegaAssets } from "./fake-mega-assets.ts";
import { createFakeMemory, type FakeMemory } from "./fake-memory.ts";
import { createFakeOrigin, type FakeOrigin } from "./fake-origin.ts";
import { createFakeRanking, type FakeRanking } from "./fake-ranking.ts";
import { createFakeReels, type FakeReels } from "./fake-reels.ts";
import { createFakeStreams, FAKE_RATE } from "./fake-streams.ts";
import { createFakeExperiments, createFakeTelemetry, type FakeTelemetry } from "./fake-telemetry.ts";
import { createFakeUsage, type FakeUsage } from "./fake-usage.ts";
import { createFakeCadences, createFakeViewerReels } from "./fake-viewer-reels.ts";

/** An engine in memory that touches no media: for tests of what stands in front of the real one. */
export interface FakeEngine extends Engine {
  readonly jobs: FakeJobs;
  readonly origin: FakeOrigin;
  readonly memory: FakeMemory;
  readonly reels: FakeReels;
  readonly ranking: FakeRanking;
  readonly telemetry: FakeTelemetry;
  readonly usage: FakeUsage;
  /** Every ingest asked for, with the bytes of uploads. */
  readonly ingests: (IngestRequest & { readonly bytes?: Uint8Array })[];
  /** Callbacks sent. */
  readonly told: { readonly url: string; readonly body: object }[];
  /** Ends the job of a video, which then is ready and lasts a minute. */
  finish(videoId: string): void;
  /** What `health` answers. */
  report: Health;
}

const WHEN = "2026-01-01T00:00:00.000Z";

/** Makes an empty engine whose URLs begin with `publicUrl`. */
export function createFakeEngine(
  publicUrl = "http://localhost:8720",
  roles: readonly Role[] = ROLES,
): FakeEngine {
  const jobs = createFakeJobs();
  const videos = new Map<string, VideoView>();
  const collections = new Map<string, CollectionView>([
    ["default", { id: "default", name: "Default", createdAt: WHEN, prepare: [] }],
  ]);
  const ingests: FakeEngine["ingests"] = [];
  const jobOf = new Map<string, string>();
  const answers = new Map<string, CallbackAnswer>();

  const video = (id: string): VideoView => {
    const found = videos.get(id);
    if (found === undefined) throw new CutstreamError("video_not_found", `There is no video ${id}.`);
    return found;
  };

  const collection = (id: string): CollectionView => {
    const found = collections.get(id);
    if (found === undefined)
      throw new CutstreamError("collection_not_found", `There is no collection ${id}.`);
    return found;
  };

  const streams = createFakeStreams(publicUrl, video);
  const cadences = createFakeCadences();
  const engine: FakeEngine = {
    jobs,
    ingests,
    roles,
    report: { ok: true, roles, checks: { catalog: { ok: true, detail: "open" } } },
    collections: {
      create: async (name, prepare = []) => {
        const made = { id: `c${collections.size}`, name, createdAt: WHEN, prepare };
        collections.set(made.id, made);
        return made;
      },
      get: async (id) => ({ ...collection(id), jobs: [] }),
      update: async (id, change) => {
        const changed = { ...collection(id), ...change };
        collections.set(id, changed);
        return changed;
      },
      list: async () => [...collections.values()],
      delete: async (id) => {
        collection(id);
        if ([...videos.values()].some((held) => held.collection === id)) {
          throw new CutstreamError("collection_not_empty", `Collection ${id} has videos.`);
        }
        collections.delete(id);
      },
    },
    videos: {
      ingest: async (request) => {
        const { id: inCollection } = collection(request.collection ?? "default");
        ingests.push({ ...request, ...(await taken(request)) });
        const made = processing(`v${videos.size + 1}`, inCollection, request.name ?? "video");
        videos.set(made.id, made);
        const job = jobs.start("ingest", made.id);
        jobOf.set(made.id, job.id);
        return { video: made, job };
      },
      get: async (id) => video(id),
      list: async ({ collection: within, cursor, limit = 50 }) => {
        const all = [...videos.values()].filter((held) => within === undefined || held.collection === within);
        const from = Number(cursor ?? 0);
        const next = from + limit < all.length ? String(from + limit) : null;
        return { items: all.slice(from, from + limit), next };
      },
      delete: async (id) => {
        video(id);
        videos.delete(id);
      },
      retry: async (id) => {
        video(id);
        return jobs.retry(jobOf.get(id) ?? "");
      },
      rename: async (id, name) => {
        const renamed = { ...video(id), name };
        videos.set(id, renamed);
        return renamed;
      },
      blank: async () => {
        const id = "blank";
        videos.set(id, {
          ...ready(processing(id, "blank", id)),
          streamUrl: `${publicUrl}/u/anyone/${id}/k1.sig/blank.m3u8`,
        });
        return video(id);
      },
      picture: async (id) => {
        const path = `${video(id).id}/640/0.jpg`;
        return { frame: 0, time: 0, path, url: `${publicUrl}/t/${path}` };
      },
      prepare: async (id) => jobs.start("render", video(id).id),
      prepareHeads: async (id) => jobs.start("heads", video(id).id),
    },
    streams,
    timelines: {
      import: async ({ text }) => ({
        name: "made",
        timeline: { clips: [] },
        further: JSON.parse(text),
        warnings: ["1 transition is a cut."],
      }),
      export: async ({ name = "" }) => `{"OTIO_SCHEMA":"Timeline.1","name":${JSON.stringify(name)}}`,
    },
    origin: createFakeOrigin(),
    memory: createFakeMemory(jobs, video),
    reels: createFakeReels(streams, createFakeViewerReels(streams, cadences, publicUrl)),
    cadences,
    ranking: createFakeRanking(),
    telemetry: createFakeTelemetry(),
    experiments: createFakeExperiments(),
    usage: createFakeUsage(),
    assets: createFakeAssets(publicUrl),
    megaAssets: createFakeMegaAssets(),
    callbacks: {
      define: (kind, answer) => void answers.set(kind, answer),
      promise: async (url, kind, wish) => {
        const told = answers.get(kind)?.(wish);
        told?.then((body) => engine.told.push({ url, body })).catch(() => undefined);
      },
    },
    told: [],
    exports: createFakeExports(publicUrl, jobs, video),
    finish: (id) => {
      videos.set(id, ready(video(id)));
      jobs.change(jobOf.get(id) ?? "", { status: "done", stage: "verify", progress: 1 });
    },
    health: async () => engine.report,
    encodesAwaited: () => 0,
    metrics: () => ({ counters: { "segments.served": 3 }, gauges: { encoderQueue: 1 } }),
    openJobs: async () => [{ kind: "ingest", status: "queued", count: 2, since: Date.now() - 5000 }],
    close: async () => {},
  };
  return engine;
}

async function taken({ source }: IngestRequest): Promise<{ bytes?: Uint8Array }> {
  if (source.kind !== "upload") return {};
  const bytes = await readFile(source.path);
  await rm(source.path);
  return { bytes };
}

function processing(id: string, collection: string, name: string): VideoView {
  return {
    id,
    collection,
    name,
    status: "processing",
    warnings: [],
    duration: null,
    frameRate: null,
    frameCount: null,
    width: null,
    height: null,
    hasPicture: null,
    hasAudio: null,
    mode: null,
    modeReason: null,
    renditions: [],
    versions: [],
    streamUrl: null,
    thumbnailTemplate: null,
    createdAt: WHEN,
  };
}

function ready(video: VideoView): VideoView {
  return {
    ...video,
    status: "ready",
    duration: 60,
    frameRate: `${FAKE_RATE}/1`,
    frameCount: 60 * FAKE_RATE,
    width: 640,
    height: 360,
    hasPicture: true,
    hasAudio: true,
    mode: "copy",
    modeReason: "H.264 and AAC with closed groups of pictures.",
    renditions: [
      { name: "v360", kind: "video", codec: "avc1.64001e", width: 640, height: 360, bitRate: 600_000 },
    ],
    versions: ["a1b2"],
  };
}
