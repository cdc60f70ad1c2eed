import { createHash } from "node:crypto";
import { constants, copyFile, type FileHandle, open, rename, rm, stat } from "node:fs/promises";
import { basename } from "node:path";
import { onDisk, systemCode } from "../../adapters/disk/disk-errors.ts";
import { CutstreamError } from "../../errors.ts";
import { checkSize, type StagedContent, StagedFile } from "./staged-file.ts";

/** Hashing one of these takes about a millisecond: the event loop serves viewers in between. */
const BUFFER_SIZE = 1 << 20;

/** How to take a file in. */
export interface LocalFileOptions {
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
  /** Called with the share done, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * Copies a file into staging, so that nobody can change it under the ingest, and hashes what was copied. Where the
 * file system can share blocks between files, nothing is written.
 * @throws CutstreamError `source_not_found`, `source_unreadable`, `source_too_large`, `storage_full`,
 * `storage_failed`, `cancelled`
 */
export async function copyIn(
  path: string,
  destination: string,
  options: LocalFileOptions,
): Promise<StagedContent> {
  const source = await openSource(path);
  try {
    checkSize((await source.stat()).size, options.maxBytes);
    const shared = await copyFile(path, destination, constants.COPYFILE_FICLONE_FORCE).then(
      () => true,
      () => false,
    );
    return shared
      ? await hashFile(destination, options)
      : await copyHashing(source, path, destination, options);
  } finally {
    await source.close();
  }
}

/**
 * Moves a finished upload into staging and hashes it; where an interrupted run has moved it already, that will do.
 * Throws as {@link copyIn}.
 */
export async function moveIn(
  path: string,
  destination: string,
  options: LocalFileOptions,
): Promise<StagedContent> {
  const size = await regularSize(path).catch((error: unknown) => {
    if (error instanceof CutstreamError && error.code === "source_not_found") return undefined;
    throw error;
  });
  if (size !== undefined) {
    checkSize(size, options.maxBytes);
    const renamed = await rename(path, destination).then(
      () => true,
      (error: unknown) => {
        if (systemCode(error) === "EXDEV") return false;
        return onDisk("move the upload", Promise.reject(error));
      },
    );
    if (!renamed) {
      const content = await copyIn(path, destination, options);
      await onDisk("remove the upload once it was copied", rm(path));
      return content;
    }
  }
  return hashFile(destination, options);
}

/** Hashes a file. Throws as {@link copyIn}. */
export async function hashFile(path: string, options: LocalFileOptions): Promise<StagedContent> {
  const file = await openSource(path);
  try {
    const hash = createHash("sha256");
    let size = 0;
    for await (const bytes of readAll(file, path, options)) {
      hash.update(bytes);
      size += bytes.byteLength;
      checkSize(size, options.maxBytes);
    }
    return { sha256: hash.digest("hex"), size };
  } finally {
    await file.close();
  }
}

async function copyHashing(
  source: FileHandle,
  path: string,
  destination: string,
  options: LocalFileOptions,
): Promise<StagedContent> {
  const staged = await StagedFile.create(destination, options.maxBytes);
  try {
    for await (const bytes of readAll(source, path, options)) await staged.write(bytes);
    return await staged.finish();
  } finally {
    await staged.close();
  }
}

/** All bytes of a file, in pieces that are valid until the next one is asked for. */
async function* readAll(
  file: FileHandle,
  path: string,
  { signal, onProgress }: LocalFileOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { size } = await file.stat();
  const buffer = new Uint8Array(BUFFER_SIZE);
  for (let position = 0; ; ) {
    if (signal?.aborted)
      throw new CutstreamError("cancelled", "The work was cancelled.", { cause: signal.reason });
    const { bytesRead } = await file.read(buffer, 0, buffer.length, position).catch((cause: unknown) => {
      throw new CutstreamError(
        "source_unreadable",
        `${basename(path)} cannot be read beyond byte ${position}.`,
        {
          cause,
        },
      );
    });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
    position += bytesRead;
    onProgress?.(Math.min(1, position / size));
  }
}

/** Opens a regular file; a pipe in its place is refused instead of waited for. */
async function openSource(path: string): Promise<FileHandle> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((cause: unknown) => {
    throw notFound(path, cause);
  });
  if ((await file.stat()).isFile()) return file;
  await file.close();
  throw new CutstreamError("source_not_found", `${path} is no regular file.`);
}

async function regularSize(path: string): Promise<number> {
  const found = await stat(path).catch((cause: unknown) => {
    throw notFound(path, cause);
  });
  if (found.isFile()) return found.size;
  throw new CutstreamError("source_not_found", `${path} is no regular file.`);
}

function notFound(path: string, cause: unknown): CutstreamError {
  const reason = systemCode(cause) === "EACCES" ? "may not be read by the server" : "is not there";
  return new CutstreamError("source_not_found", `${path} ${reason}.`, { cause });
}
