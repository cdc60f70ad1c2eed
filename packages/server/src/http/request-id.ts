import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** Takes a caller's `x-request-id` where it is harmless in a header, a log and a row: 8 to 64 of `A-Za-z0-9_.-`. */
export function requestId({ headers }: Pick<IncomingMessage, "headers">): string {
  const given = headers["x-request-id"];
  return typeof given === "string" && /^[\w.-]{8,64}$/.test(given) ? given : randomUUID();
}
