import type { FrameCode } from "../frame-code.ts";

/**
 * How frames are noticed. `callback`: video.requestVideoFrameCallback, one call per frame presented. `refresh`: the
 * picture is read at every repaint of the page and counts when it changed; for Firefox, whose callback comes every
 * 40 ms at most. It gives no repeats, and times that are those of the element's clock.
 */
export type Watch = "callback" | "refresh";

/** One frame that the browser presented. */
export interface ObservedFrame {
  /** Presentation time on the element's timeline, in seconds. */
  readonly mediaTime: number;
  /** Frames presented so far: a jump of more than one is a frame presented unseen by the page. */
  readonly presentedFrames: number;
  /** Null where the picture could not be read. */
  readonly code: FrameCode | null;
  /** Milliseconds on the page's clock when the frame was presented. */
  readonly now: number;
  /**
   * Where cues are watched, texts of those that are shown: that the browser has active now, which a busy one comes late
   * to, and whose times hold the frame's.
   */
  readonly cues?: { readonly active: readonly string[]; readonly due: readonly string[] };
  /** Seconds on the audio context's clock at the same moment; only where sound is captured. */
  readonly audioTime?: number;
}

/** All that was seen of one playback, as it leaves the page. */
export interface Observation {
  readonly frames: readonly ObservedFrame[];
  /** `waiting` events: the element's time, and milliseconds on the page's clock. */
  readonly waiting: readonly { readonly time: number; readonly at: number }[];
  /** Stretches of more than {@link STALL_MS} without a new frame while playing: where, when, and how long. */
  readonly stalls: readonly { readonly time: number; readonly at: number; readonly ms: number }[];
  /** What the player and the page complained of. */
  readonly errors: readonly { readonly fatal: boolean; readonly detail: string }[];
  /** The element's duration in seconds; null where unknown or endless. */
  readonly duration: number | null;
  readonly ended: boolean;
  /** Where the element was when observation ended, in seconds. */
  readonly currentTime: number;
  /** Sizes of the picture in pixels, first to last, and the element's time when each came. */
  readonly sizes: readonly { readonly width: number; readonly height: number; readonly time: number }[];
  /** Frames that the browser says it decoded and did not show. */
  readonly droppedFrames: number;
}

/** Sound as it left the page: 16-bit samples in base64. */
export interface CapturedSound {
  readonly sampleRate: number;
  /** Seconds on the audio context's clock of the first sample. */
  readonly start: number;
  readonly base64: string;
}

/** Milliseconds without a frame that count as a stall. */
export const STALL_MS = 250;
