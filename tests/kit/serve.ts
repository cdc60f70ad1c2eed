import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { pipeline } from "node:stream/promises";

/** Content types of what players load (RFC 8216 §4 for playlists). */
const TYPES: Readonly<Record<string, string>> = {
  ".m3u8": "application/vnd.apple.mpegurl",
  ".mp4": "video/mp4",
  ".m4s": "video/iso.segment",
  ".m4a": "audio/mp4",
  ".ts": "video/mp2t",
  ".aac": "audio/aac",
  ".vtt": "text/vtt",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
};

/** A server on the loopback interface. */
export interface RunningServer {
  /** `http://127.0.0.1:40123`, without a slash at the end. */
  readonly url: string;
  /** Paths asked for so far, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Serves the files of a folder to pages of any origin, byte ranges included, nothing cached. */
export function serveFolder(folder: string): Promise<RunningServer> {
  return serve(async (path, request, response) => sendFile(join(folder, path), request, response));
}

/** Starts a loopback server; `answer` gets a decoded path that cannot climb out of its root. */
export async function serve(
  answer: (path: string, request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<RunningServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname));
    requests.push(path);
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "Range, Content-Type");
    response.setHeader("Access-Control-Expose-Headers", "Content-Length, Content-Range");
    response.setHeader("Cache-Control", "no-store");
    const done = request.method === "OPTIONS" ? end(response, 204) : answer(path, request, response);
    done.catch(() => (response.headersSent ? response.destroy() : response.writeHead(404).end()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Answers with a file, or the part of it that `Range` names (RFC 9110 §14.2; one range). */
async function sendFile(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { size } = await stat(path);
  response.setHeader("Content-Type", TYPES[extname(path)] ?? "application/octet-stream");
  response.setHeader("Accept-Ranges", "bytes");
  const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
  const start = range ? (range[1] ? Number(range[1]) : Math.max(0, size - Number(range[2]))) : 0;
  const last = range?.[1] && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
  if (range && start > last) {
    response.setHeader("Content-Range", `bytes */${size}`);
    return end(response, 416);
  }
  if (range) response.setHeader("Content-Range", `bytes ${start}-${last}/${size}`);
  response.writeHead(range ? 206 : 200, { "Content-Length": last - start + 1 });
  if (request.method === "HEAD" || size === 0) response.end();
  else await pipeline(createReadStream(path, { start, end: last }), response);
}

async function end(response: ServerResponse, status: number): Promise<void> {
  response.writeHead(status).end();
}
