import { CutstreamError } from "../errors.ts";
import type { Allocate } from "./allocate.ts";

/**
 * Where bytes live: sources, chunks, sample indexes, heads. A blob is written once, whole, and never changed.
 * Keys are relative paths of `[A-Za-z0-9._-]` parts joined by `/`; `assertBlobKey` refuses all others. No key is the
 * folder of another: where there is `a/b`, there is no `a`.
 */
export interface BlobStore {
  /**
   * Stores a blob. Readers see all of it or nothing; a second write of a key replaces nothing that differs, since
   * keys are derived from content. Data is on stable storage when the promise resolves.
   * @param body an iterable is read one chunk at a time, each once the one before it is stored. What it throws comes
   *   out as it is, and leaves nothing behind.
   * @throws CutstreamError `storage_full`, `storage_failed`, `cancelled` once the signal is aborted
   */
  put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void>;
  /** Size in bytes, or undefined where there is no such blob. */
  size(key: string): Promise<number | undefined>;
  /**
   * Reads `[start, end)`, or the whole blob.
   * @param allocate gives the memory that the bytes are read into. Default: {@link allocateUnset}.
   * @returns the bytes, in what `allocate` gave: no others write into it or look at it.
   * @throws CutstreamError `blob_not_found`, `storage_failed`; a range past the end is `storage_failed`.
   */
  read(key: string, range?: ByteRange, allocate?: Allocate): Promise<Uint8Array>;
  /** Streams a blob or a range of it without holding it in memory. Throws as {@link read}, before the first byte. */
  stream(key: string, range?: ByteRange): Promise<ReadableBlob>;
  /** Keys that start with `prefix`, in no stated order. */
  list(prefix: string): AsyncIterable<string>;
  /** Deletes one blob; none is no error. Other keys that begin as this one does stay. */
  delete(key: string): Promise<void>;
  /** Deletes all blobs whose key starts with `prefix`; none is no error. */
  deletePrefix(prefix: string): Promise<void>;
  /** A path that local programs such as ffmpeg can open for reading, where the store has one. */
  localPath(key: string): string | undefined;
}

/** Half-open range of bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface ReadableBlob {
  /** Bytes of `body`: of the range, where one was asked for. */
  readonly size: number;
  readonly body: import("node:stream").Readable;
}

/** The whole of a blob; undefined where there is none. @throws CutstreamError `storage_failed` */
export async function readOrNothing(blobs: BlobStore, key: string): Promise<Uint8Array | undefined> {
  try {
    return await blobs.read(key);
  } catch (error) {
    if (error instanceof CutstreamError && error.code === "blob_not_found") return undefined;
    throw error;
  }
}
