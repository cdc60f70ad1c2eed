import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CutstreamError, type IngestSource } from "@cutstream/engine";
import { Upload } from "@tus/server";
import { UploadFiles } from "./upload-files.ts";

/** Ids are made here; anything else never reaches the file system. */
const ID = /^[0-9a-f]{32}$/;

/** Folder, within that of uploads, of those that a job will take. */
const ACCEPTED = "accepted";

/** How many times longer than others an accepted upload is kept: jobs may queue, fail and be retried. */
const ACCEPTED_PATIENCE = 7;

/** Where and how long uploads wait until a video is made of them. */
export interface UploadOptions {
  readonly directory: string;
  /** Largest upload in bytes. */
  readonly maxBytes: number;
  /** Milliseconds after its last byte when an upload that no video was made of is deleted. */
  readonly expiry: number;
}

/** Source that an upload became. */
export type UploadedSource = Extract<IngestSource, { kind: "upload" }>;

/**
 * Files on their way in. Resumable uploads (tus) and form uploads end up alike: a file named by its id, and beside it
 * `{id}.json` with its length and metadata, in the layout of tus' own file store.
 */
export class UploadStore {
  readonly options: UploadOptions;
  readonly files: UploadFiles;
  /** Files that the last sweep found expired. */
  #expired: ReadonlySet<string> = new Set();

  /** The directory must exist; {@link openUploads} sees to it. */
  constructor(options: UploadOptions) {
    this.options = options;
    this.files = new UploadFiles({
      directory: options.directory,
      expirationPeriodInMilliseconds: options.expiry,
    });
  }

  /** Makes the id of a new upload. */
  newId(): string {
    return randomBytes(16).toString("hex");
  }

  /**
   * Streams a body to disk as a finished upload.
   * @returns its id. Nothing is left behind where this throws.
   * @throws CutstreamError `storage_full` by way of the error handler, or what `body` fails with.
   */
  async receive(body: Readable, fileName: string): Promise<string> {
    const upload = new Upload({ id: this.newId(), offset: 0, metadata: { filename: fileName } });
    await this.files.create(upload);
    try {
      const file = createWriteStream(this.#path(upload.id), { flags: "r+" });
      await pipeline(body, file);
      await this.files.declareUploadLength(upload.id, file.bytesWritten);
      return upload.id;
    } catch (error) {
      await this.remove(upload.id);
      throw error;
    }
  }

  /**
   * Hands a finished upload to `use`, which may take its file away later: until then it waits where accepted uploads
   * do. Where `use` throws, the upload is as it was, to be used again or to expire.
   * @throws CutstreamError `invalid_request` where the upload is unknown, unfinished or used by someone else.
   */
  async consume<T>(id: string, use: (source: UploadedSource) => Promise<T>): Promise<T> {
    const fileName = await this.#finishedName(id);
    const accepted = join(this.options.directory, ACCEPTED, id);
    // Of two requests for one upload, one finds that it cannot move the file.
    await rename(this.#path(id), accepted).catch(() => {
      throw wrongUpload(`Upload ${id} is used by another request.`);
    });
    try {
      await utimes(accepted, new Date(), new Date());
      const result = await use({ kind: "upload", path: accepted, fileName });
      await rm(`${this.#path(id)}.json`, { force: true });
      return result;
    } catch (error) {
      await rename(accepted, this.#path(id));
      throw error;
    }
  }

  /** Deletes an upload; none is no error. */
  async remove(id: string): Promise<void> {
    if (!ID.test(id)) return;
    await rm(this.#path(id), { force: true });
    await rm(`${this.#path(id)}.json`, { force: true });
  }

  /**
   * Deletes uploads that nothing was added to for longer than the expiry, and accepted ones that no job took for much
   * longer. One goes when it was found so by the sweep before, too: a clock that jumps ahead and is set right by then
   * takes nothing.
   * @returns how many files.
   */
  async sweep(now = Date.now()): Promise<number> {
    const { directory, expiry } = this.options;
    const accepted = join(directory, ACCEPTED);
    const expired = [
      ...(await expiredIn(directory, now - expiry)),
      ...(await expiredIn(accepted, now - expiry * ACCEPTED_PATIENCE)),
    ];
    const doomed = expired.filter((path) => this.#expired.has(path));
    this.#expired = new Set(expired);
    await Promise.all(doomed.map((path) => rm(path, { force: true })));
    return doomed.length;
  }

  async #finishedName(id: string): Promise<string> {
    const upload = ID.test(id) ? await this.files.getUpload(id).catch(() => undefined) : undefined;
    if (upload === undefined)
      throw wrongUpload(`There is no upload ${JSON.stringify(id)}; it may have expired.`);
    if (upload.size === undefined || upload.offset !== upload.size) {
      throw wrongUpload(`Upload ${id} is not finished: ${upload.offset} of ${upload.size ?? "?"} bytes.`);
    }
    return upload.metadata?.filename || "upload";
  }

  #path(id: string): string {
    return join(this.options.directory, id);
  }
}

/** Makes the directory and opens the store over it. */
export async function openUploads(options: UploadOptions): Promise<UploadStore> {
  await mkdir(join(options.directory, ACCEPTED), { recursive: true });
  return new UploadStore(options);
}

function wrongUpload(message: string): CutstreamError {
  return new CutstreamError("invalid_request", message, { path: "upload" });
}

/** Files of uploads of which no part was touched since. */
async function expiredIn(folder: string, since: number): Promise<string[]> {
  const touched = new Map<string, number>();
  const files = new Map<string, string[]>();
  for (const name of await readdir(folder)) {
    const id = name.replace(/\.json$/, "");
    if (!ID.test(id)) continue;
    const path = join(folder, name);
    const info = await stat(path).catch(() => undefined);
    touched.set(id, Math.max(touched.get(id) ?? 0, info?.mtimeMs ?? 0));
    files.set(id, [...(files.get(id) ?? []), path]);
  }
  return [...files].filter(([id]) => (touched.get(id) ?? 0) < since).flatMap(([, paths]) => paths);
}
