import type { IncomingMessage } from "node:http";
import { finished, Readable } from "node:stream";
import type { OriginBody, OriginFile, OriginResponse } from "@cutstream/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import { OPEN_CORS } from "../http/cors.ts";
import { encodedTag, noneMatch } from "./etag.ts";
import { acceptsGzip, type GzipCache } from "./gzip.ts";
import { parseRange } from "./range.ts";
import { type Headers, type Reply, replyOverHttp } from "./reply.ts";
import { sliceBody } from "./slice.ts";

/** What a request asks, whoever read it. */
export type Asked = Pick<IncomingMessage, "method" | "url" | "headers">;

/** A request and its answer, whoever let the request in. */
export interface Exchange {
  readonly request: Asked;
  /** Of the request. */
  readonly id: string;
  /** What the answer is written to; from now on nobody else writes one. */
  take(): Reply;
}

/**
 * A request that went by way of the router. Its answer is written to the socket without Fastify's reply: media and
 * playlists are nearly all of a server's traffic, and need no serialisation.
 */
export function exchangeOf(request: FastifyRequest, reply: FastifyReply): Exchange {
  const { raw, id, log } = request;
  return { request: raw, id, take: () => replyOverHttp(reply.hijack().raw, log) };
}

/** What is about to be written, after negotiation. */
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  /** Null: nothing follows the headers. */
  readonly body: (() => OriginBody) | null;
}

/** Bytes `[start, end)` of what is answered. */
type Read = (start: number, end: number) => OriginBody;

/** Answers with a segment or an init segment: conditional (304), in part (206, 416), or whole. */
export function sendMedia(exchange: Exchange, media: OriginResponse): void {
  const { body, size } = media;
  const read: Read = (start, end) => (end - start === size ? body : sliceBody(body, start, end));
  write(exchange, answerMedia(exchange, media, read), body, media.done);
}

/** Answers with a file to keep, as {@link sendMedia}: browsers save it, under its name or the one in the address. */
export function sendFile(exchange: Exchange, file: OriginFile): void {
  const media = { ...file, cacheControl: file.immutable ? FOR_GOOD : "private, no-cache" };
  const answer = answerMedia(exchange, media, file.read);
  write(exchange, {
    ...answer,
    headers: { ...answer.headers, "content-disposition": disposition(file.name) },
  });
}

const FOR_GOOD = "public, max-age=31536000, immutable";

/** `Content-Disposition` with a name in any script (RFC 6266 §4.1, RFC 8187), and one in ASCII for who reads no other. */
function disposition(name: string | undefined): string {
  if (name === undefined) return "attachment";
  const plain = name.replace(/[^\w .()[\]-]/g, "_");
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

type Described = Pick<OriginResponse, "contentType" | "cacheControl" | "size" | "etag">;

function answerMedia({ request, id }: Exchange, media: Described, read: Read): Answer {
  const tag = media.etag;
  const headers = { ...commonHeaders(id, media, tag), "accept-ranges": "bytes" };
  if (noneMatch(request.headers["if-none-match"], tag)) {
    return { status: 304, headers, body: null };
  }
  const ifRange = request.headers["if-range"];
  // Ranges are a matter of GET (RFC 9110 §14.2), and of the very bytes that the client has part of (§13.1.5).
  const ranged = request.method === "GET" && (ifRange === undefined || ifRange === tag);
  const range = parseRange(ranged ? request.headers.range : undefined, media.size);
  if (range.kind === "unsatisfiable") {
    const answer = { ...headers, "content-range": `bytes */${media.size}`, "content-length": 0 };
    return { status: 416, headers: answer, body: null };
  }
  if (range.kind === "part") {
    const { start, end } = range;
    const part = {
      ...headers,
      "content-range": `bytes ${start}-${end - 1}/${media.size}`,
      "content-length": end - start,
    };
    return { status: 206, headers: part, body: () => read(start, end) };
  }
  return {
    status: 200,
    headers: { ...headers, "content-length": media.size },
    body: () => read(0, media.size),
  };
}

/** Answers with a playlist, compressed where the client takes it (Apple HLS authoring 10.1). */
export async function sendPlaylist(
  exchange: Exchange,
  playlist: OriginResponse,
  gzip: GzipCache,
): Promise<void> {
  const { request, id } = exchange;
  const { body } = playlist;
  const packed =
    body instanceof Uint8Array && acceptsGzip(request.headers["accept-encoding"])
      ? await gzip.compress(playlist.etag, body)
      : undefined;
  const tag = packed ? encodedTag(playlist.etag, "gzip") : playlist.etag;
  const headers = {
    ...commonHeaders(id, playlist, tag),
    vary: "Accept-Encoding",
    ...(packed ? { "content-encoding": "gzip" } : {}),
  };
  if (noneMatch(request.headers["if-none-match"], tag)) {
    write(exchange, { status: 304, headers, body: null });
    return;
  }
  write(exchange, {
    status: 200,
    headers: { ...headers, "content-length": packed?.length ?? playlist.size },
    body: () => packed ?? body,
  });
}

function commonHeaders(id: string, response: Described, tag: string) {
  return {
    ...OPEN_CORS,
    "content-type": response.contentType,
    "cache-control": response.cacheControl,
    etag: tag,
    "x-content-type-options": "nosniff",
    "x-request-id": id,
  };
}

/**
 * @param source let go of where it is not read to its end.
 * @param sent called once the system has all of the answer.
 */
function write({ request, take }: Exchange, answer: Answer, source?: OriginBody, sent?: () => void): void {
  const body = request.method === "HEAD" ? undefined : answer.body?.();
  if (source instanceof Readable) {
    if (body instanceof Readable) finished(body, () => source.destroy());
    else source.destroy();
  }
  take().send(answer.status, answer.headers, body, sent);
}
