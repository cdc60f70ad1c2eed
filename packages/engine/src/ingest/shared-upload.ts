import { rm } from "node:fs/promises";
import { onDisk } from "../adapters/disk/disk-errors.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import { hashFile } from "./acquire/local-file.ts";
import type { StagedContent } from "./acquire/staged-file.ts";
import type { SourceLocks } from "./source-locks.ts";
import { releaseSource, storeSource } from "./store-source.ts";

/** Uploads of a node that others ingest. */
export interface SharedUploads {
  /**
   * Puts an upload's bytes where every node finds them: among the sources, held by the video until it has a version.
   * The file stays.
   * @throws CutstreamError `source_not_found`, `source_too_large`, `storage_full`, `storage_failed`
   */
  share(path: string, video: string): Promise<StagedContent>;
  /** Deletes the file of an upload that was shared and that a video was made of. */
  discard(path: string): Promise<void>;
  /** Lets go of a video's hold: it has a version, or is gone. */
  release(sha256: string, video: string): Promise<void>;
}

/** Shares uploads where there may be other nodes. @returns null where there are none */
export function shareUploads(
  { isShared }: { readonly isShared: boolean },
  parts: { readonly blobs: BlobStore; readonly locks: SourceLocks; readonly maxBytes: number },
): SharedUploads | null {
  if (!isShared) return null;
  const { blobs, locks, maxBytes } = parts;
  return {
    async share(path, video) {
      const content = await hashFile(path, { maxBytes });
      const source = { path, ...content };
      await locks.hold(content.sha256, () => storeSource(source, video, blobs, new AbortController().signal));
      return content;
    },
    discard: (path) => onDisk("delete the upload once it was kept", rm(path, { force: true })),
    release: (sha256, video) => locks.hold(sha256, () => releaseSource(sha256, video, blobs)),
  };
}
