import { LRUCache } from "lru-cache";
import { assertWhole } from "../library/assert-whole.ts";
import type { BlobStore, ByteRange } from "../seams/blob-store.ts";

/** Reads chunks by way of memory. */
export interface ChunkCache {
  /**
   * A whole chunk, kept: for those that many ask for, and for small ones.
   * @param size bytes that it has by its rendition's index.
   * @throws CutstreamError `storage_failed` where it has not: what was cut short is neither kept nor served.
   */
  whole(key: string, size: number): Promise<Uint8Array>;
  /**
   * Part of a chunk: from memory where the chunk is there, otherwise that part alone.
   * @param into where its bytes go; by default they may be part of what is kept.
   * @param size bytes of the whole chunk by its rendition's index. Throws as {@link whole}.
   */
  read(key: string, range: ByteRange, into: Uint8Array | undefined, size: number): Promise<Uint8Array>;
}

/**
 * Keeps chunks of `blobs` in memory. Sound is always read by the chunk: each composition has audio segments of its own,
 * made of the same few kilobytes.
 * @param bytes to keep.
 */
export function createChunkCache(blobs: BlobStore, bytes: number): ChunkCache {
  const chunks = new LRUCache<string, Uint8Array, number>({
    maxSize: bytes,
    sizeCalculation: ({ length }) => length + 256,
    fetchMethod: async (key, _, { context: size }) => assertWhole(key, await blobs.read(key), size),
  });
  const whole = async (key: string, size: number): Promise<Uint8Array> =>
    chunks.get(key) ??
    (await chunks.fetch(key, { context: size })) ??
    assertWhole(key, await blobs.read(key), size);
  return {
    whole,
    async read(key, range, into, size) {
      const chunk = isSound(key) ? await whole(key, size) : chunks.get(key);
      if (!chunk) return blobs.read(key, range, into);
      const part = chunk.subarray(range.start, range.end);
      if (!into) return part;
      into.set(part);
      return into;
    },
  };
}

/** Whether a chunk's key is one of an audio rendition. */
const isSound = (key: string): boolean => /\/a\d+\/c\d+$/.test(key);
