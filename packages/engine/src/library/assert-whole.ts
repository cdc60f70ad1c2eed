import { CutstreamError } from "../errors.ts";

/**
 * Holds bytes that were read against how many there must be.
 * @returns them.
 * @throws CutstreamError `storage_failed`: a store that gives fewer, or a file that was cut short, would show garbage.
 */
export function assertWhole(key: string, bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length === size) return bytes;
  const message = `Of blob ${key} came ${bytes.length} bytes where there are ${size}.`;
  throw new CutstreamError("storage_failed", message);
}
