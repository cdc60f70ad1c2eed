import { CutstreamError } from "../errors.ts";
import { keys } from "../library/keys.ts";
import type { Library } from "../library/library.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import type { Catalog } from "../seams/catalog.ts";
import type { SourceLocks } from "./source-locks.ts";
import { releaseSource } from "./store-source.ts";

export interface VersionDeleterParts {
  readonly catalog: Pick<Catalog, "videosOfVersion">;
  readonly blobs: BlobStore;
  readonly library: Pick<Library, "version" | "forget">;
  readonly locks: SourceLocks;
}

/**
 * Deletes a version and what was made of it, unless a video has it. One without a manifest is nobody's: it is left to
 * whoever collects leftovers.
 */
export type DeleteVersion = (version: string) => Promise<void>;

export function createVersionDeleter(parts: VersionDeleterParts): DeleteVersion {
  const { catalog, blobs, library, locks } = parts;
  return async (version) => {
    const found = await library.version(version).catch(unlessMissing);
    if (!found) return;
    const { sha256 } = found.manifest.source;
    await locks.hold(sha256, async () => {
      if ((await catalog.videosOfVersion(version)).length > 0) return;
      library.forget(version);
      await deleteBlobsOf(version, blobs);
      await releaseSource(sha256, version, blobs);
    });
  };
}

/** Deletes the blobs of a version, and those made of it. */
export async function deleteBlobsOf(version: string, blobs: BlobStore): Promise<void> {
  // The manifest goes first: without it the rest is nobody's.
  await blobs.delete(keys.manifest(version));
  await blobs.deletePrefix(keys.version(version));
  await blobs.deletePrefix(keys.heads(version));
  await blobs.deletePrefix(keys.mixes(version));
  await blobs.deletePrefix(keys.thumbnails(version));
}

/** A version that is gone already need not be deleted. */
function unlessMissing(error: unknown): undefined {
  if (!(error instanceof CutstreamError) || error.code !== "media_not_found") throw error;
}
