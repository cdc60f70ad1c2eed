import { MediaFormatError } from "./format-error.ts";

type Encoding = "utf-8" | "utf-16le" | "utf-16be";

const NAMES: Readonly<Record<Encoding, string>> = {
  "utf-8": "UTF-8",
  "utf-16le": "UTF-16",
  "utf-16be": "UTF-16",
};

/** Bytes that are looked at to tell UTF-16 without a byte order mark. */
const LOOKED_AT = 4096;

/** Control characters of ASCII but tab, line feed, form feed and carriage return: no text format has them. */
const CONTROL = /(?![\t\n\f\r\u0080-\u009f])\p{Cc}/u;

const LINE_BREAK = /\r\n|[\n\r]/;
const [LINE_FEED, CARRIAGE_RETURN] = [0x0a, 0x0d];

/**
 * Reads text in UTF-8, or in UTF-16 with a byte order mark or with the zero bytes that every digit, space and line
 * break has in it. The byte order mark is not part of the text.
 * @throws MediaFormatError with the line, for bytes that are neither, and for control characters.
 */
export function decodeText(bytes: Uint8Array): string {
  const encoding = encodingOf(bytes);
  const decoder = new TextDecoder(encoding, { fatal: true });
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    const line = firstBrokenLine(bytes, encoding);
    throw new MediaFormatError(`Line ${line} is no ${NAMES[encoding]} text`, line);
  }
  const control = text.search(CONTROL);
  if (control >= 0) {
    const line = lineAt(text, control);
    const code = text.charCodeAt(control).toString(16).padStart(4, "0");
    throw new MediaFormatError(`Line ${line} has the control character U+${code}: this is no text`, line);
  }
  return text;
}

/** The lines of a text, by LF, CRLF or CR. */
export function splitLines(text: string): string[] {
  return text.split(LINE_BREAK);
}

/** The line, from 1, that a character of a text is in. */
export function lineAt(text: string, index: number): number {
  return splitLines(text.slice(0, index)).length;
}

/** As {@link lineAt}, for many characters of a text, which is read once. */
export function lineFinder(text: string): (index: number) => number {
  const starts = [0];
  // Character by character: an expression takes eight times as long.
  for (let at = 0; at < text.length; at++) {
    const mark = text.charCodeAt(at);
    if (mark !== LINE_FEED && mark !== CARRIAGE_RETURN) continue;
    if (mark === CARRIAGE_RETURN && text.charCodeAt(at + 1) === LINE_FEED) at++;
    starts.push(at + 1);
  }
  return (index) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= index) low = middle;
      else high = middle;
    }
    return low + 1;
  };
}

function encodingOf(bytes: Uint8Array): Encoding {
  const [first, second, third] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return "utf-8";
  if (first === 0xff && second === 0xfe) return "utf-16le";
  if (first === 0xfe && second === 0xff) return "utf-16be";
  const length = Math.min(bytes.length, LOOKED_AT);
  let even = 0;
  let odd = 0;
  for (let at = 0; at < length; at++) {
    if (bytes[at] !== 0) continue;
    if (at % 2 === 0) even++;
    else odd++;
  }
  // A list of times has more digits, spaces and line breaks than one in eight; hardly a character ends in a zero byte.
  const units = length / 2;
  if (Math.max(even, odd) * 8 < units || Math.min(even, odd) * 16 > units) return "utf-8";
  return odd > even ? "utf-16le" : "utf-16be";
}

/** The first line that cannot be decoded by itself. A line feed byte is never part of another character in UTF-8. */
function firstBrokenLine(bytes: Uint8Array, encoding: Encoding): number {
  const width = encoding === "utf-8" ? 1 : 2;
  const low = encoding === "utf-16be" ? 1 : 0;
  const decoder = new TextDecoder(encoding, { fatal: true });
  let line = 1;
  let start = 0;
  for (let at = 0; at < bytes.length; at += width) {
    const last = at + width >= bytes.length;
    const breaks = bytes[at + low] === 0x0a && (width === 1 || bytes[at + 1 - low] === 0);
    if (!breaks && !last) continue;
    try {
      decoder.decode(bytes.subarray(start, at + width));
    } catch {
      return line;
    }
    line++;
    start = at + width;
  }
  return line;
}
