import { CutstreamError } from "../errors.ts";
import type { ByteRange } from "./blob-store.ts";

/**
 * The range that is read of a blob of `size` bytes: the one asked for, or all of it.
 * @throws CutstreamError `storage_failed` where the blob ends before the range does, or the range is none.
 */
export function rangeWithin(key: string, size: number, range: ByteRange | undefined): ByteRange {
  const { start, end } = range ?? { start: 0, end: size };
  const sound = Number.isSafeInteger(start) && Number.isSafeInteger(end) && 0 <= start && start <= end;
  if (!sound || end > size) {
    throw new CutstreamError(
      "storage_failed",
      `Blob ${key} has ${size} bytes, not those from ${start} to ${end}.`,
    );
  }
  return { start, end };
}
