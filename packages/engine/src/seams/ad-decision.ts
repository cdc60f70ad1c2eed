import type { JsonObject } from "../moments/moment.ts";

/** A break that wants ads, and what is around it. */
export interface AdSlotContext {
  /** Number of the slot, from 0. */
  readonly slot: number;
  readonly position: "pre" | "mid" | "post";
  /** The video that is broken off, and the seconds in it; of a `pre` slot, the one that follows. */
  readonly video: string;
  readonly time: number;
  /** Seconds on the timeline without ads. */
  readonly at: number;
  /** Labels of the moments around. */
  readonly labels: readonly string[];
  readonly audience: JsonObject;
  /** Longest seconds of the break; null: however long. */
  readonly duration: number | null;
  /** Ads at most. */
  readonly count: number;
}

/** An ad that may be shown. It names a video in at least one way. */
export interface AdOffer {
  /** As players and reports name it; null: as its video is called. */
  readonly id: string | null;
  /** Id of a video. */
  readonly video: string | null;
  /** Names that a video of it may have: ids of ad registries. */
  readonly names: readonly string[];
  /** Addresses that a video of it may have been taken in from, best first. */
  readonly urls: readonly string[];
  /** Seconds of the video; null: from its beginning, to its end. */
  readonly start: number | null;
  readonly end: number | null;
  /** What filters see. */
  readonly metadata: JsonObject;
  /** Addresses that players call, by event. */
  readonly tracking: readonly { readonly event: string; readonly url: string }[];
}

/** Decides which ads a break shows. */
export interface AdDecider {
  /**
   * Ads for a break, best first; none where it has none.
   * @param signal ends the wait: the call then rejects soon.
   * @throws CutstreamError `ad_decision_failed` where there is no usable answer
   */
  decide(slot: AdSlotContext, signal: AbortSignal): Promise<readonly AdOffer[]>;
}
