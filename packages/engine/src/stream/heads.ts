import { ORIGIN_TICKS, parseMediaSegment } from "@cutstream/media";
import { LRUCache } from "lru-cache";
import { CutstreamError } from "../errors.ts";
import { type ConditionedRun, conditionFrames, type HeadId } from "../library/condition-frames.ts";
import { keys } from "../library/keys.ts";
import { createSampleReader } from "../library/sample-reader.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import { createEncoderPool } from "./encoder-pool.ts";

/** Key of the blob that a head is kept in. */
export function headKey({ version, track, from, to }: HeadId): string {
  return keys.head(version, track.index.rendition, from, to);
}

/** Makes and keeps conditioned heads and tails: each once, for everyone. */
export interface Heads {
  /**
   * The frames, from memory, the blob store, or an encoder.
   * @throws CutstreamError `encoder_busy` where too many wait already, `encoder_failed`, `encoder_missing`
   */
  get(id: HeadId): Promise<ConditionedRun>;
  /** Makes a head ahead of time, behind everything that somebody waits for. Waits for a place in the queue. */
  prepare(id: HeadId, signal?: AbortSignal): Promise<void>;
  /** Bytes of a head that exists, undefined otherwise. Reads no media. */
  readySize(id: HeadId): Promise<number | undefined>;
  /** Why no head can be made now; undefined where one can. */
  unavailable(): Promise<string | undefined>;
  readonly stats: { encoded: number; running: () => number; waiting: () => number };
  /** Kills encoders and forgets what waits. */
  close(): Promise<void>;
}

export interface HeadsOptions {
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  /** Encoders at a time that somebody waits for. */
  readonly encoders: number;
  /** Heads that may wait while somebody waits for them. */
  readonly queue: number;
}

/** Bytes of heads kept in memory, and known sizes of heads in the blob store. */
const CACHE_BYTES = 32 * 1024 * 1024;
const KNOWN_SIZES = 100_000;
/** Seconds after which a refused client should ask again: a queue's worth of heads takes about that long. */
const RETRY_AFTER = 2;

/** Opens the pool of encoders. */
export function createHeads({ blobs, transcoder, encoders, queue }: HeadsOptions): Heads {
  const pool = createEncoderPool(encoders);
  const closing = new AbortController();
  const samples = createSampleReader(blobs);
  const inFlight = new Map<string, Promise<ConditionedRun>>();
  /** Of those in flight, the ones that somebody waits for. */
  const demanded = new Set<string>();
  const recent = new LRUCache<string, ConditionedRun>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ data }) => data.length + 256,
  });
  const sizes = new LRUCache<string, number>({ max: KNOWN_SIZES });
  const stats = {
    encoded: 0,
    running: () => pool.counts.running,
    waiting: () => pool.counts.demanded + pool.counts.ahead,
  };

  const readySize = async (id: HeadId): Promise<number | undefined> => {
    const key = headKey(id);
    const known = sizes.get(key) ?? (await blobs.size(key));
    if (known !== undefined) sizes.set(key, known);
    return known;
  };

  const readStored = async (id: HeadId): Promise<ConditionedRun | undefined> => {
    if ((await readySize(id)) === undefined) return undefined;
    try {
      return parseRun(id, await blobs.read(headKey(id)));
    } catch (error) {
      if (!(error instanceof CutstreamError && error.code === "blob_not_found")) throw error;
      // its video was deleted, and ingested again since
      sizes.delete(headKey(id));
      return undefined;
    }
  };

  const encode = async (id: HeadId, background: boolean): Promise<ConditionedRun> => {
    const { signal } = closing;
    signal.throwIfAborted();
    const { segment, run } = await conditionFrames({ id, samples, transcoder, background, signal });
    stats.encoded++;
    try {
      await blobs.put(headKey(id), segment);
      sizes.set(headKey(id), segment.length);
    } catch (error) {
      // whoever waits gets what is here; a full disk costs the next one an encode
      if (!(error instanceof CutstreamError && error.code === "storage_full")) throw error;
    }
    return run;
  };

  const obtain = async (id: HeadId, key: string): Promise<ConditionedRun> => {
    const stored = await readStored(id);
    if (stored) return stored;
    const task = (background: boolean) => encode(id, background);
    if (!demanded.has(key)) return pool.anticipate(key, task);
    if (pool.counts.demanded >= queue) {
      const message = `${pool.counts.demanded} heads wait for ${encoders} encoders.`;
      throw new CutstreamError("encoder_busy", message, { retryAfter: RETRY_AFTER });
    }
    return pool.demand(task);
  };

  const share = (id: HeadId, background: boolean): Promise<ConditionedRun> => {
    const key = headKey(id);
    const cached = recent.get(key);
    if (cached) return Promise.resolve(cached);
    if (!background) demanded.add(key);
    const running = inFlight.get(key);
    if (running) {
      if (!background) pool.hurry(key);
      return running;
    }
    const made = obtain(id, key)
      .then((run) => {
        recent.set(key, run);
        return run;
      })
      .finally(() => {
        inFlight.delete(key);
        demanded.delete(key);
      });
    inFlight.set(key, made);
    return made;
  };

  return {
    get: (id) => share(id, false),
    async prepare(id, signal) {
      await pool.roomAhead(queue);
      signal?.throwIfAborted();
      closing.signal.throwIfAborted();
      if ((await readySize(id)) === undefined) await share(id, true);
    },
    readySize,
    async unavailable() {
      if (pool.counts.demanded >= queue) return `${pool.counts.demanded} heads wait already.`;
      try {
        const { hasX264 } = await transcoder.describe();
        return hasX264 ? undefined : "ffmpeg has no libx264.";
      } catch (error) {
        return error instanceof Error ? error.message : String(error);
      }
    },
    stats,
    async close() {
      closing.abort(new CutstreamError("cancelled", "The encoders were closed."));
      await Promise.allSettled(inFlight.values());
    },
  };
}

/** Reads a stored head: a media segment of its own. */
function parseRun({ from, track }: HeadId, segment: Uint8Array): ConditionedRun {
  const [fragment] = parseMediaSegment(segment);
  const samples = fragment?.tracks[0]?.samples ?? [];
  const [first] = samples;
  if (!first)
    throw new CutstreamError(
      "storage_failed",
      `The head at frame ${from} of ${track.index.rendition} is empty.`,
    );
  const { frameTicks } = track.index;
  const base = fragment?.tracks[0]?.baseMediaDecodeTime ?? 0;
  const firstFrame = (base - ORIGIN_TICKS) / frameTicks;
  return {
    frames: samples.map(
      ({ compositionOffset }, place) => firstFrame + place + compositionOffset / frameTicks,
    ),
    sizes: samples.map(({ size }) => size),
    sync: samples.map(({ sync }) => sync),
    data: segment.subarray(first.offset),
  };
}
