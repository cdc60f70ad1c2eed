import { conditionFrames, type HeadId } from "../../library/condition-frames.ts";
import { type EncodedRun, readStoredRun } from "../../library/encoded-run.ts";
import { keys } from "../../library/keys.ts";
import { createSampleReader } from "../../library/sample-reader.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import type { Transcoder } from "../../seams/transcoder.ts";
import { createEncoderPool, type EncoderPool } from "./encoder-pool.ts";
import { createEncodings, type Encodings } from "./encodings.ts";

/** Key of the blob that a head is kept in. */
export function headKey({ version, track, from, to }: HeadId): string {
  return keys.head(version, track.index.rendition, from, to);
}

/** Makes and keeps conditioned heads and tails: each once, for everyone. */
export interface Heads extends Encodings<HeadId, EncodedRun> {
  /** Why no head can be made now; undefined where one can. */
  unavailable(): Promise<string | undefined>;
}

export interface HeadsOptions {
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  /** Encoders at a time that somebody waits for; or those of a pool that others use too. */
  readonly encoders: number | EncoderPool;
  /** Heads that may wait while somebody waits for them. */
  readonly queue: number;
}

/** Bytes of heads kept in memory. */
const CACHE_BYTES = 32 * 1024 * 1024;

/** Opens the heads. */
export function createHeads({ blobs, transcoder, encoders, queue }: HeadsOptions): Heads {
  const pool = typeof encoders === "number" ? createEncoderPool(encoders) : encoders;
  const samples = createSampleReader(blobs);
  const encodings = createEncodings<HeadId, EncodedRun>({
    ...{ blobs, pool, queue },
    keyOf: headKey,
    make: (id, urgency, signal) => conditionFrames({ id, samples, transcoder, urgency, signal }),
    parse: (segment, { track }) => readStoredRun(segment, track.index.frameTicks),
    what: "heads",
    cacheBytes: CACHE_BYTES,
  });
  return {
    ...encodings,
    async unavailable() {
      if (pool.counts.demanded >= queue) return `${pool.counts.demanded} heads wait already.`;
      try {
        const { hasX264 } = await transcoder.describe();
        return hasX264 ? undefined : "ffmpeg has no libx264.";
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
  };
}
