import { CutstreamError } from "../../errors.ts";
import type { StreamRow } from "../../seams/catalog.ts";
import type { Signer } from "./signature.ts";

/** User of streams that were published for nobody in particular. */
export const ANYONE = "anyone";

/** Characters of a stream's name that are kept in its address. */
const LONGEST_FILE = 100;

/** Address of a stream's multivariant playlist. Its name is for people; the rest decides. */
export function streamUrl(
  publicUrl: string,
  signer: Signer,
  { user, id, name }: Pick<StreamRow, "user" | "id" | "name">,
): string {
  const file = name
    .normalize("NFKD")
    .replace(/[^A-Za-z0-9_-]+/g, "-")
    .slice(0, LONGEST_FILE)
    .replace(/^-+|(?<!-)-+$/g, "");
  return `${publicUrl}/u/${encodeURIComponent(user)}/${id}/${signer.sign(user, id)}/${file || "stream"}.m3u8`;
}

/** Address of a page that plays a stream. */
export function playerPage(publicUrl: string, url: string): string {
  return `${publicUrl}/player?url=${encodeURIComponent(url)}`;
}

/**
 * A user stands in the address: proxies read an encoded slash as a slash, and then the signature fits no more.
 * @param path where in the request it stands.
 * @throws CutstreamError `invalid_request`
 */
export function checkUser(user: string, path: string): string {
  if (!/[/\\]/.test(user)) return checkText(user, path);
  const message = `${path} is ${JSON.stringify(user)}; it must not hold / or \\.`;
  throw new CutstreamError("invalid_request", message, { path });
}

/** @throws CutstreamError `invalid_request` for what is empty, too long or not to be read in an address or a playlist */
export function checkText(text: string, path: string): string {
  const readable = text.isWellFormed() && !/\p{Cc}/u.test(text) && text !== "." && text !== "..";
  if (readable && text.length > 0 && text.length <= 128) return text;
  throw new CutstreamError(
    "invalid_request",
    `${path} must have 1 to 128 characters, and no control characters.`,
    { path },
  );
}
