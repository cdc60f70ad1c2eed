import type { FrameRange } from "@cutstream/media";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import { createMemoryMomentStore } from "../adapters/memory/memory-moment-store.ts";
import { openSqliteCatalog } from "../adapters/sqlite/sqlite-catalog.ts";
import type { CutstreamError } from "../errors.ts";
import { viewJob } from "../jobs/job-view.ts";
import { newJob } from "../jobs/new-job.ts";
import { createLibrary, type LibraryVersion } from "../library/library.ts";
import { createMemory, type MemoryParts } from "../memory/memory.ts";
import type { Moment } from "../moments/moment.ts";
import { wordsOf } from "../moments/tokens.ts";
import type { Analyser, Material } from "../seams/analyser.ts";
import type { JobRow } from "../seams/catalog.ts";
import type { Embedder } from "../seams/embedder.ts";
import type { ImageEmbedder } from "../seams/image-embedder.ts";
import { storeVersion } from "./made-library.ts";

/** Words that mean the same to {@link createToyEmbedder}. */
const MEANINGS = [
  ["goal", "scored", "score", "shot"],
  ["dog", "puppy", "hound"],
  ["rain", "storm", "weather"],
  ["cheer", "crowd", "applause"],
];

/** An embedder with one dimension for each group of words that mean the same, and one for all other words. */
export function createToyEmbedder(): Embedder & { failure: Error | null; readonly texts: string[] } {
  return {
    model: "toy",
    dimensions: MEANINGS.length + 1,
    failure: null,
    texts: [],
    async embed(texts) {
      if (this.failure) throw this.failure;
      this.texts.push(...texts);
      return texts.map((text) => {
        const words = wordsOf(text);
        const vector = [...MEANINGS.map((group) => words.filter((word) => group.includes(word)).length), 0.3];
        const length = Math.hypot(...vector);
        return Float32Array.from(vector, (value) => value / length);
      });
    },
    close: async () => undefined,
  };
}

/** An analyser that finds what it is told to. */
export function createFakeAnalyser(
  name: string,
  batches: readonly (readonly Moment[])[],
  change: Partial<Analyser> = {},
): Analyser & { failure: Error | null; gate: Promise<void> } {
  return {
    name,
    reads: [],
    failure: null,
    gate: Promise.resolve(),
    identify: async () => ({ model: `fake ${name}`, version: "1", settings: {} }),
    async *analyse(_material, { report, warn }) {
      for (const [n, batch] of batches.entries()) {
        yield batch;
        report((n + 1) / batches.length);
        await this.gate;
        if (this.failure) throw this.failure;
      }
      warn("one thing was left out");
    },
    ...change,
  };
}

/** Memory over made-up videos `v0`, `v1` …, with a toy embedder; jobs are kept, and run when told to. */
export async function createMadeMemory(options: {
  readonly versions: readonly LibraryVersion[];
  readonly analysers?: readonly Analyser[];
  readonly embedder?: Embedder | null;
  /** Default none. */
  readonly imageEmbedder?: ImageEmbedder;
  /** Default one without anything in it. */
  readonly material?: Material;
}) {
  const blobs = createMemoryBlobStore();
  const catalog = await openSqliteCatalog({ path: ":memory:" });
  const store = createMemoryMomentStore();
  const embedder = options.embedder === undefined ? createToyEmbedder() : options.embedder;
  const clock = { now: Date.UTC(2026, 0, 1) };
  await catalog.insertCollection({ id: "default", name: "default", createdAt: 0 });
  for (const [n, version] of options.versions.entries()) {
    await storeVersion(blobs, version);
    const row = { id: `v${n}`, collection: "default", name: `video ${n}`, status: "ready" } as const;
    const versions = { version: version.id, versions: [version.id], error: null, createdAt: n };
    await catalog.insertVideo({ ...row, ...versions }, newJob("ingest", row.id, {}, 0));
  }
  const jobs: JobRow[] = [];
  const heads: { video: string; clips: readonly FrameRange[] }[] = [];
  const parts: MemoryParts = {
    catalog,
    store,
    embedder,
    imageEmbedder: options.imageEmbedder ?? null,
    library: createLibrary(blobs),
    analysers: new Map((options.analysers ?? []).map((analyser) => [analyser.name, analyser])),
    material: () => options.material ?? ({} as Material),
    prepareHeads: async (video, _version, clips) => void heads.push({ video, clips }),
    async queue(video, payload) {
      const job = newJob("index", video, payload, clock.now);
      jobs.push(job);
      return viewJob(job);
    },
    urls: {
      stream: ({ id }, { from, to }) => ({ url: `url of ${id} ${from}-${to}`, playerUrl: "player" }),
      thumbnail: (version, frame) => `picture of ${version} ${frame}`,
    },
    // no two indexes are made at the same time
    now: () => clock.now++,
  };
  const memory = createMemory(parts);
  /** Runs the jobs that were queued. @throws what the first that fails does. */
  const runJobs = async (signal = new AbortController().signal): Promise<string[]> => {
    const stages: string[] = [];
    for (const job of jobs.splice(0)) {
      await memory.job({ job, signal, report: (stage, progress) => stages.push(`${stage} ${progress}`) });
    }
    return stages;
  };
  return { ...memory.service, memory, catalog, store, embedder, clock, heads, jobs, runJobs };
}

/** An error of this code, for `toMatchObject`. */
export const failing = (code: CutstreamError["code"], path?: string) => ({
  code,
  ...(path !== undefined && { details: { path } }),
});
