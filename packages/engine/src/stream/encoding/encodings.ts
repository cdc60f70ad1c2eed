import { LRUCache } from "lru-cache";
import { CutstreamError } from "../../errors.ts";
import { type BlobStore, readOrNothing } from "../../seams/blob-store.ts";
import type { Urgency } from "../../seams/transcoder.ts";
import { type Encode, type EncoderPool, isMoreUrgent, type Unhurried } from "./encoder-pool.ts";

/** Samples that are encoded when they are first asked for, each once, and kept for everyone. */
export interface Encodings<Id, Encoded> {
  /**
   * The samples, from memory, the blob store, or an encoder.
   * @throws CutstreamError `encoder_busy` where too many wait already, and what making them throws
   */
  get(id: Id): Promise<Encoded>;
  /**
   * Makes samples and stores them, behind everything that a viewer waits for: ahead of time, or for a job that somebody
   * waits for. Waits for a place in the queue.
   * @param urgency default `idle`.
   */
  prepare(id: Id, signal?: AbortSignal, urgency?: Unhurried): Promise<void>;
  /** Bytes of what exists, undefined otherwise. Reads no media. */
  readySize(id: Id): Promise<number | undefined>;
  readonly stats: { encoded: number; running: () => number; waiting: () => number };
  /** Kills encoders and forgets what waits. */
  close(): Promise<void>;
}

export interface EncodingsOptions<Id, Encoded> {
  readonly blobs: BlobStore;
  readonly pool: EncoderPool;
  /** How many may wait while somebody waits for them. */
  readonly queue: number;
  /** Key of the blob that samples are kept in. */
  readonly keyOf: (id: Id) => string;
  /** Encodes samples; the segment is what is stored. */
  readonly make: (
    id: Id,
    urgency: Urgency,
    signal: AbortSignal,
  ) => Promise<{ readonly segment: Uint8Array; readonly encoded: Encoded }>;
  /** Reads samples back from their segment. Whatever it throws, they are made again. */
  readonly parse: (segment: Uint8Array, id: Id) => Encoded;
  /** What they are called where too many wait: `heads`. */
  readonly what: string;
  /** Bytes of samples kept in memory. */
  readonly cacheBytes: number;
}

/** Known sizes of what is in the blob store. */
const KNOWN_SIZES = 100_000;
/** Seconds after which a refused client should ask again: a queue's worth of encodes takes about that long. */
const RETRY_AFTER = 2;
/** Bytes that a cached encoding takes beside those of its media. */
const OVERHEAD_BYTES = 1024;

/** Opens a store of encodings over a pool of encoders. */
export function createEncodings<Id, Encoded extends { readonly data: Uint8Array }>(
  options: EncodingsOptions<Id, Encoded>,
): Encodings<Id, Encoded> {
  const { blobs, pool, queue, keyOf, make, parse, what, cacheBytes } = options;
  const closing = new AbortController();
  const inFlight = new Map<string, Promise<Encoded>>();
  /** Encoded, given to whoever waited, and on the way to the blob store. */
  const storing = new Map<string, Promise<void>>();
  /** Of those in flight, how urgent they are. */
  const wanted = new Map<string, Urgency>();
  const recent = new LRUCache<string, Encoded>({
    maxSize: cacheBytes,
    sizeCalculation: ({ data }) => data.length + OVERHEAD_BYTES,
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

  const readStored = async (id: Id): Promise<Encoded | undefined> => {
    if ((await readySize(id)) === undefined) return undefined;
    const segment = await readOrNothing(blobs, keyOf(id));
    const encoded = segment && parseWhole(segment, id);
    // where it is gone, its video was deleted, and ingested again since, or it was collected
    if (!encoded) sizes.delete(keyOf(id));
    return encoded;
  };

  /** What was damaged is as good as gone: it is made again, and stored over it. */
  const parseWhole = (segment: Uint8Array, id: Id): Encoded | undefined => {
    try {
      return parse(segment, id);
    } catch {
      return undefined;
    }
  };

  const encode = async (id: Id, urgency: Urgency, superseded: AbortSignal): Promise<Encoded> => {
    const signal = AbortSignal.any([closing.signal, superseded]);
    signal.throwIfAborted();
    const { segment, encoded } = await make(id, urgency, signal);
    stats.encoded++;
    store(keyOf(id), segment);
    return encoded;
  };

  const store = (key: string, segment: Uint8Array): void => {
    // It counts as ready from here on: this process has it in memory.
    sizes.set(key, segment.length);
    const stored = blobs.put(key, segment).finally(() => storing.delete(key));
    // Nobody who waits for a picture waits for the disk: one that fails costs whoever comes next an encode.
    stored.catch(() => sizes.delete(key));
    storing.set(key, stored);
  };

  const obtain = async (id: Id, key: string): Promise<Encoded> => {
    const stored = await readStored(id);
    if (stored) return stored;
    const task: Encode<Encoded> = (urgency, superseded) => encode(id, urgency, superseded);
    const urgency = wanted.get(key) ?? "idle";
    if (urgency !== "now") return pool.anticipate(key, task, urgency);
    if (pool.counts.demanded >= queue) {
      const message = `${pool.counts.demanded} ${what} wait for an encoder.`;
      throw new CutstreamError("encoder_busy", message, { retryAfter: RETRY_AFTER });
    }
    return pool.demand(task);
  };

  const share = (id: Id, urgency: Urgency): Promise<Encoded> => {
    const key = keyOf(id);
    const cached = recent.get(key);
    if (cached) return Promise.resolve(cached);
    const before = wanted.get(key);
    const hurries = before !== undefined && isMoreUrgent(urgency, before);
    if (before === undefined || hurries) wanted.set(key, urgency);
    const running = inFlight.get(key);
    if (running) {
      if (hurries) pool.hurry(key, urgency);
      return running;
    }
    const made = obtain(id, key)
      .then((encoded) => {
        recent.set(key, encoded);
        return encoded;
      })
      .finally(() => {
        inFlight.delete(key);
        wanted.delete(key);
      });
    inFlight.set(key, made);
    return made;
  };

  return {
    get: (id) => share(id, "now"),
    async prepare(id, signal, urgency = "idle") {
      await pool.roomAhead(queue, urgency);
      signal?.throwIfAborted();
      closing.signal.throwIfAborted();
      if ((await readySize(id)) === undefined) await share(id, urgency);
      await storing.get(keyOf(id))?.catch((error: unknown) => {
        if (!(error instanceof CutstreamError && error.code === "storage_full")) throw error;
      });
    },
    readySize,
    stats,
    async close() {
      closing.abort(new CutstreamError("cancelled", "The encoders were closed."));
      await Promise.allSettled(inFlight.values());
      await Promise.allSettled(storing.values());
    },
  };
}
