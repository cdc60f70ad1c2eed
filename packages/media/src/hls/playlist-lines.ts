import { MediaFormatError } from "../format-error.ts";

/** One line of a playlist that is neither blank nor a comment (RFC 8216 §4.1); `offset` in characters. */
export type PlaylistLine =
  | { readonly kind: "tag"; readonly name: string; readonly value: string; readonly offset: number }
  | { readonly kind: "uri"; readonly value: string; readonly offset: number };

const CONTROL = /(?![\r\n])\p{Cc}/u;

/**
 * The lines of a playlist after `#EXTM3U`, by LF or CRLF.
 * @throws MediaFormatError where the text does not begin with `#EXTM3U` (RFC 8216 §4.3.1.1; a byte order mark is
 * refused by §4.1) or has a control character (§4.1).
 */
export function* playlistLines(text: string): Generator<PlaylistLine> {
  if (!/^#EXTM3U[\r\n \t]*(?:$|\n)/.test(text.slice(0, 64))) {
    throw new MediaFormatError("Not a playlist: it does not begin with #EXTM3U", 0);
  }
  const control = text.search(CONTROL);
  if (control >= 0) throw new MediaFormatError("Control character in a playlist", control);
  let offset = text.indexOf("\n") + 1 || text.length;
  while (offset < text.length) {
    const end = text.indexOf("\n", offset);
    const next = end < 0 ? text.length : end + 1;
    const line = text.slice(offset, next).trim();
    if (line.startsWith("#EXT")) {
      const colon = line.indexOf(":");
      const name = colon < 0 ? line.slice(1) : line.slice(1, colon);
      yield { kind: "tag", name, value: colon < 0 ? "" : line.slice(colon + 1), offset };
    } else if (line !== "" && !line.startsWith("#")) {
      yield { kind: "uri", value: line, offset };
    }
    offset = next;
  }
}
