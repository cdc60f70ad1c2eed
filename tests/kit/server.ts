import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type Clip,
  type Cutstream,
  connect,
  type Stream,
  type Video,
} from "../../packages/client/src/index.ts";
import { type RunningServer, startServer } from "../../packages/server/src/index.ts";
import { type CodedSource, type CodedSourceRequest, makeCodedSource } from "./coded-source.ts";
import type { FrameCode } from "./frame-code.ts";

/** A server on a free port of loopback, with an empty folder of its own, and the SDK connected to it. */
export interface TestServer {
  readonly url: string;
  readonly folder: string;
  readonly client: Cutstream;
  close(): Promise<void>;
}

/** Starts a server. What it stores is deleted when it is closed. */
export async function startTestServer(
  options: Partial<Parameters<typeof startServer>[0]> = {},
): Promise<TestServer> {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-test-"));
  const server: RunningServer = await startServer({ port: 0, dataDir: join(folder, "data"), ...options });
  return {
    url: server.address,
    folder,
    client: connect({ url: server.address }),
    close: async () => {
      await server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A coded source, ingested. */
export interface IngestedSource extends CodedSource {
  readonly video: Video;
}

/** Makes a coded source and takes it in. */
export async function ingestCoded(
  server: TestServer,
  request: Omit<CodedSourceRequest, "path"> & { readonly container?: string },
): Promise<IngestedSource> {
  const { container = "mp4", ...rest } = request;
  const path = join(
    server.folder,
    `source-${request.sourceId}-${request.frameRate.replace("/", "_")}.${container}`,
  );
  const source = await makeCodedSource({ ...rest, path });
  const { video } = await server.client.videos.ingest({ path });
  return { ...source, video: await server.client.videos.waitUntilReady(video.id) };
}

/** A cut of a coded source. */
export interface CodedCut {
  readonly source: IngestedSource;
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Publishes cuts as a stream. */
export function publishCuts(
  server: TestServer,
  cuts: readonly CodedCut[],
  options: { container?: "fmp4" | "ts" } = {},
): Promise<Stream> {
  const clips: Clip[] = cuts.map(({ source, from, to }) => ({
    video: source.video.id,
    start: { frame: from },
    end: { frame: to },
  }));
  return server.client.timeline(clips).stream(options);
}

/** The codes of the frames that cuts are to show. */
export function expectedCodes(cuts: readonly CodedCut[]): FrameCode[] {
  return cuts.flatMap(({ source, from, to }) =>
    Array.from({ length: to - from }, (_, n) => ({ source: source.sourceId, frame: from + n })),
  );
}

/** Fetches everything that a stream's playlists name, as a player would. */
export async function fetchWhole(url: string): Promise<number> {
  const lines = (text: string) =>
    [...text.matchAll(/URI="([^"]+)"|^([^#\s].*)$/gm)].map((match) => match[1] ?? match[2] ?? "");
  let segments = 0;
  for (const playlist of lines(await (await fetch(url)).text())) {
    const playlistUrl = new URL(playlist, url).href;
    for (const segment of lines(await (await fetch(playlistUrl)).text())) {
      const response = await fetch(new URL(segment, playlistUrl));
      if (!response.ok) throw new Error(`${segment}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
      segments++;
    }
  }
  return segments;
}
