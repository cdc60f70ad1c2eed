import { existsSync } from "node:fs";
import { copyFile, mkdir, open, rm } from "node:fs/promises";
import { join } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { syncFolder } from "../../adapters/disk/durable-folders.ts";
import { asStorageError } from "../../adapters/sqlite/sqlite-errors.ts";
import { embeddedFiles } from "../../open/open-stores.ts";
import { type BackedFile, checksum } from "./manifest.ts";

/** In one step: with several, each write of the server in between would begin the copy anew. */
const ALL_PAGES = 2 ** 31 - 1;
const KEYS = "signing-keys.json";

/**
 * Copies the databases of a server that may run, each as it is at one moment, and the keys. The catalog comes first:
 * what it says is there of the others is in their copies.
 * @throws CutstreamError `storage_failed`, `storage_full`
 */
export async function snapshotDatabases(dataDir: string, folder: string): Promise<BackedFile[]> {
  await mkdir(folder, { recursive: true });
  const names: string[] = [];
  const { catalog, moments, audience, events, usage } = embeddedFiles(dataDir);
  for (const path of [catalog, moments, audience, events, usage]) {
    if (!existsSync(path)) continue;
    const name = path.slice(dataDir.length).replace(/^[/\\]+/, "");
    await copyDatabase(path, join(folder, name));
    names.push(name);
  }
  if (existsSync(join(dataDir, KEYS))) {
    await copyDurably(join(dataDir, KEYS), join(folder, KEYS));
    names.push(KEYS);
  }
  await syncFolder(folder);
  return Promise.all(names.map(async (name) => ({ name, ...(await checksum(join(folder, name))) })));
}

async function copyDatabase(from: string, to: string): Promise<void> {
  await rm(to, { force: true });
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(from, { timeout: 5_000 });
    await backup(database, to, { rate: ALL_PAGES });
  } catch (thrown) {
    throw asStorageError(thrown, `be copied from ${from}`, "A database");
  } finally {
    database?.close();
  }
  await syncFile(to);
}

/** Copies a file to stable storage. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  await syncFile(to);
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, "r+");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
