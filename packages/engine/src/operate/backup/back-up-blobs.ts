import { createHash } from "node:crypto";
import { CutstreamError } from "../../errors.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import { each } from "../each.ts";
import { type BlobList, damaged, type ListedBlob } from "./manifest.ts";

export interface BackUpBlobs {
  readonly from: BlobStore;
  readonly to: BlobStore;
  /** Told after each blob. */
  readonly onBlob: (size: number, copied: boolean) => void;
}

/** Blobs copied at a time. */
const AT_A_TIME = 4;

/**
 * Copies these blobs with their checksums; one that is there in its size already, and whose checksum is known, is not copied again. One that
 * is deleted meanwhile is left out.
 * @param known checksums of what lies at the target.
 * @returns those that are there now.
 * @throws CutstreamError `storage_failed`, `storage_full`
 */
export async function backUpBlobs(
  keys: AsyncIterable<string> | Iterable<string>,
  known: BlobList,
  { from, to, onBlob }: BackUpBlobs,
): Promise<Map<string, ListedBlob>> {
  const there = new Map<string, ListedBlob>();
  await each(keys, { atATime: AT_A_TIME }, async (key) => {
    const before = known.get(key);
    const isThere = before !== undefined && (await to.size(key)) === before.size;
    const blob = isThere ? before : await copyBlob(key, from, to);
    if (!blob) return;
    there.set(key, blob);
    onBlob(blob.size, !isThere);
  });
  return there;
}

/**
 * Copies a blob.
 * @param expected checksum that it must have: one that has another is not stored.
 * @returns its checksum; undefined where it is gone.
 * @throws CutstreamError `storage_failed`, `storage_full`
 */
export async function copyBlob(
  key: string,
  from: BlobStore,
  to: BlobStore,
  expected?: string,
): Promise<ListedBlob | undefined> {
  const hash = createHash("sha256");
  let size = 0;
  let sha256 = "";
  const read = async function* (body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      hash.update(chunk);
      size += chunk.length;
      yield chunk;
    }
    sha256 = hash.digest("hex");
    if (expected !== undefined && sha256 !== expected) throw damaged(`The backup's blob ${key}`);
  };
  try {
    const { body } = await from.stream(key);
    await to.put(key, read(body));
  } catch (error) {
    if (error instanceof CutstreamError && error.code === "blob_not_found") return undefined;
    throw error;
  }
  return { sha256, size };
}
