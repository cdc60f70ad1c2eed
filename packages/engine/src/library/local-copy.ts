import { createWriteStream } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { onDisk } from "../adapters/disk/disk-errors.ts";
import { throwIfCancelled } from "../seams/blob-body.ts";
import type { BlobStore } from "../seams/blob-store.ts";

/**
 * Runs `use` with a path of a blob that local programs can read back and forth: its own where the store has one,
 * otherwise that of a copy in the folder for temporary files, which goes with the end of `use`.
 * @throws CutstreamError `blob_not_found`, `storage_full`, `storage_failed`, `cancelled`; and what `use` throws.
 */
export async function withLocalFile<T>(
  blobs: BlobStore,
  key: string,
  signal: AbortSignal,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const known = blobs.localPath(key);
  if (known !== undefined) return use(known);
  const folder = await onDisk("make a folder for a copy", mkdtemp(join(tmpdir(), "cutstream-source-")));
  try {
    const path = join(folder, "source");
    await copyToFile(blobs, key, path, signal);
    return await use(path);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Copies a blob into a file, and makes its folder. Throws as {@link withLocalFile}. */
export async function copyToFile(
  blobs: BlobStore,
  key: string,
  path: string,
  signal: AbortSignal,
): Promise<void> {
  throwIfCancelled(signal);
  const { body } = await blobs.stream(key);
  const copied = mkdir(dirname(path), { recursive: true }).then(() =>
    pipeline(body, createWriteStream(path), { signal }),
  );
  await onDisk(`copy blob ${key}`, copied).catch((thrown: unknown) => {
    throwIfCancelled(signal);
    throw thrown;
  });
}
