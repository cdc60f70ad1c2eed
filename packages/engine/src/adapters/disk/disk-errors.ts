import { CutstreamError } from "../../errors.ts";

/** Codes of a file that is not there: no such name, a part of the path that is a file, a folder of that name. */
const ABSENT = new Set(["ENOENT", "ENOTDIR", "EISDIR"]);
const FULL = new Set(["ENOSPC", "EDQUOT"]);

/** The system's code of an error, such as `ENOENT`. */
export const systemCode = (thrown: unknown): string | undefined =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;

/** Whether an error of the file system says that there is no such file. */
export const isAbsent = (thrown: unknown): boolean => ABSENT.has(systemCode(thrown) ?? "");

/**
 * Awaits work of the file system and turns its errors into `storage_full` (disk or quota) and `storage_failed`.
 * @param doing what fails then: "The disk could not …".
 */
export async function onDisk<T>(doing: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof CutstreamError) throw thrown;
    if (FULL.has(systemCode(thrown) ?? "")) {
      throw new CutstreamError("storage_full", `The disk could not ${doing}: it is full.`, { cause: thrown });
    }
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new CutstreamError("storage_failed", `The disk could not ${doing}: ${reason}.`, { cause: thrown });
  }
}
