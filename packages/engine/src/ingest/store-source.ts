import { createReadStream } from "node:fs";
import { keys } from "../library/keys.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { AcquiredSource } from "./ingest-version.ts";

/** Keeps a source's own bytes, once for all videos made of it: later analyses and recipes start from them. */
export async function storeSource(
  { path, sha256 }: AcquiredSource,
  blobs: BlobStore,
  signal: AbortSignal,
): Promise<void> {
  const key = keys.source(sha256);
  if ((await blobs.size(key)) === undefined)
    await blobs.put(key, createReadStream(path, { highWaterMark: 1 << 20 }), signal);
}
