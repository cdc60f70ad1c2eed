import { MediaFormatError } from "../format-error.ts";

/**
 * One attribute value as it stands in the playlist (RFC 8216 §4.2): quoted strings keep their quotes, so that
 * `"YES"` and `YES` stay different things and a list that is read is written back unchanged.
 */
export type AttributeList = Map<string, string>;

const ATTRIBUTE = /([A-Z0-9-]+)=("[^"\r\n]*"|[^",\s][^",]*)(,|$)/y;

/**
 * Reads an attribute list (RFC 8216 §4.2). Spaces after a comma are tolerated.
 * @param offset where the list stands in the playlist, in characters, for the error.
 * @throws MediaFormatError where the text is not an attribute list or names an attribute twice.
 */
export function parseAttributeList(text: string, offset?: number): AttributeList {
  const attributes: AttributeList = new Map();
  let at = 0;
  while (at < text.length) {
    while (text[at] === " ") at++;
    ATTRIBUTE.lastIndex = at;
    const match = ATTRIBUTE.exec(text);
    const name = match?.[1];
    const value = match?.[2];
    if (name === undefined || value === undefined) {
      throw new MediaFormatError(`Not an attribute list at column ${at}: ${JSON.stringify(text)}`, offset);
    }
    if (attributes.has(name)) throw new MediaFormatError(`Attribute ${name} appears twice`, offset);
    attributes.set(name, value.startsWith('"') ? value : value.trimEnd());
    at = ATTRIBUTE.lastIndex;
  }
  return attributes;
}

/** Writes values that are already in playlist form, leaving out what is undefined. */
export function writeAttributeList(attributes: Iterable<readonly [string, string | undefined]>): string {
  let text = "";
  for (const [name, value] of attributes) {
    if (value !== undefined) text += `${text === "" ? "" : ","}${name}=${value}`;
  }
  return text;
}

const UNQUOTABLE = /["\p{Cc}]/u;

/**
 * Puts a string in quotes (RFC 8216 §4.2 quoted-string). The format knows no escapes: a quote or a line break would
 * end the attribute and let a name write tags of its own.
 * @param what names the value in the error.
 * @throws MediaFormatError where the string has a quote or a control character (RFC 8216 §4.1).
 */
export function quote(value: string, what: string): string {
  if (UNQUOTABLE.test(value) || !value.isWellFormed()) {
    throw new MediaFormatError(`${what} has a quote or a control character: ${JSON.stringify(value)}`);
  }
  return `"${value}"`;
}

/**
 * Takes the quotes off a quoted-string.
 * @throws MediaFormatError where the value is not quoted.
 */
export function unquote(value: string, what: string, offset?: number): string {
  if (value.length < 2 || !value.startsWith('"') || !value.endsWith('"')) {
    throw new MediaFormatError(`${what} must be a quoted string: ${value}`, offset);
  }
  return value.slice(1, -1);
}

const URI_TEXT = /^[!$-~][!#-~]*$/;

/** Whether {@link checkUri} passes the text. */
export function isUri(text: string): boolean {
  return URI_TEXT.test(text);
}

/**
 * Passes a URI that may stand on a line of its own or in quotes: printable ASCII (RFC 3986 §2), no quote, no `#` in
 * front, which would make it a tag or a comment (RFC 8216 §4.1).
 * @throws MediaFormatError for anything else.
 */
export function checkUri(uri: string): string {
  if (!isUri(uri)) throw new MediaFormatError(`Not a URI: ${JSON.stringify(uri)}`);
  return uri;
}

const ENUMERATED = /^[^\s",\p{Cc}]+$/u;

/**
 * Passes an enumerated-string (RFC 8216 §4.2): unquoted, without quotes, commas or white space.
 * @throws MediaFormatError for anything else.
 */
export function checkEnumerated(value: string, what: string): string {
  if (!ENUMERATED.test(value)) throw new MediaFormatError(`${what} is not a token: ${JSON.stringify(value)}`);
  return value;
}
