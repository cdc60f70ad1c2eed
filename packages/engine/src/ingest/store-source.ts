import { open } from "node:fs/promises";
import { keys } from "../library/keys.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { AcquiredSource } from "./ingest-version.ts";

/** Bytes that are read at a time. */
const BUFFER_SIZE = 1 << 20;

/**
 * Keeps a source's own bytes, once for all versions made of it: later analyses and recipes start from them.
 * Hold the source's lock.
 */
export async function storeSource(
  { path, sha256 }: AcquiredSource,
  version: string,
  blobs: BlobStore,
  signal: AbortSignal,
): Promise<void> {
  const key = keys.source(sha256);
  if ((await blobs.size(key)) === undefined) await blobs.put(key, bytesOf(path), signal);
  await blobs.put(keys.sourceUse(sha256, version), new Uint8Array(0), signal);
}

/** All bytes of a file, in pieces that hold until the next one is asked for: one buffer reads them all. */
async function* bytesOf(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const buffer = new Uint8Array(BUFFER_SIZE);
  const file = await open(path, "r");
  try {
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}

/** Says that a version no longer needs its source's bytes: with the last one they go. Hold the source's lock. */
export async function releaseSource(sha256: string, version: string, blobs: BlobStore): Promise<void> {
  await blobs.deletePrefix(keys.sourceUse(sha256, version));
  for await (const _ of blobs.list(keys.sourceUses(sha256))) return;
  await blobs.deletePrefix(keys.sourceFolder(sha256));
}
