import { CutstreamError } from "../errors.ts";

const PART = /^[A-Za-z0-9._-]+$/;

/** Whether a name can stand between the slashes of a key. */
export const isBlobKeyPart = (name: string): boolean => PART.test(name) && name !== "." && name !== "..";

/**
 * Checks that a key is a relative path of `[A-Za-z0-9._-]` parts joined by `/`, none of them `.` or `..`: nothing else
 * may become a path or an object's name. Every blob store does so before anything else.
 * @throws CutstreamError `internal`: keys are made by the engine out of ids and hashes, so a bad one is its mistake.
 */
export function assertBlobKey(key: string): void {
  if (!key.split("/").every(isBlobKeyPart)) throw badKey(key);
}

/**
 * As {@link assertBlobKey} for the start of a key: empty, or cut off anywhere.
 * @throws CutstreamError `internal`
 */
export function assertBlobPrefix(prefix: string): void {
  const parts = prefix.split("/");
  const last = parts.pop() ?? "";
  if (!parts.every(isBlobKeyPart) || !(last === "" || PART.test(last))) throw badKey(prefix);
}

const badKey = (key: string): CutstreamError =>
  new CutstreamError("internal", `${JSON.stringify(key)} is not a key of a blob.`);
