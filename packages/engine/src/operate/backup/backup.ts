import { existsSync } from "node:fs";
import { mkdir, readdir, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { openDiskBlobStore } from "../../adapters/disk/disk-blob-store.ts";
import { onDisk } from "../../adapters/disk/disk-errors.ts";
import type { BackupOptions, BackupProgress, BackupSummary } from "../../api/backup.ts";
import { CutstreamError } from "../../errors.ts";
import { openBlobs } from "../../open/open-blobs.ts";
import type { BlobStore } from "../../seams/blob-store.ts";
import { ownKeys } from "../own-keys.ts";
import { backUpBlobs } from "./back-up-blobs.ts";
import {
  BLOBS,
  type BlobList,
  type ListedBlob,
  readList,
  readManifest,
  writeList,
  writeManifest,
} from "./manifest.ts";
import { snapshotDatabases } from "./snapshot-databases.ts";

/**
 * Backs up a server that may run, without its tenants: its blobs, then its databases, then the blobs that came
 * meanwhile. Blobs never change and are there before a row names them, so that the databases name none that is not in
 * the backup. What is deleted while the backup is made may be in it.
 *
 * Where the databases are in PostgreSQL they are left to its own dump, to be made before this is called, or between two
 * calls: the second copies what came between.
 *
 * Killed at any moment, it leaves the backup that was there before; called again, it goes on.
 * @throws CutstreamError `not_found` where there is no such data folder, `invalid_request` where one folder lies in the
 * other, `storage_failed`, `storage_full`
 */
export async function backUp({
  dataDir,
  blobs: place,
  databaseUrl,
  to,
  onProgress = () => {},
}: BackupOptions): Promise<BackupSummary> {
  assertApart(dataDir, to);
  if (!existsSync(dataDir)) throw new CutstreamError("not_found", `There is no folder ${dataDir}.`);
  await onDisk(`make the folder ${to}`, mkdir(to, { recursive: true, mode: 0o700 }));
  const from = await openBlobs({ dataDir, ...(place !== undefined && { blobs: place }) });
  const target = await openDiskBlobStore(join(to, BLOBS));
  const earlier = await readManifest(to);
  const known: BlobList = earlier ? await readList(to, earlier) : new Map();

  const meter = measure(onProgress);
  const first = await backUpBlobs(ownKeys(from), known, { from, to: target, onBlob: meter.stage("blobs") });
  const createdAt = new Date();
  const snapshot = `snapshot-${createdAt.getTime()}`;
  meter.stage("databases");
  const files = databaseUrl === undefined ? await snapshotDatabases(dataDir, join(to, snapshot)) : [];
  const onBlob = meter.stage("new blobs");
  const later = await backUpBlobs(unknownOf(from, first), known, { from, to: target, onBlob });

  const blobs = new Map([...first, ...later]);
  const list = await writeList(to, snapshot, blobs);
  const bytes = bytesOf(blobs);
  await writeManifest(to, {
    ...{ format: 1, createdAt: createdAt.toISOString(), snapshot, files, list, bytes },
    blobs: blobs.size,
  });
  await clearUp(to, snapshot, { target, blobs, known });
  const databases = files.map(({ name }) => name).filter((name) => name.endsWith(".sqlite"));
  return { createdAt: createdAt.toISOString(), databases, blobs: blobs.size, bytes, copied: meter.copied() };
}

/** Blobs that came after a list was made. */
async function* unknownOf(store: BlobStore, known: ReadonlyMap<string, ListedBlob>): AsyncGenerator<string> {
  for await (const key of ownKeys(store)) if (!known.has(key)) yield key;
}

/** Removes other snapshots, and blobs that neither this one nor the last one has: a dump may be as old as that. */
async function clearUp(
  folder: string,
  snapshot: string,
  {
    target,
    blobs,
    known,
  }: { readonly target: BlobStore; readonly blobs: BlobList; readonly known: BlobList },
): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!/^snapshot-\d+$/.test(name) || name === snapshot) continue;
    await onDisk("clear up after a backup", rm(join(folder, name), { recursive: true }));
  }
  for await (const key of target.list("")) if (!blobs.has(key) && !known.has(key)) await target.delete(key);
}

/** Tells of each blob how far it all is. */
function measure(onProgress: (progress: BackupProgress) => void) {
  let [bytes, copied] = [0, 0];
  return {
    copied: () => copied,
    stage(stage: BackupProgress["stage"]) {
      let done = 0;
      onProgress({ stage, done, total: undefined, bytes });
      return (size: number, isNew: boolean) => {
        done++;
        if (isNew) [bytes, copied] = [bytes + size, copied + 1];
        onProgress({ stage, done, total: undefined, bytes });
      };
    },
  };
}

export function bytesOf(blobs: BlobList): number {
  let bytes = 0;
  for (const { size } of blobs.values()) bytes += size;
  return bytes;
}

/** A backup in the data folder would be part of itself. */
function assertApart(dataDir: string, to: string): void {
  const [data, folder] = [`${resolve(dataDir)}/`, `${resolve(to)}/`];
  if (!data.startsWith(folder) && !folder.startsWith(data)) return;
  const message = `The backup's folder ${to} and the server's ${dataDir} must not lie in one another.`;
  throw new CutstreamError("invalid_request", message, { path: "to" });
}
