import { STATUS_CODES } from "node:http";
import type { Headers } from "../origin/reply.ts";

/** What a response's head says, beside when it was written. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: Headers;
  /** Seconds for which the connection is kept when nothing more comes; undefined: it ends with this response. */
  readonly keepAlive: number | undefined;
}

/** What no field's value may hold (RFC 9110 §5.5): a line break would begin another field. */
const FORBIDDEN = /[^\t\x20-\x7e\x80-\xff]/;

/**
 * Writes the head of a response (RFC 9112 §4, §5), to be sent as Latin-1. Names of fields are the caller's own.
 * @throws RangeError for a value with characters that no field may have.
 */
export function writeResponseHead({ status, headers, keepAlive }: ResponseHead): string {
  let fields = "";
  for (const name in headers) {
    const value = headers[name];
    if (typeof value === "string" && FORBIDDEN.test(value)) {
      throw new RangeError(`The header ${name} has a character that no header may have.`);
    }
    fields += `${name}: ${value}\r\n`;
  }
  const kept =
    keepAlive === undefined
      ? "connection: close"
      : `connection: keep-alive\r\nkeep-alive: timeout=${keepAlive}`;
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ""}\r\n${fields}date: ${now()}\r\n${kept}\r\n\r\n`;
}

let date = { second: Number.NaN, text: "" };

/** The time as RFC 9110 §5.6.7 has it, written once a second. */
function now(): string {
  const second = Math.floor(Date.now() / 1000);
  if (second !== date.second) date = { second, text: new Date(second * 1000).toUTCString() };
  return date.text;
}
