import { createHash } from "node:crypto";
import { AAC_FRAME_SAMPLES, concatBytes, mediaSegmentHeader, parseMediaSegment } from "@cutstream/media";
import { LRUCache } from "lru-cache";
import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import type { Library } from "../library/library.ts";
import { createSampleReader } from "../library/sample-reader.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Transcoder } from "../seams/transcoder.ts";
import type { EncoderPool } from "./encoder-pool.ts";
import { formatMix, type MixPath } from "./mix-path.ts";
import { type EncodedSound, encodeMix } from "./mix-segment.ts";

/** Makes and keeps segments of mixed sound: each once, for everyone. */
export interface Mixes {
  /**
   * The sound of a segment, from memory, the blob store, or an encoder; the segment after it is made ahead of time.
   * @throws CutstreamError `media_not_found`, `encoder_busy` where too many wait already, `encoder_failed`,
   * `encoder_missing`
   */
  get(path: MixPath): Promise<EncodedSound>;
  /** Whether a segment's sound exists. Reads no media. */
  ready(path: MixPath): Promise<boolean>;
  /** Tells which segments follow one another. */
  follow(paths: readonly MixPath[]): void;
  readonly stats: { encoded: number };
  /** Kills encoders and forgets what waits. */
  close(): Promise<void>;
}

export interface MixesOptions {
  readonly library: Library;
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  /** Shared with all else that is encoded. */
  readonly pool: EncoderPool;
  /** Segments that may wait while somebody waits for them. */
  readonly queue: number;
}

/** Bytes of sound kept in memory; names of segments known to exist, and of those that follow others. */
const CACHE_BYTES = 16 * 1024 * 1024;
const KNOWN = 100_000;
const FOLLOWERS = 20_000;
/** Seconds after which a refused client should ask again. */
const RETRY_AFTER = 2;

/** Makes mixes in a pool of encoders. */
export function createMixes({ library, blobs, transcoder, pool, queue }: MixesOptions): Mixes {
  const closing = new AbortController();
  const parts = { library, samples: createSampleReader(blobs), transcoder };
  const inFlight = new Map<string, Promise<EncodedSound>>();
  const demanded = new Set<string>();
  const recent = new LRUCache<string, EncodedSound>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ data, sizes }) => data.length + 8 * sizes.length + 256,
  });
  const known = new LRUCache<string, true>({ max: KNOWN });
  const next = new LRUCache<string, MixPath>({ max: FOLLOWERS });
  const stats = { encoded: 0 };

  const ready = async (path: MixPath): Promise<boolean> => {
    const key = mixKey(path);
    if (known.has(key)) return true;
    if ((await blobs.size(key)) === undefined) return false;
    known.set(key, true);
    return true;
  };

  const readStored = async (path: MixPath): Promise<EncodedSound | undefined> => {
    // what is mixed of a video that was deleted is served no more
    await library.audioTrack(path.music.version, path.music.rendition);
    if (!(await ready(path))) return undefined;
    try {
      return parseStored(await blobs.read(mixKey(path)));
    } catch (error) {
      if (!(error instanceof CutstreamError && error.code === "blob_not_found")) throw error;
      known.delete(mixKey(path));
      return undefined;
    }
  };

  const encode = async (path: MixPath, background: boolean): Promise<EncodedSound> => {
    const { signal } = closing;
    signal.throwIfAborted();
    const sound = await encodeMix(path, parts, { background, signal });
    stats.encoded++;
    try {
      await blobs.put(mixKey(path), toStored(sound));
      known.set(mixKey(path), true);
    } catch (error) {
      // whoever waits gets what is here; a full disk costs the next one an encode
      if (!(error instanceof CutstreamError && error.code === "storage_full")) throw error;
    }
    return sound;
  };

  const obtain = async (path: MixPath, key: string): Promise<EncodedSound> => {
    const stored = await readStored(path);
    if (stored) return stored;
    const task = (background: boolean) => encode(path, background);
    if (!demanded.has(key)) return pool.anticipate(key, task);
    if (pool.counts.demanded >= queue) {
      const message = `${pool.counts.demanded} segments and heads wait for an encoder.`;
      throw new CutstreamError("encoder_busy", message, { retryAfter: RETRY_AFTER });
    }
    return pool.demand(task);
  };

  const share = (path: MixPath, background: boolean): Promise<EncodedSound> => {
    const key = mixKey(path);
    const cached = recent.get(key);
    if (cached) return Promise.resolve(cached);
    if (!background) demanded.add(key);
    const running = inFlight.get(key);
    if (running) {
      if (!background) pool.hurry(key);
      return running;
    }
    const made = obtain(path, key)
      .then((sound) => {
        recent.set(key, sound);
        return sound;
      })
      .finally(() => {
        inFlight.delete(key);
        demanded.delete(key);
      });
    inFlight.set(key, made);
    return made;
  };

  return {
    get(path) {
      const following = next.get(mixKey(path));
      // whoever asks for it gets the outcome, errors included
      if (following && pool.counts.ahead < queue) share(following, true).catch(() => undefined);
      return share(path, false);
    },
    ready,
    follow(paths) {
      for (const [n, path] of paths.slice(1).entries()) {
        const before = paths[n];
        if (before) next.set(mixKey(before), path);
      }
    },
    stats,
    async close() {
      closing.abort(new CutstreamError("cancelled", "The encoders were closed."));
      await Promise.allSettled(inFlight.values());
    },
  };
}

/** Key of the blob that mixed sound is kept in: with the clip that is heard, so that it goes when that does. */
function mixKey(path: MixPath): string {
  const name = createHash("sha256").update(formatMix(path)).digest("hex");
  return keys.mix((path.own ?? path.music).version, name);
}

/** Mixed sound is kept as a media segment. */
const toStored = ({ sizes, data }: EncodedSound): Uint8Array =>
  concatBytes([
    mediaSegmentHeader({ baseMediaDecodeTime: 0, samples: { sizes, durations: AAC_FRAME_SAMPLES } }),
    data,
  ]);

function parseStored(segment: Uint8Array): EncodedSound {
  const samples = parseMediaSegment(segment)[0]?.tracks[0]?.samples ?? [];
  const [first] = samples;
  if (!first) throw new CutstreamError("storage_failed", "A segment of mixed sound is empty.");
  return { sizes: samples.map(({ size }) => size), data: segment.subarray(first.offset) };
}
