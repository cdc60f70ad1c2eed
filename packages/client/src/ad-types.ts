import type { JsonObject } from "./json.ts";

/** A place where a break is wished. */
export interface AdSlotInput {
  /** Seconds on the timeline without ads, an exact fraction of them, or its beginning or end. */
  readonly at: number | string;
  /** Seconds that it may be moved to a scene boundary. Default 10; `pre` and `post` are not moved. */
  readonly within?: number;
  /** Longest seconds of the break. Default: however long its ads are. */
  readonly duration?: number;
  /** Ads at most. Default 1. */
  readonly count?: number;
}

/** An ad of a static list: a video, or a part of one. */
export interface ListedAd {
  readonly video: string;
  /** Seconds of that video; all of it by default. */
  readonly start?: number;
  readonly end?: number;
  /** What filters see. */
  readonly metadata?: JsonObject;
}

/** Who decides which ads are shown. */
export type AdDecisionInput =
  /** These, by turns. */
  | { readonly kind: "list"; readonly ads: readonly ListedAd[] }
  /** A server that is sent the slot as JSON. `deadline`: milliseconds, default 200. */
  | { readonly kind: "http"; readonly url: string; readonly deadline?: number }
  /** An ad server that answers with VAST. */
  | { readonly kind: "vast"; readonly url: string; readonly deadline?: number };

export interface AdsInput {
  readonly slots: readonly AdSlotInput[];
  readonly decide: AdDecisionInput;
  readonly filters?: {
    /** What must hold of the labels and metadata of all moments within 5 seconds of a slot, taken together. */
    readonly content?: JsonObject;
    /** What must hold of an ad's metadata. */
    readonly ads?: JsonObject;
  };
  /** Sent to the server that decides; what it means is between you and it. */
  readonly audience?: JsonObject;
  /** `clips` (default): part of the stream. `interstitials`: streams of their own that players break off for. */
  readonly as?: "clips" | "interstitials";
}

/** A break that was filled. */
export interface AdBreakView {
  /** Number of the slot, from 0. */
  readonly slot: number;
  /** Seconds on the stream. */
  readonly start: number;
  /** Seconds that its ads last together. */
  readonly duration: number;
  readonly ads: readonly AdView[];
}

export interface AdView {
  /** As the server that decided names it; the video's id where it does not. */
  readonly id: string;
  readonly video: string;
  /** Seconds. */
  readonly duration: number;
}

export interface AdsView {
  readonly as: "clips" | "interstitials";
  readonly breaks: readonly AdBreakView[];
}
