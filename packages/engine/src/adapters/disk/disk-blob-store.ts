import { closeSync, createReadStream, fstatSync, open, read, statSync } from "node:fs";
import { mkdir, readdir, rename, rm, rmdir, unlink } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { CutstreamError } from "../../errors.ts";
import { allocateUnset } from "../../seams/allocate.ts";
import { chunksOf, throwIfCancelled } from "../../seams/blob-body.ts";
import { assertBlobKey, assertBlobPrefix, isBlobKeyPart } from "../../seams/blob-key.ts";
import { rangeWithin } from "../../seams/blob-range.ts";
import type { BlobStore, ByteRange, ReadableBlob } from "../../seams/blob-store.ts";
import { isAbsent, onDisk, systemCode } from "./disk-errors.ts";
import { DurableFolders, syncFolder } from "./durable-folders.ts";
import { TempFolder } from "./temp-folder.ts";

/** Bytes that a stream reads at a time. */
const STREAM_CHUNK = 1 << 20;

/** How often a rename is tried where a deletion takes the folder away under it. */
const RENAME_ATTEMPTS = 3;

/**
 * Opens the blobs in a folder, making it where there is none: one file a blob, at the path that its key names. What
 * processes that were killed left unfinished is removed.
 * @throws CutstreamError `storage_failed` where the folder cannot be made or written.
 */
export async function openDiskBlobStore(root: string): Promise<BlobStore> {
  const folder = path.resolve(root);
  return onDisk(
    `be used at ${folder}`,
    (async () => {
      await makeRoot(folder);
      return new DiskBlobStore(folder, await TempFolder.open(folder));
    })(),
  );
}

async function makeRoot(root: string): Promise<void> {
  const first = await mkdir(root, { recursive: true });
  if (first === undefined) return;
  for (let made = root; made.length >= first.length; made = path.dirname(made)) {
    await syncFolder(path.dirname(made));
  }
}

class DiskBlobStore implements BlobStore {
  readonly #root: string;
  readonly #temp: TempFolder;
  readonly #folders: DurableFolders;

  constructor(root: string, temp: TempFolder) {
    this.#root = root;
    this.#temp = temp;
    this.#folders = new DurableFolders(root);
  }

  async put(key: string, body: Uint8Array | AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
    const target = this.#path(key);
    throwIfCancelled(signal);
    const doing = `store blob ${key}`;
    const temp = await onDisk(doing, this.#temp.create());
    try {
      try {
        for await (const chunk of chunksOf(body, signal)) await onDisk(doing, temp.handle.writeFile(chunk));
        await onDisk(doing, temp.handle.sync());
      } finally {
        await onDisk(doing, temp.handle.close());
      }
      throwIfCancelled(signal);
      await onDisk(doing, this.#publish(temp.path, target));
    } catch (thrown) {
      // What cannot be removed now goes at a later start; the error that led here matters more.
      await rm(temp.path, { force: true }).catch(() => undefined);
      throw thrown;
    }
  }

  async size(key: string): Promise<number | undefined> {
    const file = this.#path(key);
    try {
      // Blobs are often looked for that are not there: making an error of each would cost four times the look. A thread
      // would cost ten times as much: who publishes a stream looks for dozens, and each would wait for its turn there.
      const stats = statSync(file, { throwIfNoEntry: false });
      return stats?.isFile() ? stats.size : undefined;
    } catch (thrown) {
      if (isAbsent(thrown)) return undefined;
      return onDisk(`look for blob ${key}`, Promise.reject(thrown));
    }
  }

  async read(key: string, range?: ByteRange, allocate = allocateUnset): Promise<Uint8Array> {
    // Opened for each read: keeping files open saves 0.1 ms of one that is read alone, and nothing of sixteen at a time.
    const { file, start, end } = await this.#open(key, range);
    try {
      const target = allocate(end - start);
      await onDisk(`read blob ${key}`, readFully(file, start, target));
      return target;
    } finally {
      closeSync(file);
    }
  }

  async stream(key: string, range?: ByteRange): Promise<ReadableBlob> {
    const { file: fd, start, end } = await this.#open(key, range);
    if (start === end) {
      closeSync(fd);
      return { size: 0, body: Readable.from([], { objectMode: false }) };
    }
    const body = createReadStream("", { fd, start, end: end - 1, highWaterMark: STREAM_CHUNK });
    return { size: end - start, body };
  }

  async *list(prefix: string): AsyncIterable<string> {
    assertBlobPrefix(prefix);
    const { folder, rest } = splitPrefix(prefix);
    yield* this.#walk(folder, rest);
  }

  async delete(key: string): Promise<void> {
    const file = this.#path(key);
    const doing = `delete blob ${key}`;
    try {
      await unlink(file);
    } catch (thrown) {
      if (isAbsent(thrown)) return;
      return onDisk(doing, Promise.reject(thrown));
    }
    await onDisk(doing, this.#prune(path.dirname(key)));
    this.#folders.forget();
  }

  async deletePrefix(prefix: string): Promise<void> {
    assertBlobPrefix(prefix);
    const { folder, rest } = splitPrefix(prefix);
    const doing = `delete blobs at ${prefix}`;
    for (const entry of await onDisk(doing, this.#entries(folder, rest))) {
      const file = path.join(this.#root, folder, entry.name);
      await onDisk(doing, rm(file, { recursive: true, force: true, maxRetries: 3 }));
    }
    await onDisk(doing, this.#prune(folder));
    this.#folders.forget();
  }

  localPath(key: string): string {
    return this.#path(key);
  }

  #path(key: string): string {
    assertBlobKey(key);
    return path.join(this.#root, key);
  }

  /**
   * Opens a blob and checks the range. The caller closes the file. Opening and reading may have to wait for the disk, so
   * a thread does it; of an open file, the system knows the size and can let go of it at once, for less than a thread's
   * attention costs.
   */
  async #open(key: string, range: ByteRange | undefined): Promise<ByteRange & { file: number }> {
    const file = await openBlob(this.#path(key), key);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile()) throw notFound(key);
      return { file, ...rangeWithin(key, stats.size, range) };
    } catch (thrown) {
      closeSync(file);
      return onDisk(`read blob ${key}`, Promise.reject(thrown));
    }
  }

  /** Gives a finished file its name, durably. */
  async #publish(temp: string, target: string): Promise<void> {
    const folder = path.dirname(target);
    for (let attempt = 1; ; attempt++) {
      try {
        await this.#folders.ensure(folder);
        await rename(temp, target);
        break;
      } catch (thrown) {
        if (systemCode(thrown) !== "ENOENT" || attempt === RENAME_ATTEMPTS) throw thrown;
        this.#folders.forget();
      }
    }
    await syncFolder(folder).catch((thrown: unknown) => {
      // Only an empty folder is removed: the blob was deleted as soon as it was there.
      if (systemCode(thrown) !== "ENOENT") throw thrown;
    });
  }

  async *#walk(folder: string, startsWith: string): AsyncIterable<string> {
    for (const entry of await onDisk("list blobs", this.#entries(folder, startsWith))) {
      const key = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) yield* this.#walk(key, "");
      else if (entry.isFile()) yield key;
    }
  }

  /** Blobs and folders of blobs in a folder, unfinished files not among them; none where there is no such folder. */
  async #entries(folder: string, startsWith: string) {
    try {
      const entries = await readdir(path.join(this.#root, folder), { withFileTypes: true });
      return entries.filter((entry) => isBlobKeyPart(entry.name) && entry.name.startsWith(startsWith));
    } catch (thrown) {
      if (isAbsent(thrown)) return [];
      throw thrown;
    }
  }

  /** Removes a folder, and those above it, while they are empty. */
  async #prune(folder: string): Promise<void> {
    for (let empty = folder; empty !== "" && empty !== "."; empty = path.dirname(empty)) {
      try {
        await rmdir(path.join(this.#root, empty));
      } catch (thrown) {
        const code = systemCode(thrown);
        if (code === "ENOTEMPTY" || code === "EEXIST") return;
        if (!isAbsent(thrown)) throw thrown;
      }
    }
  }
}

const openFile = promisify(open);
const readFile = promisify(read);

async function openBlob(file: string, key: string): Promise<number> {
  try {
    return await openFile(file, "r");
  } catch (thrown) {
    if (isAbsent(thrown)) throw notFound(key);
    return onDisk(`read blob ${key}`, Promise.reject(thrown));
  }
}

async function readFully(file: number, start: number, target: Uint8Array): Promise<void> {
  for (let done = 0; done < target.length; ) {
    const { bytesRead } = await readFile(file, target, done, target.length - done, start + done);
    if (bytesRead === 0) throw new Error("the file was cut short");
    done += bytesRead;
  }
}

/** The folder that all keys of a prefix lie in, `""` for the root, and how the names in it start. */
function splitPrefix(prefix: string): { folder: string; rest: string } {
  const slash = prefix.lastIndexOf("/");
  return { folder: prefix.slice(0, Math.max(slash, 0)), rest: prefix.slice(slash + 1) };
}

const notFound = (key: string): CutstreamError =>
  new CutstreamError("blob_not_found", `There is no blob ${key}.`);
