import type { MemoryService } from "../api/memory.ts";
import { CutstreamError } from "../errors.ts";
import type { Embedder } from "../seams/embedder.ts";
import type { ImageEmbedder } from "../seams/image-embedder.ts";
import type { JobHandler } from "../seams/job-queue.ts";
import { createEmbedding } from "./embedding.ts";
import { createIndexJob, type IndexJobParts } from "./index-job.ts";
import { createIndexes, type IndexesParts } from "./indexes.ts";
import { createRetrieve } from "./retrieve.ts";
import { createShow, type MomentUrls } from "./show.ts";
import { viewTranscript } from "./transcript.ts";

export interface MemoryParts extends Omit<IndexJobParts, "embedding">, IndexesParts {
  readonly embedder: Embedder | null;
  readonly imageEmbedder: ImageEmbedder | null;
  readonly urls: MomentUrls;
  /** Whether this process makes vectors of moments that have none yet, unasked. Default true. */
  readonly embeds?: boolean;
}

/** What a collection remembers of its videos. */
export interface Memory {
  readonly service: MemoryService;
  /** Does jobs of kind `index`. */
  readonly job: JobHandler;
  /** Forgets all of a video. */
  forget(video: string): Promise<void>;
  close(): Promise<void>;
}

/** Opens memory. Moments without a vector of the model in use get theirs from now on, where it `embeds`. */
export function createMemory(parts: MemoryParts): Memory {
  const { catalog, store, embedder, imageEmbedder } = parts;
  const embedding = createEmbedding(store, embedder, imageEmbedder ? [imageEmbedder.model] : []);
  if (parts.embeds ?? true) embedding.wake();
  return {
    service: {
      indexes: createIndexes(parts),
      retrieve: createRetrieve({ catalog, store, embedder, imageEmbedder, show: createShow(parts) }),
      async transcript(video) {
        if (!(await catalog.video(video)))
          throw new CutstreamError("video_not_found", `There is no video ${video}.`);
        return viewTranscript(video, await store.momentsOf(video, "speech"));
      },
    },
    job: createIndexJob({ ...parts, embedding }),
    forget: (video) => store.deleteVideo(video),
    async close() {
      await embedding.close();
      await embedder?.close();
      await imageEmbedder?.close();
      await store.close();
    },
  };
}
