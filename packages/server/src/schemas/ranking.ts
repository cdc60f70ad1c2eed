import { z } from "zod";
import { id, label, page, pageQuery, timestamp } from "./common.ts";
import { jsonObject } from "./memory.ts";
import { day } from "./telemetry.ts";
import { rankContext } from "./viewer-reel.ts";

const names = z.array(z.string().min(1).max(200)).max(100);
const territory = z
  .string()
  .regex(/^[A-Za-z]{2}$/, { error: "must be a code of two letters, such as NL" })
  .meta({ description: "ISO 3166-1 code.", examples: ["NL"] });
const weight = z.number().min(0).max(1000);

/** A title as it is given. */
const titleInput = z
  .strictObject({
    id,
    name: label,
    launchedAt: timestamp.meta({ description: "When it could first be watched." }),
    ageRating: z
      .int()
      .min(0)
      .max(99)
      .exactOptional()
      .meta({ description: "Years that a viewer must be old." }),
    territories: z
      .array(territory)
      .max(300)
      .nullable()
      .exactOptional()
      .meta({ description: "Where it may be shown; null: everywhere." }),
    genres: names.exactOptional(),
    tags: names.exactOptional(),
    metadata: jsonObject.exactOptional(),
  })
  .meta({ id: "NewTitle" });

/** Body of `PUT /v1/titles`. */
export const titlesRequest = z
  .strictObject({ titles: z.array(titleInput).min(1).max(20_000) })
  .meta({ id: "TitlesRequest" });

export const titlesStored = z.object({ stored: z.int() }).meta({ id: "TitlesStored" });

export const titleView = z
  .object({
    id: z.string(),
    name: z.string(),
    launchedAt: timestamp,
    ageRating: z.int(),
    territories: z.array(z.string()).nullable(),
    genres: z.array(z.string()),
    tags: z.array(z.string()),
    metadata: jsonObject,
    createdAt: timestamp,
  })
  .meta({ id: "Title" });

export const titleQuery = z.strictObject(pageQuery);
export const titlePage = page(titleView);

/** Body of `POST /v1/viewers/{id}/history`. */
export const watchesRequest = z
  .strictObject({
    watches: z
      .array(
        z.strictObject({
          title: id,
          time: timestamp.exactOptional().meta({ description: "Default: now." }),
          weight: z.number().exactOptional().meta({ description: "1 is one whole viewing." }),
          seen: z
            .boolean()
            .exactOptional()
            .meta({ description: "False: the viewer looked into it, and may be shown it again." }),
        }),
      )
      .min(1)
      .max(10_000),
  })
  .meta({ id: "WatchesRequest" });

export const watchesAdded = z.object({ added: z.int() }).meta({ id: "WatchesAdded" });

export const viewerHistory = z
  .object({
    items: z.array(z.object({ title: z.string(), time: timestamp, weight: z.number(), seen: z.boolean() })),
  })
  .meta({ id: "ViewerHistory" });

/** Weights of the parts of a score. */
const scoreWeights = z
  .strictObject({ preference: weight, popularity: weight, recency: weight, learned: weight.exactOptional() })
  .meta({ id: "ScoreWeights" });

/** Body of `POST /v1/rank`. */
export const rankRequest = z
  .strictObject({
    viewer: label,
    titles: z.array(id).max(20_000).exactOptional().meta({ description: "Default: all." }),
    context: rankContext.exactOptional(),
    weights: z
      .strictObject({
        preference: weight.exactOptional(),
        popularity: weight.exactOptional(),
        recency: weight.exactOptional(),
        learned: weight.exactOptional(),
      })
      .exactOptional()
      .meta({ description: "In place of those that are set, each by itself." }),
    learned: z
      .boolean()
      .exactOptional()
      .meta({ description: "Whether what was learned counts. Default: but for the holdout." }),
    limit: z.int().min(1).max(10_000).exactOptional(),
  })
  .meta({ id: "RankRequest" });

const scoreParts = z
  .object({
    preference: z.number(),
    popularity: z.number(),
    recency: z.number(),
    learned: z.number().exactOptional(),
  })
  .meta({ id: "RankedParts", description: "What speaks for a title, each from 0 to 1." });

export const rankingView = z
  .object({
    titles: z.array(z.object({ title: z.string(), score: z.number(), parts: scoreParts })),
    by: z.enum(["built-in", "external"]),
    notes: z.array(z.string()),
  })
  .meta({ id: "Ranking" });

const weightsView = z.object({
  preference: z.number(),
  popularity: z.number(),
  recency: z.number(),
  learned: z.number().exactOptional(),
});

export const rankingState = z
  .object({
    weights: weightsView,
    untrained: weightsView.meta({ description: "Those last set by hand: the holdout's." }),
    priors: z.string().nullable().meta({ description: "What was learned of titles; null: nothing." }),
  })
  .meta({ id: "RankingState" });

const who = {
  by: label.meta({ description: "Who wants it so." }),
  why: z.string().min(1).max(1000),
};

/** Body of `PUT /v1/ranking`. */
export const weightsRequest = z
  .strictObject({ weights: scoreWeights, ...who })
  .meta({ id: "WeightsRequest" });

/** Body of `POST /v1/ranking/changes/{id}/revert`. */
export const revertRequest = z.strictObject(who).meta({ id: "RevertRequest" });

export const rankingChange = z
  .object({
    id: z.string(),
    at: timestamp,
    by: z.string(),
    why: z.string(),
    from: rankingState,
    to: rankingState,
    reverts: z.string().nullable().meta({ description: "Change that this one undid." }),
    evidence: jsonObject.nullable().meta({ description: "What was measured before." }),
  })
  .meta({ id: "RankingChange" });

export const changesQuery = z.strictObject({ limit: pageQuery.limit });
export const rankingChanges = z.object({ items: z.array(rankingChange) });

export const modelView = z
  .object({
    id: z.string(),
    titles: z.int(),
    viewers: z.int(),
    watches: z.int(),
    createdAt: timestamp,
  })
  .meta({ id: "TasteModel" });
export const modelOrNone = z.object({ model: modelView.nullable() });

const count = z.int().min(0);

/** Body of `POST /v1/ranking/learn`. */
export const learnRequest = z
  .strictObject({
    by: label,
    feedback: z
      .array(
        z.strictObject({
          viewer: label,
          title: id,
          slot: count.max(1000).meta({ description: "Place in the reel, from 0." }),
          impressions: count,
          clicks: count,
          skips: count,
          completions: count,
          parts: scoreWeights.exactOptional().meta({ description: "What spoke for it when it was shown." }),
        }),
      )
      .max(200_000)
      .exactOptional()
      .meta({ description: "All that is to be learned from. Default: the events that are stored." }),
    from: day.exactOptional().meta({ description: "First day of events, UTC. Default: four weeks of them." }),
    to: day.exactOptional().meta({ description: "Last day of events. Default: until now." }),
  })
  .meta({ id: "LearnRequest" });

export const learnedView = z
  .object({
    adopted: z.boolean(),
    change: rankingChange,
    verdict: z.object({
      gain: z.number(),
      low: z.number(),
      high: z.number(),
      confidence: z.number(),
      viewers: z.int(),
      better: z.boolean(),
    }),
    viewers: z.object({ holdout: z.int(), priors: z.int(), weights: z.int(), check: z.int() }),
  })
  .meta({ id: "Learned" });
