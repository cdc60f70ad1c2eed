import { type Collections, createCollections } from "./collections.ts";
import { type ConnectOptions, createHttp } from "./http.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import { createStreams, type Streams } from "./streams.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import type { Clip } from "./types.ts";
import { createVideos, type Videos } from "./videos.ts";

export type { Collections } from "./collections.ts";
export { CutstreamError, type ErrorFacts } from "./errors.ts";
export type { ConnectOptions } from "./http.ts";
export type { Jobs } from "./jobs.ts";
export type { Streams } from "./streams.ts";
export type { ClipRange, Timeline } from "./timeline.ts";
export type * from "./types.ts";
export type { UploadOptions } from "./upload.ts";
export type { Videos } from "./videos.ts";

/** A Cutstream server, as programs see it. Everything that waits takes an `AbortSignal`. */
export interface Cutstream {
  readonly collections: Collections;
  readonly videos: Videos;
  readonly jobs: Jobs;
  readonly streams: Streams;
  /** Begins a timeline, empty or of these clips. */
  timeline(clips?: readonly Clip[]): Timeline;
}

/**
 * Binds a server's address and key. Sends nothing yet. Runs wherever there is `fetch`: Node, browsers, edge.
 *
 * @example
 * ```ts
 * import { connect } from "cutstream";
 *
 * const cs = connect({ url: "http://localhost:8720", apiKey: process.env.CUTSTREAM_API_KEY });
 * const { video } = await cs.videos.ingest({ path: "/media/match.mp4" });
 * await cs.videos.waitUntilReady(video.id);
 * const stream = await cs
 *   .timeline()
 *   .add(video, { start: 12.5, end: 20 })
 *   .add(video, { start: "100100/30000", end: { frame: 400 } })
 *   .stream({ user: "42", ttl: "7d", name: "highlights" });
 * console.log(stream.url, stream.playerUrl);
 * ```
 */
export function connect(options: ConnectOptions): Cutstream {
  const http = createHttp(options);
  return {
    collections: createCollections(http),
    videos: createVideos(http),
    jobs: createJobs(http),
    streams: createStreams(http),
    timeline: (clips) => createTimeline(http, clips),
  };
}
