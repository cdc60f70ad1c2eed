import type { JsonObject } from "../moments/moment.ts";
import type { StreamView } from "./streams.ts";

/** Streams that are put together by what is asked for, not by hand. Throws {@link CutstreamError}s only. */
export interface ReelService {
  /**
   * A prompt becomes queries, what they find a timeline, and that a stream.
   * @throws `invalid_request`, `no_moments`, and those of `retrieve` and `publish`
   */
  fromPrompt(request: ReelPromptRequest): Promise<ReelView>;
  /**
   * What a viewer should remember of episodes: moments of some arcs or characters in the order of the story.
   * @throws `invalid_request`, `invalid_filter`, `no_moments`, and those of `retrieve` and `publish`
   */
  recap(request: RecapRequest): Promise<RecapView>;
}

/** How the stream of a reel is published. */
export interface ReelOutput {
  /** Seconds that it may last at most. */
  readonly duration?: number;
  readonly user?: string;
  /** Seconds, or `"90m"`, `"24h"`, `"7d"`. */
  readonly ttl?: number | string;
  readonly name?: string;
}

/** Either a video or a collection is named. */
export interface ReelPromptRequest extends ReelOutput {
  /** `Create highlights of this match`, `30 seconds of player_42`. */
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

export interface ReelView {
  readonly stream: StreamView;
  readonly plan: ReelPlanView;
  /** In the order in which they play. */
  readonly moments: readonly ReelMomentView[];
  /** What people should know of how this came about. */
  readonly warnings: readonly string[];
}

export interface RecapView {
  readonly stream: StreamView;
  /** What they are in the order of. */
  readonly order: "story_time" | "episodes";
  readonly moments: readonly ReelMomentView[];
  readonly warnings: readonly string[];
}

/** What a prompt was taken for. */
export interface ReelPlanView {
  /** Who read the prompt. */
  readonly by: "rules" | "model";
  /** What was understood, for people. */
  readonly understood: readonly string[];
  /** Seconds that it may last. */
  readonly duration: number;
  /** `best`: those that are worth most. `spread`: some of everything, from beginning to end. */
  readonly choose: "best" | "spread";
  readonly queries: readonly ReelQueryView[];
}

/** One thing that was looked for. */
export interface ReelQueryView {
  readonly purpose: string;
  readonly query: string | null;
  readonly indexes: readonly string[] | null;
  readonly filters: JsonObject | null;
  /** What the best that it finds is worth, 0 to 1. */
  readonly weight: number;
  /** Seconds added on either side. */
  readonly before: number;
  readonly after: number;
  /** What it finds is left out. */
  readonly excludes: boolean;
  /** Moments that it found. */
  readonly found: number;
}

/** A moment chosen. */
export interface ReelMomentView {
  readonly video: string;
  readonly videoName: string;
  /** Seconds of the first frame shown, and of the end of the last. */
  readonly start: number;
  readonly end: number;
  readonly startFrame: number;
  /** Exclusive. */
  readonly endFrame: number;
  /** 0 to 1: what it was chosen for. */
  readonly worth: number;
  /** Why it was chosen, and what was done to it. */
  readonly reasons: readonly string[];
  /** A JPEG of a frame in it. */
  readonly thumbnail: string;
}
