import type { FrameRange } from "./clip-index.ts";
import type { ScoreParts } from "./ranked-title.ts";
import type { RankContext } from "./ranking.ts";
import type { StreamView } from "./streams.ts";

/** Reels that are ranked and laid out for one viewer as play is pressed. Throws {@link CutstreamError}s only. */
export interface ViewerReelService {
  /**
   * Ranks the titles of a mega asset for a viewer, lays them out by a cadence and publishes the result. All of a reel
   * comes from one version of the mega asset, whatever is promoted meanwhile.
   * @throws `invalid_request`, `cadence_not_found`, `mega_asset_not_found`, `reel_empty`, and those of `publish`
   */
  make(request: ViewerReelRequest): Promise<ViewerReelView>;
  /** A reel as it was made. @throws `reel_not_found`, `stream_not_found` */
  show(stream: string): Promise<ViewerReelView>;
  /** What a reel shows `seconds` after its beginning; undefined before and after it. @throws `reel_not_found` */
  at(stream: string, seconds: number): Promise<ReelSlotView | undefined>;
  /**
   * An address for players that only know a URL: `/r/{viewer}/{cadence}.m3u8`, signed. Each time it is opened there is a
   * reel of that moment.
   * @throws `invalid_request`, `cadence_not_found`
   */
  address(request: ReelAddressRequest): Promise<ReelAddressView>;
  /**
   * Answers `/r/{viewer}/{cadence}.m3u8`: the reel that the viewer is to see now, the same again for some seconds.
   * @throws `stream_forged`, `stream_expired`, and as {@link make}
   */
  open(request: OpenReelRequest): Promise<ViewerReelView>;
}

export interface ViewerReelRequest {
  /** Whom it is for: any name or id; those whom nobody knows are welcome. */
  readonly viewer: string;
  /** Id of a cadence. */
  readonly cadence: string;
  /** Mega asset, by id or name. Default: the cadence's. */
  readonly mega?: string;
  /** Version of it. Default: the stable one. */
  readonly version?: number;
  /** What is known of the moment: for ranking. */
  readonly context?: RankContext;
  /** Decides between titles that score alike. Default: the viewer and the cadence. */
  readonly seed?: string | number;
  /** Seconds, or `"90m"`, `"24h"`, `"7d"`. Default 24 hours. */
  readonly ttl?: number | string;
}

export interface ViewerReelView {
  readonly stream: StreamView;
  readonly reel: ReelDetailView;
}

/** How a reel came about. */
export interface ReelDetailView {
  readonly viewer: string;
  readonly cadence: { readonly id: string; readonly revision: number };
  readonly mega: string;
  /** Version of the mega asset that all of it is from. */
  readonly version: number;
  /** Video that the version's clips are cut out of. */
  readonly video: string;
  /** `"30000/1001"`. */
  readonly frameRate: string;
  readonly seed: string;
  /** Who ranked the titles. */
  readonly rankedBy: "built-in" | "external";
  /** The experiment that the viewer takes part in, and the arm. */
  readonly experiment: string | null;
  readonly arm: string | null;
  /** Whether the viewer is kept from what was learnt. */
  readonly holdout: boolean;
  /** Video whose sound is under all cuts; null: the clips have their own. */
  readonly music: string | null;
  /** Frames that it lasts, and that the cadence asks for. */
  readonly frames: number;
  readonly asked: number;
  readonly slots: readonly ReelSlotView[];
  /** What people should know of how it came about. */
  readonly notes: readonly string[];
}

/** A clip of a reel: where it stands, what it shows, and why. */
export interface ReelSlotView {
  readonly role: "opening" | "slot" | "return" | "closing";
  readonly title: string;
  /** Clip type that the slot asks for, and the one that it shows. */
  readonly asked: string;
  readonly clip: string;
  /** Seconds in the reel. */
  readonly start: number;
  readonly end: number;
  /** The same as frames of the reel; the last is not in it. */
  readonly startFrame: number;
  readonly endFrame: number;
  /** The whole clip, as frames of the mega asset's video. */
  readonly range: FrameRange;
  /** What of it is shown. */
  readonly frames: FrameRange;
  /**
   * Why it is not shown to its end: it stands in for a shorter type, a beat falls before, the reel ends, or the next
   * clip goes on from there in the mega asset and the two were not prepared as one.
   */
  readonly cutBy: "slot" | "beat" | "length" | "join" | null;
  /** Which of the cadence's slots it is, from 0, and what that weighs; null where the cadence names the title, as below. */
  readonly place: number | null;
  readonly weight: number | null;
  /** The title's place in the ranking, from 1. */
  readonly rank: number | null;
  readonly score: number | null;
  readonly parts: ScoreParts | null;
  /** Why this title, and why so long, for people. */
  readonly why: readonly string[];
}

export interface ReelAddressRequest {
  readonly viewer: string;
  readonly cadence: string;
  /** How long the address may be opened: seconds, or `"7d"`. Default 24 hours. */
  readonly ttl?: number | string;
}

export interface ReelAddressView {
  readonly url: string;
  readonly expiresAt: string;
}

export interface OpenReelRequest {
  readonly viewer: string;
  readonly cadence: string;
  /** What the address holds; left out where the caller showed a key. */
  readonly signed?: { readonly until: string; readonly signature: string };
}
