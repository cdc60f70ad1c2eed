import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { asCutstreamError, CutstreamError } from "@cutstream/engine";
import { FileStore } from "@tus/file-store";

/** tus' own file store, but that it tells why a file could not be written: a full disk is not just any failure. */
export class UploadFiles extends FileStore {
  static {
    // The base makes the folder in its constructor, where nobody can wait for it or catch what goes wrong: a folder that
    // is removed meanwhile would end the process. Here it is there already (`openUploads`).
    Object.assign(UploadFiles.prototype, { checkOrCreateDirectory: () => undefined });
  }

  /** @throws CutstreamError as {@link asWriteError} */
  override async write(body: Readable, id: string, offset: number): Promise<number> {
    const file = createWriteStream(join(this.directory, id), { flags: "r+", start: offset });
    try {
      await pipeline(body, file);
    } catch (error) {
      throw asWriteError(error);
    }
    return offset + file.bytesWritten;
  }
}

/** Turns what writing an upload failed with into `storage_full` or `storage_failed`. */
export function asWriteError(thrown: unknown): CutstreamError {
  const error = asCutstreamError(thrown);
  if (error.code !== "internal") return error;
  return new CutstreamError("storage_failed", "The upload could not be stored.", { cause: thrown });
}
