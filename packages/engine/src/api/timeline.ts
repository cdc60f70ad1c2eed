import type { AdsInput } from "./ads.ts";
import type { MusicInput } from "./music.ts";
import type { SubtitleInput } from "./subtitles.ts";
import type { OverlayInput, ReframeInput } from "./surface.ts";

/** A time in a source: seconds, an exact fraction of seconds such as `"1001/30000"`, or a frame's number. */
export type TimeInput = number | string | { readonly frame: number };

export interface ClipInput {
  readonly video: string;
  readonly start: TimeInput;
  readonly end: TimeInput;
  /** `exact` (default): the frames asked for. `snap`: the nearest key frames, nothing ever encoded. */
  readonly cut?: "exact" | "snap";
}

/** A clip with its place on the timeline. */
export interface LaidClipInput extends ClipInput {
  /** Where on the timeline its first frame is shown: seconds, or an exact fraction of seconds. */
  readonly at: number | string;
}

/** Clips of one track; they may not overlap. */
export interface TrackInput {
  readonly name?: string;
  readonly clips: readonly LaidClipInput[];
}

/** Tracks as editing systems have them. What is seen of them is one clip after the other. */
export interface TracksInput {
  readonly tracks: readonly TrackInput[];
  /** `upper`: a later track covers those before it. Without it clips that overlap are an error. */
  readonly covering?: "upper";
  /** What is shown where no track has a clip, again and again. Without it a gap is an error. */
  readonly filler?: ClipInput;
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
