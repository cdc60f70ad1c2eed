import type { Page } from "../seams/catalog.ts";
import type { AdsView } from "./ads.ts";
import type { AudioPlanView } from "./music.ts";
import type { SurfaceView } from "./surface.ts";
import type { TimelineInput } from "./timeline.ts";

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
