import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CutstreamError, type IngestSource } from "@cutstream/engine";
import { FileStore } from "@tus/file-store";
import { Upload } from "@tus/server";

/** Ids are made here; anything else never reaches the file system. */
const ID = /^[0-9a-f]{32}$/;

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
  readonly files: FileStore;
  readonly #inUse = new Set<string>();

  /** The directory must exist; {@link openUploads} sees to it. */
  constructor(options: UploadOptions) {
    this.options = options;
    this.files = new FileStore({
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
   * Hands a finished upload to `use`, which takes its file away; what is left of the upload is deleted then. Where
   * `use` throws the upload stays, to be used again or to expire.
   * @throws CutstreamError `invalid_request` where the upload is unknown, unfinished or in use.
   */
  async consume<T>(id: string, use: (source: UploadedSource) => Promise<T>): Promise<T> {
    const source = await this.#finished(id);
    if (this.#inUse.has(id)) throw wrongUpload(`Upload ${id} is being used by another request.`);
    this.#inUse.add(id);
    try {
      const result = await use(source);
      await rm(`${source.path}.json`, { force: true });
      return result;
    } finally {
      this.#inUse.delete(id);
    }
  }

  /** Deletes an upload; none is no error. */
  async remove(id: string): Promise<void> {
    if (!ID.test(id)) return;
    await rm(this.#path(id), { force: true });
    await rm(`${this.#path(id)}.json`, { force: true });
  }

  /**
   * Deletes uploads that nothing was added to for longer than the expiry.
   * @returns how many.
   */
  async sweep(now = Date.now()): Promise<number> {
    const touched = new Map<string, number>();
    for (const name of await readdir(this.options.directory)) {
      const id = name.replace(/\.json$/, "");
      const info = await stat(join(this.options.directory, name)).catch(() => undefined);
      if (ID.test(id) && info) touched.set(id, Math.max(touched.get(id) ?? 0, info.mtimeMs));
    }
    const expired = [...touched].filter(([id, at]) => at + this.options.expiry < now && !this.#inUse.has(id));
    await Promise.all(expired.map(([id]) => this.remove(id)));
    return expired.length;
  }

  async #finished(id: string): Promise<UploadedSource> {
    const upload = ID.test(id) ? await this.files.getUpload(id).catch(() => undefined) : undefined;
    if (upload === undefined)
      throw wrongUpload(`There is no upload ${JSON.stringify(id)}; it may have expired.`);
    if (upload.size === undefined || upload.offset !== upload.size) {
      throw wrongUpload(`Upload ${id} is not finished: ${upload.offset} of ${upload.size ?? "?"} bytes.`);
    }
    return { kind: "upload", path: this.#path(id), fileName: upload.metadata?.filename || "upload" };
  }

  #path(id: string): string {
    return join(this.options.directory, id);
  }
}

/** Makes the directory and opens the store over it. */
export async function openUploads(options: UploadOptions): Promise<UploadStore> {
  await mkdir(options.directory, { recursive: true });
  return new UploadStore(options);
}

function wrongUpload(message: string): CutstreamError {
  return new CutstreamError("invalid_request", message, { path: "upload" });
}
