import { parseRational } from "@cutstream/media";
import { z } from "zod";
import { id } from "./common.ts";
import { jsonObject } from "./memory.ts";

const slot = z
  .strictObject({
    at: z
      .union([z.number(), z.string().refine((text) => /^(pre|post)$/.test(text) || parseRational(text))], {
        error: 'must be seconds as a number, a fraction such as "1001/30000", "pre" or "post"',
      })
      .meta({ description: "Seconds on the timeline without ads, or its beginning or end." }),
    within: z
      .number()
      .min(0)
      .max(600)
      .exactOptional()
      .meta({ description: "Seconds that it may be moved to a scene boundary. Default 10." }),
    duration: z
      .number()
      .positive()
      .max(3600)
      .exactOptional()
      .meta({ description: "Longest seconds of the break." }),
    count: z.int().min(1).max(10).exactOptional().meta({ description: "Ads at most. Default 1." }),
  })
  .meta({ id: "AdSlot" });

const listedAd = z
  .strictObject({
    video: id,
    start: z.number().min(0).exactOptional(),
    end: z.number().min(0).exactOptional(),
    metadata: jsonObject.exactOptional().meta({ description: "What filters see." }),
  })
  .meta({ id: "ListedAd" });

const server = {
  url: z.url({ protocol: /^https?$/ }).max(4096),
  deadline: z
    .int()
    .min(1)
    .max(10_000)
    .exactOptional()
    .meta({ description: "Milliseconds that it has for a slot. Default 200." }),
};

/** Breaks for ads; whether they fit the timeline is the engine's to say. */
export const adsInput = z
  .strictObject({
    slots: z.array(slot).min(1),
    decide: z.discriminatedUnion(
      "kind",
      [
        z.strictObject({ kind: z.literal("list"), ads: z.array(listedAd).max(100) }),
        z.strictObject({ kind: z.literal("http"), ...server }),
        z.strictObject({ kind: z.literal("vast"), ...server }),
      ],
      { error: 'must have the kind "list", "http" or "vast"' },
    ),
    filters: z
      .strictObject({
        content: jsonObject.exactOptional().meta({
          description: "What must hold of all moments within 5 seconds of a slot, taken together.",
        }),
        ads: jsonObject.exactOptional().meta({ description: "What must hold of an ad's metadata." }),
      })
      .exactOptional(),
    audience: jsonObject.exactOptional().meta({ description: "Sent to the server that decides." }),
    as: z.enum(["clips", "interstitials"]).exactOptional(),
  })
  .meta({ id: "Ads", description: "Breaks for ads." });

/** Breaks that were filled, as plans show them. */
export const adsView = z
  .object({
    as: z.enum(["clips", "interstitials"]),
    breaks: z.array(
      z.object({
        slot: z.int(),
        start: z.number().meta({ description: "Seconds on the stream." }),
        duration: z.number(),
        ads: z.array(z.object({ id: z.string(), video: z.string(), duration: z.number() })),
      }),
    ),
  })
  .meta({ id: "FilledAds" });
