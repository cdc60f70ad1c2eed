import type { AdsView } from "./ad-types.ts";
import type { AudioPlan } from "./music-types.ts";
import type { OverlayInput, ReframeInput, SurfaceView } from "./surface-types.ts";

/** What Cutstream's HTTP API sends and takes. The server's tests hold these types to its own. */

export type * from "./surface-types.ts";

/** A time in a source: seconds, an exact fraction of seconds such as `"1001/30000"`, or a frame's number. */
export type Time = number | string | { readonly frame: number };

/** Seconds, or text such as `"90m"`, `"24h"`, `"7d"`. */
export type Ttl = number | string;

export type Container = "fmp4" | "ts";

/** Who draws overlays, reframe and captions: players that know how, or the server, into the segments they touch. */
export type Render = "player" | "segments";
export type IngestMode = "auto" | "copy" | "encode";
export type JobStatus = "queued" | "running" | "done" | "failed" | "cancelled";
export type VideoStatus = "processing" | "ready" | "failed";

/** A range of a video: from the frame at `start` up to, not including, the frame at `end`. */
export interface Clip {
  readonly video: string;
  readonly start: Time;
  readonly end: Time;
  /** `exact` (default): the frames asked for. `snap`: the nearest key frames, nothing ever encoded. */
  readonly cut?: "exact" | "snap";
}

/** An error that a video or a job keeps. */
export interface StoredError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export interface Collection {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
  /** What is rendered of each of its videos ahead of time. */
  readonly prepare: readonly PreparedLook[];
}

/** A collection with the jobs that render what it asks for, of its videos as they are now. */
export interface CollectionDetail extends Collection {
  readonly jobs: readonly Job[];
}

/** What is drawn into a video's pictures ahead of time. */
export interface PreparedLook {
  readonly reframe?: ReframeInput;
  readonly overlays?: readonly OverlayInput[];
}

export interface Rendition {
  readonly name: string;
  readonly kind: "video" | "audio";
  readonly codec: string;
  readonly width?: number;
  readonly height?: number;
  /** Bits a second, mean. */
  readonly bitRate: number;
}

export interface Video {
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
  readonly mode: "copy" | "encode" | null;
  readonly modeReason: string | null;
  readonly renditions: readonly Rendition[];
  readonly versions: readonly string[];
  /** A playable stream of the whole video. */
  readonly streamUrl: string | null;
  /**
   * Address of its frames as JPEG files, with `{width}` (160, 320 or 640 pixels) and `{frame}` (its number) to be filled
   * in; each is made when it is first fetched.
   */
  readonly thumbnailTemplate: string | null;
  readonly createdAt: string;
}

export interface Job {
  readonly id: string;
  readonly kind: string;
  readonly video: string;
  readonly status: JobStatus;
  readonly stage: string;
  /** 0 to 1. */
  readonly progress: number;
  readonly attempts: number;
  /** Of the request that queued it. */
  readonly requestId?: string;
  readonly error?: StoredError;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface PlannedClip {
  readonly video: string;
  /** Seconds of the frames chosen. */
  readonly start: number;
  readonly end: number;
  readonly startFrame: number;
  /** Exclusive. */
  readonly endFrame: number;
  /** Chosen minus asked, in frames. */
  readonly startErrorFrames: number;
  readonly endErrorFrames: number;
  readonly method: "aligned" | "head" | "snap";
  /** Where it is an ad: the number of its slot, and what it is called. */
  readonly ad?: { readonly slot: number; readonly id: string };
}

/** What would be served, and how exact it is. */
export interface Plan {
  /** Seconds. */
  readonly duration: number;
  readonly clips: readonly PlannedClip[];
  readonly segments: { readonly total: number; readonly shared: number };
  readonly heads: { readonly total: number; readonly ready: number; readonly frames: number };
  /** What is drawn over and around the picture, if anything. */
  readonly surface?: SurfaceView;
  /** What of the sound is encoded. */
  readonly audio: AudioPlan;
  /** Subtitles that are encoded into the pictures, if any. */
  readonly captions?: { readonly name: string; readonly language: string };
  /** With `render: "segments"`: segments that are encoded, how many are already, and the seconds that all show. */
  readonly rendered?: { readonly segments: number; readonly ready: number; readonly seconds: number };
  /** Breaks for ads that were filled, if any were asked for; warnings say why the others were not. */
  readonly ads?: AdsView;
  readonly warnings: readonly string[];
}

export interface Stream {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  /** The playlist, for any HLS player. */
  readonly url: string;
  /** A page that plays it. */
  readonly playerUrl: string;
  /** The stream as one MP4 file, cut where the stream is cut; with `.m4a` in place of `.mp4` its sound alone. */
  readonly downloadUrl: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revoked: boolean;
  readonly plan: Plan;
}

/** Where a video's bytes come from, and how it is taken in: exactly one of `path`, `url` and `upload`. */
export type IngestRequest = IngestSource & IngestOptions;

export type IngestSource =
  | { readonly path: string; readonly url?: never; readonly upload?: never }
  | { readonly url: string; readonly path?: never; readonly upload?: never }
  | { readonly upload: string; readonly path?: never; readonly url?: never };

export interface IngestOptions {
  /** Id of a collection; `default` is always there. */
  readonly collection?: string;
  readonly name?: string;
  readonly mode?: IngestMode;
  /** Heights of further renditions, built in the background. */
  readonly ladder?: readonly number[];
}

/** How a timeline is published. */
export interface PublishOptions {
  readonly ttl?: Ttl;
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

/** A video that is being taken in, and the job that does it. */
export interface Ingested {
  readonly video: Video;
  readonly job: Job;
}

/** Whatever is awaited can be given up. */
export interface Cancellable {
  readonly signal?: AbortSignal;
}
