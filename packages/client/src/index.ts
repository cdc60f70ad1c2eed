import { type Assets, createAssets } from "./assets.ts";
import { type Cadences, createCadences } from "./cadences.ts";
import { type Collections, createCollections } from "./collections.ts";
import { createExperiments, type Experiments } from "./experiments.ts";
import { createExports, type Exports } from "./exports.ts";
import { type ConnectOptions, createHttp } from "./http.ts";
import { createIndexes, type Indexes } from "./indexes.ts";
import { createJobs, type Jobs } from "./jobs.ts";
import { createMegaAssets, type MegaAssets } from "./mega-assets.ts";
import type { Moment, RetrieveRequest } from "./memory-types.ts";
import { createRankings, type Rankings } from "./ranking.ts";
import { createReels, type Reels } from "./reels.ts";
import { type Moments, retrieve } from "./retrieve.ts";
import { createStreams, type Streams } from "./streams.ts";
import { createTelemetry, type Telemetry } from "./telemetry.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { createTimelines, type Timelines } from "./timelines.ts";
import type { Cancellable, Clip } from "./types.ts";
import { showUsage, type Usage, type UsageRequest } from "./usage.ts";
import { createVideos, type Videos } from "./videos.ts";

export type * from "./ad-types.ts";
export type { AssetOptions, Assets } from "./assets.ts";
export type { Cadence, Cadences, Length, StoredCadence } from "./cadences.ts";
export type { CollectionOptions, Collections } from "./collections.ts";
export { CutstreamError, type ErrorFacts } from "./errors.ts";
export type { Experiments } from "./experiments.ts";
export type * from "./export-types.ts";
export type { Exports, RunningExport } from "./exports.ts";
export type { ConnectOptions } from "./http.ts";
export type { ImportFile, Indexes } from "./indexes.ts";
export type { Jobs } from "./jobs.ts";
export type * from "./json.ts";
export type { MegaAssets } from "./mega-assets.ts";
export type * from "./mega-types.ts";
export type * from "./memory-types.ts";
export type * from "./music-types.ts";
export type { OverlaySpec } from "./overlay-spec.ts";
export type { Rankings } from "./ranking.ts";
export type * from "./ranking-types.ts";
export type * from "./reels.ts";
export type { Moments } from "./retrieve.ts";
export type { Streams } from "./streams.ts";
export type * from "./subtitle-types.ts";
export type { Telemetry } from "./telemetry.ts";
export type * from "./telemetry-types.ts";
export type { ClipRange, Timeline } from "./timeline.ts";
export type { ReadTimeline, TimelineFileOptions, Timelines } from "./timelines.ts";
export type * from "./types.ts";
export type { UploadOptions } from "./upload.ts";
export type { PrepareRequest, Videos } from "./videos.ts";
export type * from "./viewer-reel-types.ts";

/** A Cutstream server, as programs see it. Everything that waits takes an `AbortSignal`. */
export interface Cutstream {
  readonly collections: Collections;
  readonly videos: Videos;
  readonly jobs: Jobs;
  readonly streams: Streams;
  readonly indexes: Indexes;
  readonly reels: Reels;
  readonly megaAssets: MegaAssets;
  readonly cadences: Cadences;
  readonly assets: Assets;
  readonly timelines: Timelines;
  readonly exports: Exports;
  readonly rankings: Rankings;
  readonly telemetry: Telemetry;
  readonly experiments: Experiments;
  /**
   * Finds moments: ranked, explained, playable. A text alone is a query.
   * @example
   * ```ts
   * const moments = await cs.retrieve("goals by player_42");
   * const stream = await cs.timeline(moments).stream();
   * ```
   * @throws CutstreamError `invalid_filter`, `collection_not_found`, `query_too_long`
   */
  retrieve(request: string | RetrieveRequest, options?: Cancellable): Promise<Moments>;
  /** What was used: by day, by key or by user. @throws CutstreamError `invalid_request` */
  usage(request?: UsageRequest, options?: Cancellable): Promise<Usage>;
  /** Begins a timeline, empty or of these clips or moments. */
  timeline(clips?: readonly (Clip | Moment)[]): Timeline;
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
    indexes: createIndexes(http),
    reels: createReels(http),
    megaAssets: createMegaAssets(http),
    cadences: createCadences(http),
    assets: createAssets(http),
    timelines: createTimelines(http),
    exports: createExports(http),
    rankings: createRankings(http),
    telemetry: createTelemetry(http),
    experiments: createExperiments(http),
    retrieve: (request, options) => retrieve(http, request, options),
    usage: (request, options) => showUsage(http, request, options),
    timeline: (clips) => createTimeline(http, clips),
  };
}
export type { Usage, UsageAmounts, UsageRequest, UsageRow } from "./usage.ts";
