import { createHash, type Hash } from "node:crypto";
import { type FileHandle, open } from "node:fs/promises";
import { onDisk } from "../../adapters/disk/disk-errors.ts";
import { CutstreamError } from "../../errors.ts";

/** A file that was taken in whole. */
export interface StagedContent {
  /** Hexadecimal. */
  readonly sha256: string;
  readonly size: number;
}

/** A file that is being written, hashed on the way, and kept within a size. */
export class StagedFile {
  readonly #file: FileHandle;
  readonly #maxBytes: number;
  #hash: Hash = createHash("sha256");
  #size = 0;

  private constructor(file: FileHandle, maxBytes: number) {
    this.#file = file;
    this.#maxBytes = maxBytes;
  }

  /** Makes the file, or empties the one there is. @throws CutstreamError `storage_full`, `storage_failed` */
  static async create(path: string, maxBytes: number): Promise<StagedFile> {
    return new StagedFile(await onDisk("make a file for the source", open(path, "w", 0o600)), maxBytes);
  }

  /** Bytes written so far. */
  get size(): number {
    return this.#size;
  }

  /**
   * Appends bytes; they may be reused once the promise has resolved.
   * @throws CutstreamError `source_too_large`, `storage_full`, `storage_failed`
   */
  async write(bytes: Uint8Array): Promise<void> {
    checkSize(this.#size + bytes.byteLength, this.#maxBytes);
    const writing = writeFully(this.#file, bytes, this.#size);
    this.#hash.update(bytes);
    await onDisk("keep the source", writing);
    this.#size += bytes.byteLength;
  }

  /** Forgets all that was written. @throws CutstreamError `storage_failed` */
  async restart(): Promise<void> {
    await onDisk("start the source over", this.#file.truncate(0));
    this.#hash = createHash("sha256");
    this.#size = 0;
  }

  /** Puts the bytes on stable storage. @throws CutstreamError `storage_full`, `storage_failed` */
  async finish(): Promise<StagedContent> {
    await onDisk("keep the source", this.#file.datasync());
    return { sha256: this.#hash.digest("hex"), size: this.#size };
  }

  async close(): Promise<void> {
    await this.#file.close();
  }
}

/**
 * Refuses a size beyond the limit.
 * @throws CutstreamError `source_too_large`
 */
export function checkSize(size: number, maxBytes: number): void {
  if (size <= maxBytes) return;
  throw new CutstreamError(
    "source_too_large",
    `The source has ${size} bytes or more; at most ${maxBytes} are taken.`,
  );
}

async function writeFully(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.byteLength; ) {
    at += (await file.write(bytes, at, bytes.byteLength - at, position + at)).bytesWritten;
  }
}
