import { Readable } from "node:stream";
import { CutstreamError } from "../../errors.ts";
import { allocateUnset } from "../../seams/allocate.ts";
import { chunksOf, throwIfCancelled } from "../../seams/blob-body.ts";
import { assertBlobKey, assertBlobPrefix } from "../../seams/blob-key.ts";
import { rangeWithin } from "../../seams/blob-range.ts";
import type { BlobStore } from "../../seams/blob-store.ts";

/** Makes a blob store in memory, for tests: as careful as the others, and gone with the process. */
export function createMemoryBlobStore(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  const find = (key: string): Uint8Array => {
    assertBlobKey(key);
    const blob = blobs.get(key);
    if (!blob) throw new CutstreamError("blob_not_found", `There is no blob ${key}.`);
    return blob;
  };
  return {
    async put(key, body, signal) {
      assertBlobKey(key);
      const chunks: Uint8Array[] = [];
      for await (const chunk of chunksOf(body, signal)) chunks.push(new Uint8Array(chunk));
      throwIfCancelled(signal);
      blobs.set(key, concatenate(chunks));
    },

    async size(key) {
      assertBlobKey(key);
      return blobs.get(key)?.length;
    },

    async read(key, range, allocate = allocateUnset) {
      const blob = find(key);
      const { start, end } = rangeWithin(key, blob.length, range);
      const bytes = allocate(end - start);
      bytes.set(blob.subarray(start, end));
      return bytes;
    },

    async stream(key, range) {
      const blob = find(key);
      const { start, end } = rangeWithin(key, blob.length, range);
      return { size: end - start, body: Readable.from([blob.slice(start, end)], { objectMode: false }) };
    },

    async *list(prefix) {
      assertBlobPrefix(prefix);
      yield* [...blobs.keys()].filter((key) => key.startsWith(prefix));
    },

    async delete(key) {
      assertBlobKey(key);
      blobs.delete(key);
    },

    async deletePrefix(prefix) {
      assertBlobPrefix(prefix);
      for (const key of blobs.keys()) if (key.startsWith(prefix)) blobs.delete(key);
    },

    localPath(key) {
      assertBlobKey(key);
      return undefined;
    },
  };
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
