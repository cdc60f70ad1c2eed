import { CutstreamError } from "../errors.ts";
import type { BlobStore } from "../seams/blob-store.ts";
import { each } from "./each.ts";
import { ownKeys } from "./own-keys.ts";

/** How far a copy is; `bytes` counts those that the other store had already too. */
export interface CopyProgress {
  readonly blobs: number;
  readonly bytes: number;
  readonly ofBlobs: number;
  readonly ofBytes: number;
}

/** What was there to copy, and how much of it the other store had not. */
export interface CopiedBlobs {
  readonly blobs: number;
  readonly bytes: number;
  readonly copied: number;
  /** Tenants of the server whose blobs lie below its own and were left out. */
  readonly tenants: readonly string[];
}

export interface CopyOptions {
  readonly onProgress?: ((progress: CopyProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Blobs on their way at a time: most are small, and wait for an answer longer than for their bytes. */
const AT_ONCE = 8;

/**
 * Copies all blobs of a server's store into another, but for those of its tenants. What that one has in the same size
 * is left as it is: a copy that was interrupted goes on where it was. What is deleted meanwhile is passed over.
 * @throws CutstreamError `storage_full`, `storage_failed`, `cancelled`; what was copied until then stays.
 */
export async function copyStore(
  from: BlobStore,
  to: BlobStore,
  { onProgress = () => {}, signal }: CopyOptions = {},
): Promise<CopiedBlobs> {
  const total = { blobs: 0, bytes: 0 };
  const tenants: string[] = [];
  for await (const key of ownKeys(from, (name) => tenants.push(name))) {
    total.blobs++;
    total.bytes += (await from.size(key)) ?? 0;
  }
  const done = { blobs: 0, bytes: 0, copied: 0 };
  const copy = async (key: string, stop: AbortSignal): Promise<void> => {
    const size = await from.size(key);
    if (size === undefined) return;
    const isThere = (await to.size(key)) === size;
    if (!isThere) await to.put(key, (await from.stream(key)).body, stop);
    done.blobs++;
    done.bytes += size;
    done.copied += isThere ? 0 : 1;
    onProgress({ blobs: done.blobs, bytes: done.bytes, ofBlobs: total.blobs, ofBytes: total.bytes });
  };
  const options = { atATime: AT_ONCE, signal };
  await each(ownKeys(from), options, (key, stop) => copy(key, stop).catch(unlessGone));
  if (signal?.aborted)
    throw new CutstreamError("cancelled", "The copy was cancelled.", { cause: signal.reason });
  return { ...done, tenants };
}

function unlessGone(thrown: unknown): void {
  if (!(thrown instanceof CutstreamError && thrown.code === "blob_not_found")) throw thrown;
}
