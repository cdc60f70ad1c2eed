import { createReadStream } from "node:fs";
import { keys } from "../library/keys.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { AcquiredSource } from "./ingest-version.ts";

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
  if ((await blobs.size(key)) === undefined)
    await blobs.put(key, createReadStream(path, { highWaterMark: 1 << 20 }), signal);
  await blobs.put(keys.sourceUse(sha256, version), new Uint8Array(0), signal);
}

/** Says that a version no longer needs its source's bytes: with the last one they go. Hold the source's lock. */
export async function releaseSource(sha256: string, version: string, blobs: BlobStore): Promise<void> {
  await blobs.deletePrefix(keys.sourceUse(sha256, version));
  for await (const _ of blobs.list(keys.sourceUses(sha256))) return;
  await blobs.deletePrefix(keys.sourceFolder(sha256));
}
