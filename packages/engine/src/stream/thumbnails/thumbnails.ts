import { decodingRuns } from "@cutstream/media";
import { LRUCache } from "lru-cache";
import PQueue from "p-queue";
import { CutstreamError } from "../../errors.ts";
import { readDecodable } from "../../library/decodable.ts";
import { keys } from "../../library/keys.ts";
import { type Library, mainTrack } from "../../library/library.ts";
import { createSampleReader } from "../../library/sample-reader.ts";
import { type BlobStore, readOrNothing } from "../../seams/blob-store.ts";
import type { Transcoder } from "../../seams/transcoder.ts";
import { formatThumbnailPath, type ThumbnailPath } from "../address/thumbnail-path.ts";

/** Makes and keeps thumbnails: each once, for everyone. */
export interface Thumbnails {
  /**
   * The JPEG file, from memory, the blob store, or a decoder.
   * @throws CutstreamError `media_not_found` where there is no such version or frame, `encoder_busy` where too many
   * wait already, `encoder_failed`, `encoder_missing`
   */
  get(path: ThumbnailPath): Promise<Uint8Array>;
  /** Kills decoders and forgets what waits. */
  close(): Promise<void>;
}

export interface ThumbnailsOptions {
  readonly library: Library;
  readonly blobs: BlobStore;
  readonly transcoder: Transcoder;
  /** Decoders at a time. */
  readonly decoders: number;
  /** Thumbnails that may wait for one. Default 400: two pages of as many moments as one answer holds. */
  readonly queue?: number;
}

/** Bytes of thumbnails kept in memory: about a thousand of the usual width. */
const CACHE_BYTES = 16 * 1024 * 1024;
const QUEUE = 400;
/** Seconds after which a refused client should ask again. */
const RETRY_AFTER = 5;

export function createThumbnails(options: ThumbnailsOptions): Thumbnails {
  const { library, blobs, transcoder, decoders, queue = QUEUE } = options;
  const samples = createSampleReader(blobs);
  const pool = new PQueue({ concurrency: decoders });
  const closing = new AbortController();
  const inFlight = new Map<string, Promise<Uint8Array>>();
  const recent = new LRUCache<string, Uint8Array>({
    maxSize: CACHE_BYTES,
    sizeCalculation: ({ length }) => length + 128,
  });

  /** Always of the main rendition: others come and go, and the picture is to be the same for good. */
  const take = async ({ version, width, frame }: ThumbnailPath): Promise<Uint8Array> => {
    const { signal } = closing;
    signal.throwIfAborted();
    const track = mainTrack(await library.version(version));
    const runs = decodingRuns(track, { from: frame, to: frame + 1 });
    const { media, frames } = await readDecodable(version, track, runs, samples);
    const first = frames.filter((shown) => shown < frame).length;
    return transcoder.picture({ media, first, width, signal });
  };

  const make = async (path: ThumbnailPath, key: string): Promise<Uint8Array> => {
    if (pool.size >= queue) {
      const message = `${pool.size} thumbnails wait for ${decoders} decoders.`;
      throw new CutstreamError("encoder_busy", message, { retryAfter: RETRY_AFTER });
    }
    const picture = await pool.add(() => take(path));
    try {
      await blobs.put(key, picture);
    } catch (error) {
      // whoever waits gets what is here; a full disk costs the next one a decode
      if (!(error instanceof CutstreamError && error.code === "storage_full")) throw error;
    }
    return picture;
  };

  const obtain = async (path: ThumbnailPath): Promise<Uint8Array> => {
    const { version, width, frame } = path;
    const { frameCount } = (await library.version(version)).manifest;
    if (frame >= frameCount) {
      const message = `Version ${version} has ${frameCount} frames, none with the number ${frame}.`;
      throw new CutstreamError("media_not_found", message);
    }
    const key = keys.thumbnail(version, width, frame);
    return (await readOrNothing(blobs, key)) ?? make(path, key);
  };

  return {
    get(path) {
      const name = formatThumbnailPath(path);
      const cached = recent.get(name);
      if (cached) return Promise.resolve(cached);
      const running = inFlight.get(name);
      if (running) return running;
      const made = obtain(path)
        .then((picture) => {
          recent.set(name, picture);
          return picture;
        })
        .finally(() => inFlight.delete(name));
      inFlight.set(name, made);
      return made;
    },
    async close() {
      closing.abort(new CutstreamError("cancelled", "The decoders were closed."));
      await Promise.allSettled(inFlight.values());
    },
  };
}
