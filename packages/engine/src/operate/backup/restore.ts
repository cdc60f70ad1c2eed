import { mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openDiskBlobStore } from "../../adapters/disk/disk-blob-store.ts";
import { onDisk } from "../../adapters/disk/disk-errors.ts";
import { syncFolder } from "../../adapters/disk/durable-folders.ts";
import type { BackupSummary, RestoreOptions } from "../../api/backup.ts";
import { CutstreamError } from "../../errors.ts";
import { openBlobs } from "../../open/open-blobs.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import { each } from "../each.ts";
import { copyBlob } from "./back-up-blobs.ts";
import { bytesOf } from "./backup.ts";
import { BLOBS, checksum, damaged, type ListedBlob, readList, readManifest } from "./manifest.ts";
import { copyDurably } from "./snapshot-databases.ts";

/** File of a data folder that is being restored. */
const UNDER_WAY = "restore-under-way";
/** Blobs copied at a time. */
const AT_A_TIME = 4;

/**
 * Makes a server's data folder of a backup. Every file is held against its checksum. The databases come last: a server
 * that is started too early has nothing to show, and none of half a backup. Interrupted, it goes on when it is called
 * again.
 * @throws CutstreamError `not_found` where there is no backup that was finished, `invalid_request` where the data folder
 * is not empty, `storage_failed` where something of the backup is damaged or missing, `storage_full`
 */
export async function restore({
  from,
  dataDir,
  blobs,
  onProgress = () => {},
}: RestoreOptions): Promise<BackupSummary> {
  const manifest = await readManifest(from);
  if (!manifest) {
    const message = `There is no backup in ${from}, or none that was finished.`;
    throw new CutstreamError("not_found", message);
  }
  await claim(dataDir);
  const list = await readList(from, manifest);
  const source = await openDiskBlobStore(join(from, BLOBS));
  const target = await openBlobs({ dataDir, ...(blobs !== undefined && { blobs }) });
  let [done, bytes] = [0, 0];
  await each(list, { atATime: AT_A_TIME }, async ([key, blob]) => {
    await restoreBlob(key, blob, source, target);
    bytes += blob.size;
    onProgress({ stage: "blobs", done: ++done, total: list.size, bytes });
  });
  onProgress({ stage: "databases", done, total: list.size, bytes });
  for (const file of manifest.files) {
    const place = join(dataDir, file.name);
    await onDisk(
      `restore ${file.name}`,
      copyDurably(join(from, manifest.snapshot, file.name), `${place}.new`),
    );
    if ((await checksum(`${place}.new`)).sha256 !== file.sha256) {
      throw damaged(join(from, manifest.snapshot, file.name));
    }
  }
  for (const { name } of manifest.files) await rename(join(dataDir, `${name}.new`), join(dataDir, name));
  await syncFolder(dataDir);
  await rm(join(dataDir, UNDER_WAY));
  const { createdAt, files } = manifest;
  const databases = files.map(({ name }) => name).filter((name) => name.endsWith(".sqlite"));
  return { createdAt, databases, blobs: list.size, bytes: bytesOf(list), copied: done };
}

/** Makes the folder ours: empty, or one that an interrupted restore left. */
async function claim(dataDir: string): Promise<void> {
  await onDisk(`make the folder ${dataDir}`, mkdir(dataDir, { recursive: true }));
  const names = await readdir(dataDir);
  if (names.length > 0 && !names.includes(UNDER_WAY)) {
    const message = `The folder ${dataDir} is not empty: restore into one that is, and move it where it belongs.`;
    throw new CutstreamError("invalid_request", message, { path: "data" });
  }
  await onDisk(`write to ${dataDir}`, writeFile(join(dataDir, UNDER_WAY), ""));
}

async function restoreBlob(
  key: string,
  { sha256, size }: ListedBlob,
  from: BlobStore,
  to: BlobStore,
): Promise<void> {
  // Written whole or not at all: what is there in its size came from this backup, and was checked.
  if ((await to.size(key)) === size) return;
  const copied = await copyBlob(key, from, to, sha256);
  if (!copied) throw new CutstreamError("storage_failed", `The backup has lost the blob ${key}.`);
}
