import type { Stream, Ttl } from "./types.ts";

export interface ViewerReelRequest {
  /** Whom it is for; those whom nobody knows are welcome. */
  readonly viewer: string;
  /** Id of a cadence. */
  readonly cadence: string;
  /** Mega asset, by id or name. Default: the one that the cadence names. */
  readonly mega?: string;
  /** Version of it. Default: the stable one. */
  readonly version?: number;
  /** What is known of the moment, for the ranking. */
  readonly context?: ViewerContext;
  /** Decides between titles that score alike. Default: viewer and cadence. */
  readonly seed?: string | number;
  readonly ttl?: Ttl;
}

/** What is known of a viewer at the moment. */
export interface ViewerContext {
  /** Title that was just watched: the ranking leans to what is like it. */
  readonly title?: string;
  readonly genres?: readonly string[];
  readonly tags?: readonly string[];
  /** ISO 3166-1 code of where the viewer is. */
  readonly territory?: string;
  /** Oldest age rating that may be shown, in years. */
  readonly ageRating?: number;
  /** What becomes of titles that the viewer has seen. Default `hide`. */
  readonly seen?: "hide" | "show";
}

/** A viewer's reel, and how it came about. */
export interface ViewerReel {
  readonly stream: Stream;
  readonly reel: ReelDetail;
}

export interface ReelDetail {
  readonly viewer: string;
  readonly cadence: { readonly id: string; readonly revision: number };
  readonly mega: string;
  /** Version of the mega asset that all of it is from. */
  readonly version: number;
  readonly video: string;
  readonly frameRate: string;
  readonly seed: string;
  readonly rankedBy: "built-in" | "external";
  readonly experiment: string | null;
  readonly arm: string | null;
  readonly holdout: boolean;
  /** Video whose sound is under all cuts; null: the clips have their own. */
  readonly music: string | null;
  /** Frames that it lasts, and that the cadence asks for. */
  readonly frames: number;
  readonly asked: number;
  readonly slots: readonly ReelSlot[];
  readonly notes: readonly string[];
}

/** Frames, the last of which is not in it. */
export interface FrameRange {
  readonly first: number;
  readonly end: number;
}

/** A clip of a reel: where it stands, what it shows, and why. */
export interface ReelSlot {
  readonly role: "opening" | "slot" | "return" | "closing";
  readonly title: string;
  /** Clip type that the slot asks for, and the one that it shows. */
  readonly asked: string;
  readonly clip: string;
  /** Seconds in the reel. */
  readonly start: number;
  readonly end: number;
  readonly startFrame: number;
  /** Exclusive. */
  readonly endFrame: number;
  /** The whole clip in the mega asset's video, and what of it is shown. */
  readonly range: FrameRange;
  readonly frames: FrameRange;
  /** Why it is not shown to its end. */
  readonly cutBy: "slot" | "beat" | "length" | "join" | null;
  /** Which of the cadence's slots it is, from 0. */
  readonly place: number | null;
  readonly weight: number | null;
  /** The title's place in the ranking, from 1. */
  readonly rank: number | null;
  readonly score: number | null;
  readonly parts: {
    readonly preference: number;
    readonly popularity: number;
    readonly recency: number;
    readonly learned?: number;
  } | null;
  readonly why: readonly string[];
}

export interface ReelAddress {
  /** Gives the viewer's reel of the moment each time it is opened. */
  readonly url: string;
  readonly expiresAt: string;
}
