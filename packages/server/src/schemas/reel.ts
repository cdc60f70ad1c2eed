import type { JsonObject } from "@cutstream/engine";
import { z } from "zod";
import { id, label } from "./common.ts";
import { streamView, ttl } from "./stream.ts";

const nameOrId = z.string().min(1).max(200).meta({ description: "Id or name." });
const names = z.array(z.string().min(1).max(200)).min(1).max(100);
const filters = z
  .custom<JsonObject>((value) => typeof value === "object" && value !== null && !Array.isArray(value))
  .meta({ description: "As `filters` of a retrieval.", examples: [{ season: 1, episode: { $lt: 5 } }] });

const output = {
  duration: z.number().exactOptional().meta({ description: "Seconds that it may last at most." }),
  user: label.exactOptional(),
  ttl: ttl.exactOptional(),
  name: label.exactOptional(),
};

/** Body of `POST /v1/reels/from-prompt`. */
export const reelPromptRequest = z
  .strictObject({
    prompt: z.string().meta({ examples: ["Create highlights of this match in 30 seconds"] }),
    video: id.exactOptional().meta({ description: "Either this or `collection`." }),
    collection: nameOrId.exactOptional(),
    ...output,
  })
  .meta({ id: "ReelPromptRequest" });

/** Body of `POST /v1/recaps`. */
export const recapRequest = z
  .strictObject({
    collection: nameOrId,
    episodes: z
      .union([z.array(id).min(1).max(1000), filters], {
        error: "must be a list of video ids, or an object of filters",
      })
      .exactOptional()
      .meta({ description: "Videos seen, in their order, or what is known of their moments." }),
    labels: names.exactOptional().meta({ description: "Arcs, one of which a moment is labelled with." }),
    characters: names.exactOptional().meta({ description: "Who is in it, by labels or metadata." }),
    ...output,
  })
  .meta({ id: "RecapRequest" });

const reelMoment = z
  .object({
    video: z.string(),
    videoName: z.string(),
    start: z.number().meta({ description: "Seconds of the first frame shown." }),
    end: z.number(),
    startFrame: z.int(),
    endFrame: z.int().meta({ description: "Exclusive." }),
    worth: z.number().meta({ description: "0 to 1: what it was chosen for." }),
    reasons: z.array(z.string()),
    thumbnail: z.string(),
  })
  .meta({ id: "ReelMoment" });

const reelQuery = z
  .object({
    purpose: z.string(),
    query: z.string().nullable(),
    indexes: z.array(z.string()).nullable(),
    filters: filters.nullable(),
    weight: z.number(),
    before: z.number().meta({ description: "Seconds added before what it finds." }),
    after: z.number(),
    excludes: z.boolean().meta({ description: "What it finds is left out." }),
    found: z.int(),
  })
  .meta({ id: "ReelQuery" });

const moments = z.array(reelMoment).meta({ description: "In the order in which they play." });
const warnings = z.array(z.string());

/** A reel, what its prompt was taken for, and why it has these moments. */
export const reelView = z
  .object({
    stream: streamView,
    plan: z
      .object({
        by: z.enum(["rules", "model"]).meta({ description: "Who read the prompt." }),
        understood: z.array(z.string()),
        duration: z.number(),
        choose: z
          .enum(["best", "spread"])
          .meta({ description: "`spread`: some of everything, from beginning to end." }),
        queries: z.array(reelQuery),
      })
      .meta({ id: "ReelPlan" }),
    moments,
    warnings,
  })
  .meta({ id: "Reel" });

/** A recap, and what it is in the order of. */
export const recapView = z
  .object({ stream: streamView, order: z.enum(["story_time", "episodes"]), moments, warnings })
  .meta({ id: "Recap" });
