import { type Http, segment } from "./http.ts";
import type { JsonObject } from "./json.ts";
import type { Cancellable, Stream, Ttl } from "./types.ts";
import type { ReelAddress, ViewerReel, ViewerReelRequest } from "./viewer-reel-types.ts";

/** Streams that are put together by what is asked for. */
export interface Reels {
  /**
   * A prompt becomes queries, what they find a timeline, and that a stream.
   * @example
   * ```ts
   * const { stream, moments } = await cs.reels.fromPrompt({ prompt: "Create highlights of this match", video: match.id });
   * for (const { start, reasons } of moments) console.log(start, reasons);
   * ```
   * @throws CutstreamError `no_moments`, `video_not_found`, `collection_not_found`
   */
  fromPrompt(request: ReelPromptRequest, options?: Cancellable): Promise<Reel>;
  /**
   * "Previously on": moments of some arcs or characters, of the episodes watched, in the order of the story.
   * @throws CutstreamError `no_moments`, `invalid_filter`, `video_not_found`, `collection_not_found`
   */
  recap(request: RecapRequest, options?: Cancellable): Promise<Recap>;
  /**
   * A viewer's reel of a mega asset, ranked and laid out by a cadence as play is pressed.
   * @example
   * ```ts
   * const { stream, reel } = await cs.reels.make({ viewer: "ann", cadence: "evening" });
   * for (const { title, start, why } of reel.slots) console.log(start, title, why);
   * ```
   * @throws CutstreamError `cadence_not_found`, `mega_asset_not_found`, `reel_empty`
   */
  make(request: ViewerReelRequest, options?: Cancellable): Promise<ViewerReel>;
  /** How a reel came about, by the id of its stream. @throws CutstreamError `reel_not_found` */
  get(stream: string, options?: Cancellable): Promise<ViewerReel>;
  /**
   * An address for players that only know a URL; each time it is opened there is a reel of that moment.
   * @throws CutstreamError `cadence_not_found`
   */
  address(
    request: { readonly viewer: string; readonly cadence: string; readonly ttl?: Ttl },
    options?: Cancellable,
  ): Promise<ReelAddress>;
}

/** How the stream of a reel is published. */
export interface ReelOutput {
  /** Seconds that it may last at most. */
  readonly duration?: number;
  readonly user?: string;
  readonly ttl?: Ttl;
  readonly name?: string;
}

/** Either a video or a collection is named. */
export interface ReelPromptRequest extends ReelOutput {
  readonly prompt: string;
  readonly video?: string;
  /** Id or name. */
  readonly collection?: string;
}

export interface RecapRequest extends ReelOutput {
  /** Id or name. */
  readonly collection: string;
  /** Ids of the videos seen, in their order, or filters that their moments meet: `{season: 1, episode: {$lt: 5}}`. */
  readonly episodes?: readonly string[] | JsonObject;
  /** Arcs, one of which a moment is labelled with. */
  readonly labels?: readonly string[];
  /** Who is in it: a label, or a value of the metadata `character` or `characters`. */
  readonly characters?: readonly string[];
}

export interface Reel {
  readonly stream: Stream;
  readonly plan: ReelPlan;
  /** In the order in which they play. */
  readonly moments: readonly ReelMoment[];
  readonly warnings: readonly string[];
}

export interface Recap {
  readonly stream: Stream;
  readonly order: "story_time" | "episodes";
  readonly moments: readonly ReelMoment[];
  readonly warnings: readonly string[];
}

/** What a prompt was taken for. */
export interface ReelPlan {
  readonly by: "rules" | "model";
  readonly understood: readonly string[];
  /** Seconds that it may last. */
  readonly duration: number;
  readonly choose: "best" | "spread";
  readonly queries: readonly ReelQuery[];
}

export interface ReelQuery {
  readonly purpose: string;
  readonly query: string | null;
  readonly indexes: readonly string[] | null;
  readonly filters: JsonObject | null;
  readonly weight: number;
  /** Seconds added on either side of what it finds. */
  readonly before: number;
  readonly after: number;
  /** What it finds is left out. */
  readonly excludes: boolean;
  readonly found: number;
}

/** A moment chosen, and why. */
export interface ReelMoment {
  readonly video: string;
  readonly videoName: string;
  readonly start: number;
  readonly end: number;
  readonly startFrame: number;
  /** Exclusive. */
  readonly endFrame: number;
  /** 0 to 1. */
  readonly worth: number;
  readonly reasons: readonly string[];
  readonly thumbnail: string;
}

/** Reels over HTTP. */
export function createReels(http: Http): Reels {
  return {
    fromPrompt: (json, options) => http.json("/v1/reels/from-prompt", { ...options, method: "POST", json }),
    recap: (json, options) => http.json("/v1/recaps", { ...options, method: "POST", json }),
    make: (json, options) => http.json("/v1/reels", { ...options, method: "POST", json }),
    get: (stream, options) => http.json(`/v1/reels/${segment(stream)}`, options),
    address: (json, options) => http.json("/v1/reels/address", { ...options, method: "POST", json }),
  };
}
