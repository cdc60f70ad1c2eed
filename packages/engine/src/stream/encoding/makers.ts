import type { EngineMetrics } from "../../api/health.ts";
import type { Library } from "../../library/library.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import type { Painter } from "../../seams/painter.ts";
import type { Transcoder } from "../../seams/transcoder.ts";
import { createEncoderPool } from "./encoder-pool.ts";
import { createHeads, type Heads } from "./heads.ts";
import { createMixes, type Mixes } from "./mixes.ts";
import { createRendered, type Rendered } from "./rendered.ts";

/** What makes the parts of plans. */
export interface Makers {
  readonly heads: Heads;
  readonly rendered: Rendered;
  readonly mixes: Mixes;
}

/** The same, what they have done, and how they end. */
export interface OpenedMakers extends Makers {
  /** Encodes that a viewer waits for and that wait for an encoder. */
  awaited(): number;
  metrics(): EngineMetrics;
  close(): Promise<void>;
}

export interface MakersOptions {
  readonly library: Library;
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  readonly painter: Painter;
  /** Encoders at a time that somebody waits for, whatever they make. */
  readonly encoders: number;
  /** Parts of each kind that may wait while somebody waits for them. */
  readonly queue: number;
}

/** Opens the makers over one pool of encoders. */
export function createMakers({
  library,
  blobs,
  transcoder,
  painter,
  encoders,
  queue,
}: MakersOptions): OpenedMakers {
  const pool = createEncoderPool(encoders);
  const heads = createHeads({ blobs, transcoder, encoders: pool, queue });
  const rendered = createRendered({ blobs, transcoder, painter, pool, queue });
  const mixes = createMixes({ library, blobs, transcoder, pool, queue });
  const awaited = () => pool.counts.demanded;
  return {
    heads,
    rendered,
    mixes,
    awaited,
    metrics: () => ({
      counters: {
        heads_encoded_total: heads.stats.encoded,
        segments_rendered_total: rendered.stats.encoded,
        sound_segments_encoded_total: mixes.stats.encoded,
      },
      gauges: {
        encoders,
        encodes_running: pool.counts.running,
        encodes_awaited: awaited(),
        encodes_ahead: pool.counts.ahead,
        heads_running: heads.stats.running(),
        heads_waiting: heads.stats.waiting(),
      },
    }),
    async close() {
      await Promise.all([heads.close(), rendered.close(), mixes.close()]);
    },
  };
}
