import { LRUCache } from "lru-cache";
import { assertWhole } from "../../library/assert-whole.ts";
import type { ChunkSource } from "../../library/sample-reader.ts";
import type { BlobStore } from "../../seams/blob-store.ts";

export interface ChunkCacheOptions {
  /** Bytes to keep. */
  readonly bytes: number;
  /** Bytes of the largest chunk that is kept. */
  readonly largest: number;
  /** Told whether a chunk that was looked for was there. Default: nobody. */
  readonly looked?: (found: boolean) => void;
}

/** Bytes that a kept chunk takes besides its own. */
const OVERHEAD = 256;

/**
 * Reads chunks by way of memory. What it gives may be part of what it keeps: nobody may write into it.
 *
 * Of a chunk of pictures the first who asks gets what he asks for, read into memory that he lends; who asks for some of
 * it soon after has all of it kept. Soon is while no more has been asked for than could be kept ("2Q", Johnson and
 * Shasha 1994), so that what is read once, by a CDN or a download, drives out nothing that many ask for. Sound is kept
 * at once: each composition has audio segments of its own, made of the same few kilobytes.
 */
export function createChunkCache(blobs: BlobStore, options: ChunkCacheOptions): ChunkSource {
  const { bytes, largest, looked } = options;
  const kept = new LRUCache<string, Uint8Array, number>({
    maxSize: bytes,
    sizeCalculation: ({ length }) => length + OVERHEAD,
    // who waits for what is driven out meanwhile gets it all the same
    ignoreFetchAbort: true,
    fetchMethod: async (key, _, { context: size }) => assertWhole(key, await blobs.read(key), size),
  });
  const askedFor = new LRUCache<string, true>({ maxSize: bytes });

  const toKeep = (key: string, size: number): boolean => {
    if (isSound(key) || askedFor.has(key)) return size <= largest;
    askedFor.set(key, true, { size: size + OVERHEAD });
    return false;
  };

  return {
    async read(key, range, allocate, size) {
      const chunk = kept.get(key);
      looked?.(chunk !== undefined);
      if (!chunk && !toKeep(key, size)) return blobs.read(key, range, allocate);
      const whole = chunk ?? (await kept.forceFetch(key, { context: size }));
      return whole.subarray(range.start, range.end);
    },
  };
}

/** Whether a chunk's key is one of an audio rendition. */
const isSound = (key: string): boolean => /\/a\d+\/c\d+$/.test(key);
