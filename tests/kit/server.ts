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

/** Cuts as clips of a timeline. */
export function clipsOf(cuts: readonly CodedCut[]): Clip[] {
  return cuts.map(({ source, from, to }) => ({
    video: source.video.id,
    start: { frame: from },
    end: { frame: to },
  }));
}

/** Publishes cuts as a stream. */
export function publishCuts(
  server: TestServer,
  cuts: readonly CodedCut[],
  options: { container?: "fmp4" | "ts" } = {},
): Promise<Stream> {
  return server.client.timeline(clipsOf(cuts)).stream(options);
}

/** The codes of the frames that cuts are to show. */
export function expectedCodes(cuts: readonly CodedCut[]): FrameCode[] {
  return cuts.flatMap(({ source, from, to }) =>
    Array.from({ length: to - from }, (_, n) => ({ source: source.sourceId, frame: from + n })),
  );
}

/** Segments that are fetched at a time: heads are encoded on all processors. */
const FETCHED_AT_A_TIME = 4;

/** Fetches everything that a stream's playlists name. */
export async function fetchWhole(url: string): Promise<number> {
  const uris = async (playlist: string): Promise<string[]> => {
    const text = await (await fetch(playlist)).text();
    const found = text.matchAll(/URI="([^"]+)"|^([^#\s].*)$/gm);
    return Array.from(found, (match) => new URL(match[1] ?? match[2] ?? "", playlist).href);
  };
  const media = (await Promise.all((await uris(url)).map(uris))).flat();
  const left = media.values();
  const fetchOn = async (): Promise<void> => {
    for (const segment of left) {
      const response = await fetch(segment);
      if (!response.ok) throw new Error(`${segment}: ${response.status} ${await response.text()}`);
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: FETCHED_AT_A_TIME }, fetchOn));
  return media.length;
}
