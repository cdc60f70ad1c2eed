import { z } from "zod";
import { id, timestamp } from "./common.ts";
import { streamView, ttl } from "./stream.ts";

const viewer = z
  .string()
  .min(1)
  .max(128)
  .meta({ description: "Any name or id; those whom nobody knows are welcome." });
const words = z.array(z.string().min(1).max(200)).max(100);

/** What is known of a viewer at the moment, for the ranking. */
export const rankContext = z
  .strictObject({
    title: z
      .string()
      .max(200)
      .exactOptional()
      .meta({ description: "Title that was just watched: the ranking leans to what is like it." }),
    genres: words.exactOptional().meta({ description: "Asked for." }),
    tags: words.exactOptional(),
    territory: z
      .string()
      .max(10)
      .exactOptional()
      .meta({ description: "ISO 3166-1 code.", examples: ["NL"] }),
    ageRating: z.number().exactOptional().meta({ description: "Oldest that may be shown, in years." }),
    seen: z
      .enum(["hide", "show"])
      .exactOptional()
      .meta({ description: "What becomes of titles that the viewer has seen. Default `hide`." }),
  })
  .meta({ id: "RankContext" });

/** Body of `POST /v1/reels`. */
export const viewerReelRequest = z
  .strictObject({
    viewer,
    cadence: id.meta({ description: "Id of a cadence." }),
    mega: id
      .exactOptional()
      .meta({ description: "Mega asset, by id or name. Default: the one that the cadence names." }),
    version: z.int().exactOptional().meta({ description: "Version of it. Default: the stable one." }),
    context: rankContext.exactOptional(),
    seed: z
      .union([z.string().max(200), z.number()])
      .exactOptional()
      .meta({ description: "Decides between titles that score alike. Default: viewer and cadence." }),
    ttl: ttl.exactOptional(),
  })
  .meta({ id: "ViewerReelRequest" });

/** Body of `POST /v1/reels/address`. */
export const reelAddressRequest = z
  .strictObject({ viewer, cadence: id, ttl: ttl.exactOptional() })
  .meta({ id: "ReelAddressRequest" });

export const reelAddressView = z
  .object({
    url: z.string().meta({ examples: ["http://localhost:8720/r/ann/evening.m3u8?until=…&signature=…"] }),
    expiresAt: timestamp,
  })
  .meta({ id: "ReelAddress" });

const frameRange = z
  .object({ first: z.int(), end: z.int().meta({ description: "Exclusive." }) })
  .meta({ id: "FrameRange" });

const reelSlot = z
  .object({
    role: z.enum(["opening", "slot", "return", "closing"]),
    title: z.string(),
    asked: z.string().meta({ description: "Clip type that the slot asks for." }),
    clip: z.string().meta({ description: "The one that it shows." }),
    start: z.number().meta({ description: "Seconds in the reel." }),
    end: z.number(),
    startFrame: z.int().meta({ description: "The same as frames of the reel." }),
    endFrame: z.int().meta({ description: "Exclusive." }),
    range: frameRange.meta({ description: "The whole clip, as frames of the mega asset's video." }),
    frames: frameRange.meta({ description: "What of it is shown." }),
    cutBy: z.enum(["slot", "beat", "length", "join"]).nullable().meta({
      description:
        "Why it is not shown to its end: it stands in for a shorter type, a beat falls before, the reel ends, the next clip goes on from there.",
    }),
    place: z.int().nullable().meta({ description: "Which of the cadence's slots it is, from 0." }),
    weight: z.number().nullable(),
    rank: z.int().nullable().meta({ description: "The title's place in the ranking, from 1." }),
    score: z.number().nullable(),
    parts: z
      .object({
        ...{ preference: z.number(), popularity: z.number(), recency: z.number() },
        learned: z.number().exactOptional(),
      })
      .nullable()
      .meta({ description: "What speaks for the title, each from 0 to 1." }),
    why: z.array(z.string()).meta({ description: "Why this title, and why so long, for people." }),
  })
  .meta({ id: "ReelSlot" });

/** A reel, and how it came about. */
export const viewerReelView = z
  .object({
    stream: streamView,
    reel: z
      .object({
        viewer: z.string(),
        cadence: z.object({ id: z.string(), revision: z.int() }),
        mega: z.string(),
        version: z.int().meta({ description: "Version of the mega asset that all of it is from." }),
        video: z.string(),
        frameRate: z.string().meta({ examples: ["30000/1001"] }),
        seed: z.string(),
        rankedBy: z.enum(["built-in", "external"]),
        experiment: z.string().nullable(),
        arm: z.string().nullable(),
        holdout: z.boolean().meta({ description: "The viewer is kept from what was learnt." }),
        music: z
          .string()
          .nullable()
          .meta({ description: "Video whose sound is under all cuts; null: the clips have their own." }),
        frames: z.int(),
        asked: z.int().meta({ description: "Frames that the cadence asks for." }),
        slots: z.array(reelSlot),
        notes: z.array(z.string()),
      })
      .meta({ id: "ReelDetail" }),
  })
  .meta({ id: "ViewerReel" });
