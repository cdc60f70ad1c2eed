import type { EngineConfig } from "../api/config.ts";
import { CutstreamError } from "../errors.ts";
import { viewJob } from "../jobs/job-view.ts";
import { newJob } from "../jobs/new-job.ts";
import type { Library } from "../library/library.ts";
import { createMaterial } from "../library/material.ts";
import { createSampleReader } from "../library/sample-reader.ts";
import { createMemory, type Memory } from "../memory/memory.ts";
import { recoverIndexes } from "../memory/recover-indexes.ts";
import type { Analyser } from "../seams/analyser.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import type { Embedder } from "../seams/embedder.ts";
import type { ImageEmbedder } from "../seams/image-embedder.ts";
import type { MomentStore } from "../seams/moment-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import type { Signer } from "../stream/address/signature.ts";
import { ANYONE } from "../stream/address/stream-url.ts";
import { thumbnailUrl } from "../stream/address/thumbnail-path.ts";
import type { HeadsPayload } from "../stream/prepare/heads-job.ts";
import { momentStreamUrl } from "../stream/published/moment-stream.ts";
import { rolesOf } from "./roles.ts";

export interface OpenMemoryParts {
  readonly config: EngineConfig;
  readonly catalog: Catalog;
  readonly blobs: BlobStore;
  readonly library: Library;
  readonly transcoder: Transcoder;
  readonly signer: Signer;
  readonly moments: MomentStore;
  readonly embedder: Embedder | null;
  readonly imageEmbedder: ImageEmbedder | null;
  readonly analysers: readonly Analyser[];
  readonly queue: (job: JobRow) => Promise<void>;
  /** Whether other nodes may be at work on the same catalog. */
  readonly isShared: boolean;
  readonly now: () => number;
}

/**
 * Opens memory over the library, the origin's addresses and the jobs of an engine, and brings to an end what an earlier
 * process left half done. Before any job runs.
 */
export async function openMemory(parts: OpenMemoryParts): Promise<Memory> {
  const {
    config,
    catalog,
    moments: store,
    blobs,
    library,
    transcoder,
    signer,
    embedder,
    imageEmbedder,
    queue,
    now,
  } = parts;
  const { publicUrl } = config;
  const samples = createSampleReader(blobs);
  const isWorker = rolesOf(config).includes("worker");
  if (isWorker) await recoverIndexes({ catalog, store, isShared: parts.isShared, now });
  return createMemory({
    catalog,
    library,
    store,
    embedder,
    imageEmbedder,
    analysers: new Map(parts.analysers.map((analyser) => [analyser.name, analyser])),
    material: (video, version) =>
      createMaterial({
        video,
        version,
        blobs,
        samples,
        transcoder,
        momentsOf: (name) => store.momentsOf(video, name),
      }),
    async prepareHeads(video, version, clips) {
      if (clips.length === 0) return;
      const payload: HeadsPayload = { version: version.id, frames: [], clips };
      await queue(newJob("heads", video, payload, now())).catch(unlessDeleted);
    },
    async queue(video, payload) {
      const job = newJob("index", video, payload, now());
      await queue(job);
      return viewJob(job);
    },
    urls: {
      stream: ({ id, name }, { from, to }) =>
        momentStreamUrl({ publicUrl, signer, user: ANYONE, video: id, from, to, name }),
      thumbnail: (version, frame) => thumbnailUrl({ publicUrl, version, frame }),
    },
    embeds: isWorker,
    now,
  });
}

/** Nobody needs heads of a video that is gone. */
function unlessDeleted(error: unknown): void {
  if (!(error instanceof CutstreamError && error.code === "video_not_found")) throw error;
}
