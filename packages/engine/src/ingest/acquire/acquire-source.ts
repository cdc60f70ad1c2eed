import { mkdir, rm } from "node:fs/promises";
import { basename, join } from "node:path";
import { onDisk } from "../../adapters/disk/disk-errors.ts";
import { isPublicAddress } from "../../adapters/http/address-guard.ts";
import type { IngestSource } from "../../api/videos.ts";
import { download } from "./download.ts";
import { copyIn, moveIn } from "./local-file.ts";

/** What a source may cost. */
export interface AcquireLimits {
  readonly maxBytes: number;
  /** Seconds that a download may take. */
  readonly timeout: number;
  /** Allows downloads from private addresses. */
  readonly allowPrivate: boolean;
}

/** Where to take a source in, and how. */
export interface AcquireOptions {
  /** Folder for the file; made where it is not there. */
  readonly folder: string;
  readonly limits: AcquireLimits;
  readonly signal?: AbortSignal;
  /** Called with the share done, 0 to 1; not at all where that cannot be known. */
  readonly onProgress?: (share: number) => void;
}

/** A source whose bytes are on this machine and will not change. */
export interface StagedSource {
  readonly path: string;
  /** Hexadecimal SHA-256 of the bytes. */
  readonly sha256: string;
  readonly size: number;
  /** What the file is called where it came from; for show. */
  readonly fileName: string;
}

/**
 * Brings a source's bytes into a folder: a file on the server is copied, a URL downloaded, an upload moved; all are
 * hashed. What was begun is removed when it fails, but for an upload, which nobody could send again: its folder is
 * the job's to remove.
 * @throws CutstreamError `source_not_found`, `source_unreachable`, `source_forbidden`, `source_too_large`,
 * `source_unreadable`, `storage_full`, `storage_failed`, `cancelled`
 */
export async function acquireSource(source: IngestSource, options: AcquireOptions): Promise<StagedSource> {
  const { folder, limits, signal, onProgress } = options;
  await onDisk("make a folder for the source", mkdir(folder, { recursive: true }));
  const path = join(folder, "source");
  const common = { maxBytes: limits.maxBytes, signal, onProgress };
  try {
    switch (source.kind) {
      case "path":
        return { path, fileName: basename(source.path), ...(await copyIn(source.path, path, common)) };
      case "upload":
        return { path, fileName: source.fileName, ...(await moveIn(source.path, path, common)) };
      case "url": {
        const allowed = limits.allowPrivate ? () => true : isPublicAddress;
        return {
          path,
          ...(await download(source.url, path, { ...common, timeout: limits.timeout, allowed })),
        };
      }
    }
  } catch (error) {
    if (source.kind !== "upload") await rm(path, { force: true });
    throw error;
  }
}
