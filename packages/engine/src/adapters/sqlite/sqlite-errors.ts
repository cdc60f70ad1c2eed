import { CutstreamError } from "../../errors.ts";

/** Primary result code of a full disk or a full database (https://sqlite.org/rescode.html#full). */
const SQLITE_FULL = 13;

/**
 * Turns what SQLite threw into a CutstreamError: `storage_full` for a full disk, `storage_failed` for the rest.
 * @param doing what failed: "The catalog could not …".
 * @param what failed: the catalog by default.
 */
export function asStorageError(thrown: unknown, doing: string, what = "The catalog"): CutstreamError {
  if (thrown instanceof CutstreamError) return thrown;
  if (primaryCode(thrown) === SQLITE_FULL) {
    return new CutstreamError("storage_full", `${what} could not ${doing}: its disk is full.`, {
      cause: thrown,
    });
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return new CutstreamError("storage_failed", `${what} could not ${doing}: ${reason}.`, {
    cause: thrown,
  });
}

/** The low byte of an extended result code is the primary one (https://sqlite.org/rescode.html#pve). */
function primaryCode(thrown: unknown): number | undefined {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return undefined;
  return typeof thrown.errcode === "number" ? thrown.errcode & 0xff : undefined;
}
