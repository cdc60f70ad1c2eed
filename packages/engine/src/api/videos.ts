import type { Page, StoredError, VideoStatus } from "../seams/catalog.ts";
import type { JobView } from "./jobs.ts";
import type { OverlayInput, ReframeInput } from "./surface.ts";
import type { TimeInput } from "./timeline.ts";

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
