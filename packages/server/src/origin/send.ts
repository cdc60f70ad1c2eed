import { pipeline, type Readable } from "node:stream";
import type { OriginResponse } from "@cutstream/engine";
import type { FastifyReply, FastifyRequest } from "fastify";
import { OPEN_CORS } from "../http/cors.ts";
import { entityTag, noneMatch } from "./etag.ts";
import { acceptsGzip, type GzipCache } from "./gzip.ts";
import { parseRange } from "./range.ts";
import { sliceBody } from "./slice.ts";

/** What is about to be written, after negotiation. */
interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | number>;
  readonly body: Uint8Array | Readable | null;
}

/**
 * Answers with a segment or an init segment: conditional (304), in part (206, 416), or whole.
 * Written to the socket without Fastify's reply: this path is nearly all of a server's traffic, and needs no
 * serialisation.
 */
export function sendMedia(request: FastifyRequest, reply: FastifyReply, media: OriginResponse): void {
  write(request, reply, media, answerMedia(request, media));
}

function answerMedia(request: FastifyRequest, media: OriginResponse): Answer {
  const tag = entityTag(media.etag);
  const headers = { ...commonHeaders(request, media, tag), "accept-ranges": "bytes" };
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
    return { status: 206, headers: part, body: sliceBody(media.body, start, end) };
  }
  return { status: 200, headers: { ...headers, "content-length": media.size }, body: media.body };
}

/** Answers with a playlist, compressed where the client takes it (Apple HLS authoring 10.1). */
export async function sendPlaylist(
  request: FastifyRequest,
  reply: FastifyReply,
  playlist: OriginResponse,
  gzip: GzipCache,
): Promise<void> {
  const { body } = playlist;
  const packed =
    body instanceof Uint8Array && acceptsGzip(request.headers["accept-encoding"])
      ? await gzip.compress(playlist.etag, body)
      : undefined;
  const tag = entityTag(playlist.etag, packed && "gzip");
  const headers = {
    ...commonHeaders(request, playlist, tag),
    vary: "Accept-Encoding",
    ...(packed ? { "content-encoding": "gzip" } : {}),
  };
  if (noneMatch(request.headers["if-none-match"], tag)) {
    write(request, reply, playlist, { status: 304, headers, body: null });
    return;
  }
  write(request, reply, playlist, {
    status: 200,
    headers: { ...headers, "content-length": packed?.length ?? playlist.size },
    body: packed ?? body,
  });
}

function commonHeaders(request: FastifyRequest, response: OriginResponse, tag: string) {
  return {
    ...OPEN_CORS,
    "content-type": response.contentType,
    "cache-control": response.cacheControl,
    etag: tag,
    "x-content-type-options": "nosniff",
    "x-request-id": request.id,
  };
}

function write(request: FastifyRequest, reply: FastifyReply, from: OriginResponse, answer: Answer): void {
  const source = from.body instanceof Uint8Array ? undefined : from.body;
  const body = request.method === "HEAD" ? null : answer.body;
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(answer.status, answer.headers);
  if (body === null) {
    source?.destroy();
    raw.end();
  } else if (body instanceof Uint8Array) {
    raw.end(body);
  } else {
    // Goes at the pace of the client, and lets go of the source when the client leaves.
    pipeline(body, raw, (error) => {
      source?.destroy();
      if (error && !isDeparture(error)) request.log.error({ err: error }, "a media body broke off");
    });
  }
}

function isDeparture(error: NodeJS.ErrnoException): boolean {
  return error.code === "ERR_STREAM_PREMATURE_CLOSE" || error.code === "ECONNRESET" || error.code === "EPIPE";
}
