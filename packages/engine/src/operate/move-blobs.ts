import { access } from "node:fs/promises";
import { resolve } from "node:path";
import { isS3Location } from "../adapters/s3/location.ts";
import { CutstreamError } from "../errors.ts";
import { blobFolder, openBlobs } from "../open/open-blobs.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import { type CopiedBlobs, type CopyOptions, copyStore } from "./copy-store.ts";

export interface MoveBlobsOptions extends CopyOptions {
  /** `s3://bucket/prefix`, or a server's data folder; what is in it stays as it is. */
  readonly from: string;
  /** As `from`. */
  readonly to: string;
}

/**
 * Copies all blobs from a data folder to S3, from there to a folder, or from one bucket to another; what is there
 * already is left. Of a server's tenants nothing is copied: each is moved by itself. Servers may run: what they store
 * meanwhile is copied by running it again.
 * @throws CutstreamError `not_found` where the folder has no blobs, `storage_full`, `storage_failed`, `cancelled`
 */
export async function moveBlobs({ from, to, ...options }: MoveBlobsOptions): Promise<CopiedBlobs> {
  if (!isS3Location(from)) await assertHasBlobs(from);
  return copyStore(await openPlace(from), await openPlace(to), options);
}

const openPlace = (place: string): Promise<BlobStore> =>
  openBlobs(isS3Location(place) ? { dataDir: "", blobs: place } : { dataDir: resolve(place) });

async function assertHasBlobs(dataDir: string): Promise<void> {
  try {
    await access(blobFolder(dataDir));
  } catch (cause) {
    throw new CutstreamError("not_found", `${dataDir} is no data folder with blobs in it.`, { cause });
  }
}
