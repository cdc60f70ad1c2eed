import { CutstreamError } from "../errors.ts";

/** Characters of the name that somebody gives a video or an asset. */
export const LONGEST_NAME = 200;

/** @throws CutstreamError `invalid_request` for a name that is empty, too long, or cannot be written. */
export function assertName(name: string): void {
  const readable = name.isWellFormed() && !/\p{Cc}/u.test(name);
  if (readable && name.length > 0 && name.length <= LONGEST_NAME) return;
  const message = `name must have 1 to ${LONGEST_NAME} characters, and no control characters.`;
  throw new CutstreamError("invalid_request", message, { path: "name" });
}
