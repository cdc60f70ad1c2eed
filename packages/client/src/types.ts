/** What Cutstream's HTTP API sends and takes. The server's tests hold these types to its own. */

/** A time in a source: seconds, an exact fraction of seconds such as `"1001/30000"`, or a frame's number. */
export type Time = number | string | { readonly frame: number };

/** Seconds, or text such as `"90m"`, `"24h"`, `"7d"`. */
export type Ttl = number | string;

export type Container = "fmp4" | "ts";
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
  readonly hasAudio: boolean | null;
  readonly mode: "copy" | "encode" | null;
  readonly modeReason: string | null;
  readonly renditions: readonly Rendition[];
  readonly versions: readonly string[];
  /** A playable stream of the whole video. */
  readonly streamUrl: string | null;
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
}

/** What would be served, and how exact it is. */
export interface Plan {
  /** Seconds. */
  readonly duration: number;
  readonly clips: readonly PlannedClip[];
  readonly segments: { readonly total: number; readonly shared: number };
  readonly heads: { readonly total: number; readonly ready: number; readonly frames: number };
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
