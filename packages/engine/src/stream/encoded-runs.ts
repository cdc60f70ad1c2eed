import type { VideoTrack } from "@cutstream/media";
import { LRUCache } from "lru-cache";
import { CutstreamError } from "../errors.ts";
import { type EncodedRun, readStoredRun } from "../library/encoded-run.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { EncoderPool } from "./encoder-pool.ts";

/** Runs of frames that are encoded when they are first asked for, each once, and kept for everyone. */
export interface EncodedRuns<Id> {
  /**
   * The frames, from memory, the blob store, or an encoder.
   * @throws CutstreamError `encoder_busy` where too many wait already, and what making it throws
   */
  get(id: Id): Promise<EncodedRun>;
  /** Makes a run ahead of time, behind everything that somebody waits for. Waits for a place in the queue. */
  prepare(id: Id, signal?: AbortSignal): Promise<void>;
  /** Bytes of a run that exists, undefined otherwise. Reads no media. */
  readySize(id: Id): Promise<number | undefined>;
  /** The run while it is being made or waits to be; undefined otherwise. */
  underWay(id: Id): Promise<EncodedRun> | undefined;
  readonly stats: { encoded: number; running: () => number; waiting: () => number };
  /** Kills encoders and forgets what waits. */
  close(): Promise<void>;
}

export interface EncodedRunsOptions<Id> {
  readonly blobs: BlobStore;
  readonly pool: EncoderPool;
  /** Runs that may wait while somebody waits for them. */
  readonly queue: number;
  /** Key of the blob that a run is kept in. */
  readonly keyOf: (id: Id) => string;
  /** Encodes a run; the segment is what is stored. */
  readonly make: (
    id: Id,
    background: boolean,
    signal: AbortSignal,
  ) => Promise<{ readonly segment: Uint8Array; readonly run: EncodedRun }>;
  /** What runs are called where too many wait: `heads`. */
  readonly what: string;
}

/** Bytes of runs kept in memory, and known sizes of runs in the blob store. */
const CACHE_BYTES = 32 * 1024 * 1024;
const KNOWN_SIZES = 100_000;
/** Seconds after which a refused client should ask again: a queue's worth of runs takes about that long. */
const RETRY_AFTER = 2;

/** Opens a store of runs over a pool of encoders. */
export function createEncodedRuns<Id extends { readonly track: VideoTrack }>(
  options: EncodedRunsOptions<Id>,
): EncodedRuns<Id> {
  const { blobs, pool, queue, keyOf, make, what } = options;
  const closing = new AbortController();
  const inFlight = new Map<string, Promise<EncodedRun>>();
  /** Of those in flight, the ones that somebody waits for. */
  const demanded = new Set<string>();
  const recent = new LRUCache<string, EncodedRun>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ data }) => data.length + 256,
  });
  const sizes = new LRUCache<string, number>({ max: KNOWN_SIZES });
  const stats = {
    encoded: 0,
    running: () => pool.counts.running,
    waiting: () => pool.counts.demanded + pool.counts.ahead,
  };

  const readySize = async (id: Id): Promise<number | undefined> => {
    const key = keyOf(id);
    const known = sizes.get(key) ?? (await blobs.size(key));
    if (known !== undefined) sizes.set(key, known);
    return known;
  };

  const readStored = async (id: Id): Promise<EncodedRun | undefined> => {
    if ((await readySize(id)) === undefined) return undefined;
    try {
      return readStoredRun(await blobs.read(keyOf(id)), id.track.index.frameTicks);
    } catch (error) {
      if (!(error instanceof CutstreamError && error.code === "blob_not_found")) throw error;
      // its video was deleted, and ingested again since
      sizes.delete(keyOf(id));
      return undefined;
    }
  };

  const encode = async (id: Id, background: boolean): Promise<EncodedRun> => {
    const { signal } = closing;
    signal.throwIfAborted();
    const { segment, run } = await make(id, background, signal);
    stats.encoded++;
    try {
      await blobs.put(keyOf(id), segment);
      sizes.set(keyOf(id), segment.length);
    } catch (error) {
      // whoever waits gets what is here; a full disk costs the next one an encode
      if (!(error instanceof CutstreamError && error.code === "storage_full")) throw error;
    }
    return run;
  };

  const obtain = async (id: Id, key: string): Promise<EncodedRun> => {
    const stored = await readStored(id);
    if (stored) return stored;
    const task = (background: boolean) => encode(id, background);
    if (!demanded.has(key)) return pool.anticipate(key, task);
    if (pool.counts.demanded >= queue) {
      const message = `${pool.counts.demanded} ${what} wait for an encoder.`;
      throw new CutstreamError("encoder_busy", message, { retryAfter: RETRY_AFTER });
    }
    return pool.demand(task);
  };

  const share = (id: Id, background: boolean): Promise<EncodedRun> => {
    const key = keyOf(id);
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
    underWay: (id) => inFlight.get(keyOf(id)),
    stats,
    async close() {
      closing.abort(new CutstreamError("cancelled", "The encoders were closed."));
      await Promise.allSettled(inFlight.values());
    },
  };
}
