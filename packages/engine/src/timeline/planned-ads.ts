import { z } from "zod";

/** Which ad a clip shows. */
export interface AdMark {
  /** Number of the slot. */
  readonly slot: number;
  readonly id: string;
}

/** Frames `[from, to)` of a video, shown as an ad. */
export interface PlannedAd {
  /** As the server that decided names it. */
  readonly id: string;
  readonly video: string;
  readonly from: number;
  readonly to: number;
  /** Flicks on the stream. An interstitial starts where the content is broken off. */
  readonly start: number;
  /** Flicks. */
  readonly duration: number;
  /** Addresses that players call, by event. */
  readonly tracking: readonly { readonly event: string; readonly url: string }[];
}

/** A break that was filled; no two are at one place. */
export interface PlannedBreak {
  readonly slot: number;
  readonly position: "pre" | "mid" | "post";
  readonly ads: readonly PlannedAd[];
}

/** Ads of a plan. */
export interface PlannedAds {
  readonly as: "clips" | "interstitials";
  /** In the order in which they are played. */
  readonly breaks: readonly PlannedBreak[];
}

/** A mark as it is stored in a plan. */
export const storedAdMark = z.object({
  slot: z.number(),
  id: z.string(),
}) satisfies z.ZodType<AdMark>;

const storedAd = z.object({
  id: z.string(),
  video: z.string(),
  from: z.number(),
  to: z.number(),
  start: z.number(),
  duration: z.number(),
  tracking: z.array(z.object({ event: z.string(), url: z.string() })),
}) satisfies z.ZodType<PlannedAd>;

/** Ads as they are stored in a plan. */
export const storedAds = z.object({
  as: z.enum(["clips", "interstitials"]),
  breaks: z.array(
    z.object({
      slot: z.number(),
      position: z.enum(["pre", "mid", "post"]),
      ads: z.array(storedAd),
    }),
  ),
}) satisfies z.ZodType<PlannedAds>;
