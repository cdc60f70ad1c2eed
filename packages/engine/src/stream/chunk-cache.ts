import { LRUCache } from "lru-cache";
import type { BlobStore, ByteRange } from "../seams/blob-store.ts";

/** Reads chunks by way of memory. */
export interface ChunkCache {
  /** A whole chunk, kept: for those that many ask for, and for small ones. */
  whole(key: string): Promise<Uint8Array>;
  /** Part of a chunk: from memory where the chunk is there, otherwise that part alone. */
  read(key: string, range?: ByteRange): Promise<Uint8Array>;
}

/**
 * Keeps chunks of `blobs` in memory. Sound is always read by the chunk: each composition has audio segments of its own,
 * made of the same few kilobytes.
 * @param bytes to keep.
 */
export function createChunkCache(blobs: BlobStore, bytes: number): ChunkCache {
  const chunks = new LRUCache<string, Uint8Array>({
    maxSize: bytes,
    sizeCalculation: ({ length }) => length + 256,
    fetchMethod: (key) => blobs.read(key),
  });
  const whole = async (key: string): Promise<Uint8Array> =>
    chunks.get(key) ?? (await chunks.fetch(key)) ?? blobs.read(key);
  return {
    whole,
    async read(key, range) {
      const chunk = isSound(key) ? await whole(key) : chunks.get(key);
      if (!chunk) return blobs.read(key, range);
      return range ? chunk.subarray(range.start, range.end) : chunk;
    },
  };
}

/** Whether a chunk's key is one of an audio rendition. */
const isSound = (key: string): boolean => /\/a\d+\/c\d+$/.test(key);
