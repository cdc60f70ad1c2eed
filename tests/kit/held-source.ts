import { readFile } from "node:fs/promises";
import { type RunningServer, serve } from "./serve.ts";

/** A file on loopback of which the second half is held back: whoever fetches it is at work until it is let go. */
export interface HeldSource extends Pick<RunningServer, "url" | "requests" | "close"> {
  /** Sends what was held back, to those who wait and to all who come. */
  release(): void;
}

/** Serves a file at any path that ends like its own. */
export async function serveHeld(path: string): Promise<HeldSource> {
  const bytes = await readFile(path);
  const half = bytes.length >> 1;
  const released = Promise.withResolvers<void>();
  const server = await serve(async (_path, _request, response) => {
    response.writeHead(200, { "Content-Type": "video/mp4", "Content-Length": bytes.length });
    response.write(bytes.subarray(0, half));
    await released.promise;
    response.end(bytes.subarray(half));
  });
  return { ...server, release: () => released.resolve() };
}
