import type { Readable } from "node:stream";
import type { AdsInput, AdsView } from "./ad-api.ts";
import type { AssetService } from "./asset-api.ts";
import type { CadenceService } from "./cadence-api.ts";
import type { CallbackService } from "./callback-api.ts";
import type { ExportService } from "./export-api.ts";
import type { MegaAssetService } from "./mega-api.ts";
import type { MemoryService } from "./memory-api.ts";
import type { AudioPlanView, MusicInput } from "./music-api.ts";
import type { Observer } from "./observe/observer.ts";
import type { RankingService } from "./ranking-api.ts";
import type { ReelService } from "./reel-api.ts";
import type { RetentionRules } from "./retention-api.ts";
import type { JobStatus, OpenJobs, Page, StoredError, VideoStatus } from "./seams/catalog.ts";
import type { SubtitleInput } from "./subtitle-api.ts";
import type { OverlayInput, ReframeInput, SurfaceView } from "./surface-api.ts";

import type { ExperimentService, TelemetryService } from "./telemetry-api.ts";
import type { TimelineFileService, TracksInput } from "./timeline-file-api.ts";
import type { UsageService } from "./usage-api.ts";
import type { ViewerReelService } from "./viewer-reel-api.ts";

/**
 * What the engine does, as its faces (HTTP, CLI, the VideoDB dialect) see it. Faces add no logic of their own.
 * Every method throws {@link CutstreamError}s only.
 */
export interface Engine {
  /** What this process does. */
  readonly roles: readonly Role[];
  readonly collections: CollectionService;
  readonly videos: VideoService;
  readonly jobs: JobService;
  readonly streams: StreamService;
  readonly timelines: TimelineFileService;
  readonly origin: OriginService;
  readonly memory: MemoryService;
  readonly reels: ReelService & ViewerReelService;
  readonly cadences: CadenceService;
  readonly ranking: RankingService;
  readonly assets: AssetService;
  readonly megaAssets: MegaAssetService;
  readonly telemetry: TelemetryService;
  readonly experiments: ExperimentService;
  readonly callbacks: CallbackService;
  readonly exports: ExportService;
  /** Checks that the catalog, the blobs and the encoder can be used. */
  health(): Promise<Health>;
  readonly usage: UsageService;
  /** Figures for `/metrics`. */
  metrics(): EngineMetrics;
  /** Jobs that wait or run, counted by kind; of all processes that share the catalog. */
  openJobs(): Promise<readonly OpenJobs[]>;
  /** Stops jobs (they resume on the next start), encoders and timers, and closes the catalog. */
  close(): Promise<void>;
}

export interface CollectionView {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** What is rendered of each of its videos ahead of time. */
  readonly prepare: readonly PrepareRequest[];
}

/** A collection with the jobs that render what it asks for. */
export interface CollectionDetail extends CollectionView {
  /** Those of its videos as they are now, by what it asks for now; oldest first. */
  readonly jobs: readonly JobView[];
}

export interface CollectionService {
  /** @throws as {@link VideoService.prepare} does for what is to be prepared */
  create(name: string, prepare?: readonly PrepareRequest[]): Promise<CollectionView>;
  /** @throws `collection_not_found` */
  get(id: string): Promise<CollectionDetail>;
  /**
   * Changes its name, or what is rendered of its videos: those that are there are begun with at once.
   * @throws `collection_not_found`, and as {@link create}
   */
  update(
    id: string,
    change: { readonly name?: string; readonly prepare?: readonly PrepareRequest[] },
  ): Promise<CollectionView>;
  list(): Promise<readonly CollectionView[]>;
  /** @throws `collection_not_found`, `collection_not_empty` */
  delete(id: string): Promise<void>;
}

export type IngestMode = "auto" | "copy" | "encode";

/** Where the bytes come from: a path on the server, a URL, or a finished upload (moved, not copied). */
export type IngestSource =
  | { readonly kind: "path"; readonly path: string }
  | { readonly kind: "url"; readonly url: string }
  | { readonly kind: "upload"; readonly path: string; readonly fileName: string };

export interface IngestRequest {
  readonly source: IngestSource;
  /** Id of a collection; the collection `default` is always there. */
  readonly collection?: string;
  readonly name?: string;
  readonly mode?: IngestMode;
  /** Heights of further renditions, built in the background; those not smaller than the source are left out. */
  readonly ladder?: readonly number[];
}

export interface VideoView {
  readonly id: string;
  readonly collection: string;
  readonly name: string;
  readonly status: VideoStatus;
  readonly error?: StoredError;
  readonly warnings: readonly string[];
  /** Seconds; null until ready, as all below. */
  readonly duration: number | null;
  /** `"30000/1001"`. */
  readonly frameRate: string | null;
  readonly frameCount: number | null;
  readonly width: number | null;
  readonly height: number | null;
  /** False where the source is sound alone: a black picture stands in. */
  readonly hasPicture: boolean | null;
  readonly hasAudio: boolean | null;
  /** How it was ingested, and why so. */
  readonly mode: "copy" | "encode" | null;
  readonly modeReason: string | null;
  readonly renditions: readonly RenditionView[];
  readonly versions: readonly string[];
  /** A playable stream of the whole video; null until ready. */
  readonly streamUrl: string | null;
  /**
   * Address of its frames as JPEG files, with `{width}` (160, 320 or 640 pixels) and `{frame}` (its number) to be filled
   * in; each is made when it is first fetched. Null until ready.
   */
  readonly thumbnailTemplate: string | null;
  readonly createdAt: string;
}

export interface RenditionView {
  readonly name: string;
  readonly kind: "video" | "audio";
  readonly codec: string;
  readonly width?: number;
  readonly height?: number;
  /** Bits a second, mean. */
  readonly bitRate: number;
}

export interface VideoService {
  /** Takes a source in; the job does the work. @throws `collection_not_found`, `source_not_found`, `source_forbidden` */
  ingest(request: IngestRequest): Promise<{ readonly video: VideoView; readonly job: JobView }>;
  /** @throws `video_not_found` */
  get(id: string): Promise<VideoView>;
  list(query: { collection?: string; cursor?: string; limit?: number }): Promise<Page<VideoView>>;
  /**
   * Takes a video in again that could not be, from the same source: its job begins anew.
   * @throws `video_not_found`, `job_not_retryable`
   */
  retry(id: string): Promise<JobView>;
  /** Gives a video another name. @throws `video_not_found`, `invalid_request` */
  rename(id: string, name: string): Promise<VideoView>;
  /** Where a frame of a video is to be had as a picture. @throws `video_not_found`, `video_not_ready`, `invalid_time` */
  picture(id: string, time: TimeInput): Promise<PictureView>;
  /**
   * A video that shows black and says nothing, for gaps in timelines; made when it is first asked for.
   * @throws `encoder_failed`, `encoder_missing`
   */
  blank(): Promise<VideoView>;
  /** Deletes the video, and its media where no other video has them. @throws `video_not_found`, `video_in_use` */
  delete(id: string): Promise<void>;
  /** Makes the heads that cuts at these times will need, in the background. @throws `invalid_time`, `video_not_ready` */
  prepareHeads(id: string, times: readonly TimeInput[]): Promise<JobView>;
  /**
   * Renders all of a video, in the background: streams with `render: "segments"` that ask for the same then find what
   * they need, but for the ends of their clips.
   * @throws `invalid_request`, `invalid_reframe`, `invalid_overlay`, `too_many_overlays`, `asset_not_found`,
   * `video_not_found`, `video_not_ready`
   */
  prepare(id: string, request: PrepareRequest): Promise<JobView>;
}

/** A frame as a JPEG. */
export interface PictureView {
  readonly frame: number;
  /** Seconds of the frame. */
  readonly time: number;
  readonly url: string;
  /** The same as {@link OriginService.thumbnail} takes it. */
  readonly path: string;
}

/** What to draw into a video's pictures ahead of time; times of overlays are those of the video. */
export interface PrepareRequest {
  readonly reframe?: ReframeInput;
  readonly overlays?: readonly OverlayInput[];
}

export interface JobView {
  readonly id: string;
  readonly kind: string;
  readonly video: string;
  readonly status: JobStatus;
  readonly stage: string;
  /** 0 to 1. */
  readonly progress: number;
  readonly attempts: number;
  readonly error?: StoredError;
  /** Of the request that queued it: its log lines have it too. */
  readonly requestId?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface JobService {
  /** @throws `job_not_found` */
  get(id: string): Promise<JobView>;
  /** The job now and after each change; ends once the job has. @throws `job_not_found` */
  watch(id: string, signal?: AbortSignal): AsyncIterable<JobView>;
  /** All jobs that have not ended, then any job after each change, until the signal is aborted. */
  watchAll(signal?: AbortSignal): AsyncIterable<JobView>;
  cancel(id: string): Promise<JobView>;
  /** @throws `job_not_retryable` */
  retry(id: string): Promise<JobView>;
}

/** A time in a source: seconds, an exact fraction of seconds such as `"1001/30000"`, or a frame's number. */
export type TimeInput = number | string | { readonly frame: number };

export interface ClipInput {
  readonly video: string;
  readonly start: TimeInput;
  readonly end: TimeInput;
  /** `exact` (default): the frames asked for. `snap`: the nearest key frames, nothing ever encoded. */
  readonly cut?: "exact" | "snap";
}

/** Clips that follow one another; or tracks, in place of clips. */
export interface TimelineInput extends Partial<TracksInput> {
  /** None where there are tracks. */
  readonly clips: readonly ClipInput[];
  /** Renditions of text, one for each language. */
  readonly subtitles?: readonly SubtitleInput[];
  /** Drawn over the picture by players. */
  readonly overlays?: readonly OverlayInput[];
  /** Another shape for the picture, given to it by players. */
  readonly reframe?: ReframeInput;
  /** Under all clips. */
  readonly music?: MusicInput;
  /** Breaks for ads. Everything else of a timeline counts its time without them. */
  readonly ads?: AdsInput;
}

export type Container = "fmp4" | "ts";

/**
 * Who draws what a timeline has over and around its picture: players that know how (nothing is encoded), or we, into
 * the pictures of those segments that it touches, for players that know nothing of it.
 */
export type Render = "player" | "segments";

export interface PublishRequest {
  readonly timeline: TimelineInput;
  /** Seconds, or `"90m"`, `"24h"`, `"7d"`. Default 24 hours. */
  readonly ttl?: number | string;
  readonly user?: string;
  readonly name?: string;
  readonly container?: Container;
  /** Default `player`. */
  readonly render?: Render;
  /**
   * With `render: "segments"`: the subtitles that are drawn into the pictures, by their name or language. Default: the
   * default ones, or the first where none is. Null: none, all stay renditions.
   */
  readonly captions?: string | null;
}

/** What would be served, and how exact it is. */
export interface PlanView {
  /** Seconds. */
  readonly duration: number;
  readonly clips: readonly PlannedClipView[];
  readonly segments: { readonly total: number; readonly shared: number };
  /** Heads (and tails) that must be encoded; how many exist, and how many frames they hold together. */
  readonly heads: { readonly total: number; readonly ready: number; readonly frames: number };
  /** What players draw over and around the picture, if anything. */
  readonly surface?: SurfaceView;
  /** What of the sound is encoded. */
  readonly audio: AudioPlanView;
  /** Subtitles that are encoded into the pictures, if any. */
  readonly captions?: { readonly name: string; readonly language: string };
  /**
   * Where surface or captions are encoded into the pictures: distinct segments of the tallest rendition that they touch, how
   * many of them exist, and how many seconds all of them show.
   */
  readonly rendered?: { readonly segments: number; readonly ready: number; readonly seconds: number };
  /** Breaks for ads that were filled, if any were asked for; warnings say why the others were not. */
  readonly ads?: AdsView;
  readonly warnings: readonly string[];
}

export interface PlannedClipView {
  readonly video: string;
  /** Seconds of the frames chosen. */
  readonly start: number;
  readonly end: number;
  readonly startFrame: number;
  /** Exclusive. */
  readonly endFrame: number;
  /** Chosen minus asked, in frames; between -0.5 and 0.5 unless the method is `snap`. */
  readonly startErrorFrames: number;
  readonly endErrorFrames: number;
  readonly method: "aligned" | "head" | "snap";
  /** Where it is an ad: the number of its slot, and what it is called. */
  readonly ad?: { readonly slot: number; readonly id: string };
}

export interface StreamView {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  readonly url: string;
  readonly playerUrl: string;
  /** The stream as one MP4 file, cut where the stream is cut; with `.m4a` in place of `.mp4` its sound alone. */
  readonly downloadUrl: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revoked: boolean;
  readonly plan: PlanView;
}

export interface StreamService {
  /** Plans without publishing. @throws `empty_timeline`, `invalid_time`, `empty_range`, `video_not_found`, … */
  plan(request: PublishRequest): Promise<PlanView>;
  publish(request: PublishRequest): Promise<StreamView>;
  /** @throws `stream_not_found` */
  get(id: string): Promise<StreamView>;
  list(query: { user?: string; cursor?: string; limit?: number }): Promise<Page<StreamView>>;
  revoke(id: string): Promise<StreamView>;
  renew(id: string, ttl?: number | string): Promise<StreamView>;
}

/** An answer of the origin: headers that matter to caches and players, and the body. */
export interface OriginResponse {
  readonly contentType: string;
  readonly cacheControl: string;
  /** Bytes of `body`. */
  readonly size: number;
  readonly body: Uint8Array | Readable;
  readonly etag: string;
}

/** A file of any size, any part of which can be read by itself. */
export interface OriginFile {
  readonly contentType: string;
  readonly size: number;
  readonly etag: string;
  /** What browsers save it as; undefined: as its address says. */
  readonly name?: string;
  /** Whether the address has these bytes for good, for anyone. Default false. */
  readonly immutable?: boolean;
  /** Bytes `[start, end)`. */
  read(start: number, end: number): Readable;
}

/** Serves what players ask for: no state but caches. */
export interface OriginService {
  /**
   * Answers `/u/{user}/{stream}/{signature}/{file}`.
   * @throws `stream_forged` 403, `stream_expired` and `stream_revoked` 410, `stream_not_found` 404
   */
  playlist(request: PlaylistRequest): Promise<OriginResponse>;
  /**
   * Answers the same for a file that ends in `.mp4` or `.m4a`: the stream, or its sound, as one file of the samples
   * that its segments hold.
   * @throws as {@link playlist}, and `encoder_busy` 503 with `retryAfter`
   */
  download(request: DownloadRequest): Promise<OriginFile>;
  /** Answers `/e/{path}`: a file that an export made. @throws `stream_forged` 403, `media_not_found` 404 */
  exported(path: string): Promise<OriginFile>;
  /**
   * Answers `/m/{path}`: init segments and media segments.
   * @throws `media_not_found` 404, `encoder_busy` 503 with `retryAfter`
   */
  media(path: string, signal?: AbortSignal): Promise<OriginResponse>;
  /**
   * Answers `/t/{version}/{width}/{frame}.jpg`: a frame as a JPEG file, made when it is first asked for.
   * @throws `media_not_found` 404, `encoder_busy` 503 with `retryAfter`
   */
  thumbnail(path: string): Promise<OriginResponse>;
}

/** What an address under `/u` names. */
export interface DownloadRequest {
  readonly user: string;
  readonly stream: string;
  readonly signature: string;
  /** What follows the signature: `highlights.m3u8`, `r/v720.m3u8`, `highlights.mp4`. */
  readonly file: string;
}

export interface PlaylistRequest extends DownloadRequest {
  /** `continuous`: no discontinuities, timestamps rewritten, for players that need it. */
  readonly form: "default" | "continuous";
}

export interface Health {
  readonly ok: boolean;
  /** What this process does. */
  readonly roles: readonly Role[];
  readonly checks: Readonly<Record<string, { readonly ok: boolean; readonly detail: string }>>;
}

/** Counters since start, and gauges. */
export interface EngineMetrics {
  readonly counters: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number>>;
}

/** A service that speaks the protocol of OpenAI's. */
export interface ModelEndpoint {
  readonly kind: "http";
  /** `https://host/v1`. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string;
}

/** A model in a folder on this machine. */
export interface ModelFolder {
  readonly kind: "folder";
  readonly folder: string;
}

/** Nothing: what needs such a model is left out. */
export interface NoModel {
  readonly kind: "none";
}

/** What turns texts into vectors: the model that npm brings, one in a folder, a service, or nothing. */
export type EmbedderConfig = { readonly kind: "local" } | ModelFolder | ModelEndpoint | NoModel;

/** What turns speech into text. */
export type TranscriberConfig = { readonly kind: "pocketsphinx" } | ModelFolder | ModelEndpoint | NoModel;

/** What translates: Apertium, as far as it is installed for a pair of languages, a service, or nothing. */
export type TranslatorConfig = { readonly kind: "apertium" } | ModelEndpoint | NoModel;

/** Models that memory works with. */
export interface ModelConfig {
  /** Default `local`. Another one makes all vectors anew. */
  readonly embedder?: EmbedderConfig;
  /**
   * Turns pictures and texts into vectors of one space: CLIP for ONNX, a folder with `vision_model.onnx` and
   * `text_model.onnx` (in `onnx/` or at its top), `tokenizer.json` and `preprocessor_config.json`. Default none. With
   * it there is an analyser `looks`, and words find what shots show. Another one, or none, forgets the vectors of
   * pictures at the next start; running `looks` again makes them.
   */
  readonly imageEmbedder?: ModelFolder | NoModel;
  /** Default `pocketsphinx`, where it is on the PATH. */
  readonly transcriber?: TranscriberConfig;
  /** Says what a picture shows. Default none: captions are made of the facts that were found. */
  readonly captioner?: ModelEndpoint | NoModel;
  /** Translates subtitles. Default `apertium`, where it is on the PATH. */
  readonly translator?: TranslatorConfig;
  /** Turns a prompt into queries. Default none: documented rules do. */
  readonly planner?: ModelEndpoint | NoModel;
}

/** A server that ranks titles. The operator names it, so it may be at a private address. */
export interface RankerConfig {
  readonly url: string;
  /** Sent as a bearer token. */
  readonly apiKey?: string;
  /** Milliseconds after which the built-in ranker answers. Default 150. */
  readonly deadline?: number;
}

/**
 * What a process does of all that there is to do. `api`: takes orders, `origin`: answers players, `worker`: runs jobs and
 * what is done every day.
 */
export type Role = "api" | "origin" | "worker";

export interface EngineConfig {
  /** Folder for the catalog, blobs and uploads. */
  readonly dataDir: string;
  /**
   * PostgreSQL database for the catalog and the moments, which needs pgvector:
   * `postgresql://user:password@host:5432/database`. Default: SQLite files in `dataDir`.
   */
  readonly databaseUrl?: string;
  /** Another PostgreSQL database for the moments alone, with pgvector. Default: {@link databaseUrl}. */
  readonly momentsUrl?: string;
  /**
   * What this process does; default all. Where it is not all, others do the rest on the same database and the same blobs:
   * it needs a {@link databaseUrl}.
   */
  readonly roles?: readonly Role[];
  /**
   * Where sources, chunks and all other bytes lie: `s3://bucket/prefix`, with endpoint, region and credentials from the
   * usual AWS environment. Default: a folder in `dataDir`.
   */
  readonly blobs?: string;
  /** Origin of URLs that are handed out: `http://localhost:8720`. */
  readonly publicUrl: string;
  /** Secret from which playlist signatures are made, newest first; made and kept in the database, or in `dataDir`, by default. */
  readonly signingKeys?: readonly { readonly id: string; readonly secret: string }[];
  /** Encoders for heads at a time. Default: half the processors, at least 1. */
  readonly encoders?: number;
  /** Heads that may wait for an encoder; beyond it requests are answered 503. Default 64. */
  readonly encoderQueue?: number;
  /** Analysers that run over every video once it is ready; `all`: those that have what they need. Default none. */
  readonly analyse?: "all" | readonly string[];
  readonly models?: ModelConfig;
  /** Ingest jobs at a time. Default 1. */
  readonly ingests?: number;
  /** Largest source in bytes. Default 100 GiB. */
  readonly maxSourceBytes?: number;
  /** Longest download in seconds. Default 3600. */
  readonly downloadTimeout?: number;
  /** Allows sources at private addresses. Default false. */
  readonly allowPrivateSources?: boolean;
  /** Another ranker, which is asked in place of the built-in one. Default none. */
  readonly ranker?: RankerConfig;
  /** `daily`: learns from yesterday's events how to rank titles, where there were any. Default `off`. */
  readonly learn?: "daily" | "off";
  /** How long what may go is kept; looked after once a day. Default: for good, but for leftovers of 30 days. */
  readonly retention?: RetentionRules;
  /** `host` or `host:port` of ad servers that may be asked although they are at private addresses. */
  readonly adHosts?: readonly string[];
  /** Bytes of media segments kept in memory. Default 128 MiB. */
  readonly segmentCacheBytes?: number;
  /** Told of the engine's work as it is done, for metrics and logs. Default: nobody. */
  readonly observer?: Observer;
  /** Path of ffmpeg; FFMPEG_PATH, PATH and the bundled build otherwise. */
  readonly ffmpegPath?: string;
}
