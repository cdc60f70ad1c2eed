import { join } from "node:path";
import { openDiskBlobStore } from "../adapters/disk/disk-blob-store.ts";
import { isS3Location } from "../adapters/s3/location.ts";
import type { EngineConfig } from "../api/config.ts";
import { CutstreamError } from "../errors.ts";
import type { BlobStore } from "../seams/blob-store.ts";

/** Where blobs lie unless the configuration says otherwise. */
export const blobFolder = (dataDir: string): string => join(dataDir, "blobs");

/**
 * Opens the blobs of a configuration: those in S3, or those in the data folder.
 * @throws CutstreamError `storage_failed` where they cannot be used, with why.
 */
export async function openBlobs({
  dataDir,
  blobs,
}: Pick<EngineConfig, "dataDir" | "blobs">): Promise<BlobStore> {
  if (blobs === undefined) return openDiskBlobStore(blobFolder(dataDir));
  if (!isS3Location(blobs))
    throw new CutstreamError(
      "storage_failed",
      `${JSON.stringify(blobs)} is no place for blobs; give s3://bucket/prefix, or nothing for the data folder.`,
    );
  // Read only where it is used: the SDK is large.
  const { openS3BlobStore } = await import("../adapters/s3/s3-blob-store.ts");
  return openS3BlobStore(blobs);
}
