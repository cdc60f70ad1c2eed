import type { ServerResponse } from "node:http";
import { pipeline, Readable } from "node:stream";
import type { OriginBody } from "@cutstream/engine";
import type { FastifyBaseLogger } from "fastify";

/** Fields of an answer, by names in lower case. */
export type Headers = Readonly<Record<string, string | number>>;

/** What an answer is written to, once. */
export interface Reply {
  /**
   * Writes an answer.
   * @param body none: nothing follows the head. A stream goes at the pace of the client, is let go of when the client
   * leaves, and breaks the connection off where it ends before `content-length`: the client would wait for more.
   * @param sent called once the system has all of the answer.
   */
  send(status: number, headers: Headers, body: OriginBody | undefined, sent?: () => void): void;
}

/** An answer by Node's own server. */
export function replyOverHttp(response: ServerResponse, log: Pick<FastifyBaseLogger, "error">): Reply {
  return {
    send(status, headers, body, sent) {
      if (sent) response.once("finish", sent);
      response.writeHead(status, headers);
      if (body instanceof Readable) {
        pipeline(body, wholeBody(headers), response, logBreak(log));
        return;
      }
      response.cork();
      for (const piece of piecesOf(body)) response.write(piece);
      response.end();
    },
  };
}

/** What of a body is in memory, in pieces. */
export const piecesOf = (body: Exclude<OriginBody, Readable> | undefined): readonly Uint8Array[] =>
  body === undefined ? [] : body instanceof Uint8Array ? [body] : body;

/** Passes on as many bytes as `content-length` says, and throws where there are fewer or more. */
export function wholeBody(headers: Headers) {
  const size = Number(headers["content-length"]);
  return async function* (source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    let passed = 0;
    for await (const chunk of source) {
      passed += chunk.length;
      yield chunk;
    }
    if (passed !== size) throw new Error(`${passed} bytes came of ${size}.`);
  };
}

/** Takes down that a body broke off, unless it was the client who left. */
export function logBreak(log: Pick<FastifyBaseLogger, "error">) {
  return (error: NodeJS.ErrnoException | null | undefined): void => {
    if (error && !DEPARTURES.has(error.code ?? "")) log.error({ err: error }, "a media body broke off");
  };
}

const DEPARTURES: ReadonlySet<string> = new Set(["ERR_STREAM_PREMATURE_CLOSE", "ECONNRESET", "EPIPE"]);
