import type { PlannedAd, PlannedAds } from "../timeline/planned-ads.ts";

/** A break to be made: where the content is broken off, and what is shown. */
export interface AdBreak {
  readonly slot: number;
  readonly position: "pre" | "mid" | "post";
  /** Before this frame of this clip of the content; after the last, the number of clips. */
  readonly clip: number;
  readonly frame: number;
  readonly ads: readonly AdSpot[];
}

/** An ad, decided: frames `[from, to)` of a video. */
export type AdSpot = Omit<PlannedAd, "start" | "duration">;

/** Breaks of a stream, in order. */
export interface AdBreaks {
  readonly as: PlannedAds["as"];
  readonly breaks: readonly AdBreak[];
}
