import type { IncomingHttpHeaders } from "node:http";

/** A request without a body, as its head says it. */
export interface RequestHead {
  readonly method: "GET";
  /** As it was sent: path and query. */
  readonly url: string;
  /** By names in lower case. */
  readonly headers: IncomingHttpHeaders;
}

/** Bytes of a head, beyond which Node's parser has something to say. */
const LONGEST = 8192;

/** A request line (RFC 9112 §3) and a field line (§5), as strictly as both are written: nothing is forgiven here. */
const REQUEST_LINE = /GET (\/[!-~]*) HTTP\/1\.1\r\n/y;
const FIELD_LINE = /([!#$%&'*+.^_`|~\w-]+):[ \t]*((?:[!-~]+(?:[ \t]+[!-~]+)*[ \t]*)?)\r\n/y;

/** Fields that say how the request goes on, or the connection after it, and the one whose value is a list in Node. */
const LEFT_TO_NODE: ReadonlySet<string> = new Set([
  ...["content-length", "transfer-encoding", "expect", "upgrade", "te", "trailer", "http2-settings"],
  "set-cookie",
]);

/**
 * Reads what came over a connection where it is exactly the head of one plain `GET` of HTTP/1.1, as players, browsers
 * and caches send it: whole, nothing behind it, no body, every line well-formed, no field twice, and the connection
 * is to be kept.
 * @returns undefined for all else, be it in order or not: Node's parser has the last word there. Whatever is read here,
 * that parser would read the same.
 */
export function readRequestHead(bytes: Uint8Array): RequestHead | undefined {
  if (bytes.length > LONGEST) return undefined;
  const text = Buffer.prototype.latin1Slice.call(bytes);
  REQUEST_LINE.lastIndex = 0;
  const url = REQUEST_LINE.exec(text)?.[1];
  if (url === undefined) return undefined;
  // With what all objects inherit in it: a field that is called so is left to Node's parser.
  const headers: Record<string, string> = {};
  let at = REQUEST_LINE.lastIndex;
  while (at < text.length - 2) {
    FIELD_LINE.lastIndex = at;
    const field = FIELD_LINE.exec(text);
    if (!field) return undefined;
    const name = (field[1] as string).toLowerCase();
    if (name in headers || LEFT_TO_NODE.has(name)) return undefined;
    // What stands behind a value belongs to it above: beside it, an empty one's spaces would be tried in every split.
    headers[name] = (field[2] as string).trimEnd();
    at = FIELD_LINE.lastIndex;
  }
  if (at !== text.length - 2 || !text.endsWith("\r\n")) return undefined;
  const { host, connection } = headers;
  if (!host || (connection !== undefined && connection.toLowerCase() !== "keep-alive")) return undefined;
  return { method: "GET", url, headers };
}
