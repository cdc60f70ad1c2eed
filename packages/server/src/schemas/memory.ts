import type { Json } from "@cutstream/engine";
import { z } from "zod";
import { id, storedError, timestamp } from "./common.ts";
import { jobView } from "./job.ts";
import { timeInput } from "./time.ts";

const seconds = z.number().nonnegative();

/** Any JSON value; how much of it is the engine's to say. */
const json = z.unknown().meta({ description: "Any JSON." }) as z.ZodType as z.ZodType<Json>;

/** An object of any JSON. */
export const jsonObject = z.record(z.string(), json);

/** What is looked for, where, and how the answer is cut. */
export const retrieveRequest = z
  .strictObject({
    query: z
      .string()
      .exactOptional()
      .meta({
        description: 'Words, "phrases", prefixes* and meanings. Without it filters alone, by video and time.',
        examples: ["goals scored by player_42"],
      }),
    collection: z.string().min(1).max(200).exactOptional().meta({ description: "Id or name." }),
    videos: z.array(id).min(1).max(1000).exactOptional(),
    indexes: z.array(z.string().max(200)).min(1).max(100).exactOptional().meta({
      description: "Names of indexes that may answer.",
    }),
    filters: jsonObject.exactOptional().meta({
      description:
        "Conditions on metadata and `labels`: equality, $eq $ne $gt $gte $lt $lte $in $nin $exists, $and $or $not.",
      examples: [{ team: "home", crowd_peak: true, minute: { $gte: 80 } }],
    }),
    time: z
      .strictObject({ from: seconds.exactOptional(), to: seconds.exactOptional() })
      .exactOptional()
      .meta({ description: "Seconds of their video that moments overlap." }),
    duration: z
      .strictObject({ min: seconds.exactOptional(), max: seconds.exactOptional() })
      .exactOptional()
      .meta({ description: "Seconds that moments last." }),
    limit: z.int().min(1).max(200).exactOptional(),
    cursor: z.string().max(1000).exactOptional().meta({ description: "`next` of the page before." }),
    minScore: z.number().min(0).max(1).exactOptional(),
    diversity: z.number().min(0).max(1).exactOptional().meta({
      description: "How unlike one another moments must be; default 0.5.",
    }),
    padding: z
      .union([
        seconds.max(600),
        z.strictObject({ before: seconds.max(600).exactOptional(), after: seconds.max(600).exactOptional() }),
      ])
      .exactOptional()
      .meta({ description: "Seconds added on either side." }),
    snap: z.enum(["shot", "sentence"]).exactOptional().meta({
      description: "Moves edges outwards to those of the shot or sentence that they lie in.",
    }),
  })
  .meta({ id: "RetrieveRequest" });

/** A moment of one index as it is shown. */
const indexMomentView = z
  .object({
    id: z.string(),
    start: z.number().meta({ description: "Seconds." }),
    end: z.number(),
    text: z.string(),
    language: z.string().nullable(),
    labels: z.array(z.string()),
    metadata: jsonObject,
    detail: json,
  })
  .meta({ id: "IndexMoment" });

const whyView = z
  .object({
    by: z.enum(["text", "meaning", "image", "filter"]),
    index: z.string(),
    score: z.number(),
    terms: z.array(z.string()).exactOptional(),
  })
  .meta({ id: "Why" });

/** A moment found. */
const retrievedMoment = z
  .object({
    id: z.string(),
    video: z.string(),
    videoName: z.string(),
    collection: z.string(),
    start: z.number().meta({ description: "Seconds of its first frame." }),
    end: z.number(),
    startFrame: z.int(),
    endFrame: z.int().meta({ description: "Exclusive." }),
    startExact: z.string().meta({ examples: ["1001/30000"] }),
    endExact: z.string(),
    score: z.number().meta({ description: "0 to 1; 1 where nothing ranks." }),
    index: z.string(),
    text: z.string(),
    labels: z.array(z.string()),
    metadata: jsonObject,
    facts: z
      .record(z.string(), z.array(indexMomentView))
      .meta({ description: "What other indexes say of this stretch, by their names." }),
    why: z.array(whyView),
    url: z.string().meta({ description: "A playable stream of just this moment." }),
    playerUrl: z.string(),
    thumbnail: z.string(),
  })
  .meta({ id: "Moment" });

/** Answer of `POST /v1/retrieve`. */
export const retrieveView = z
  .object({ moments: z.array(retrievedMoment), next: z.string().nullable(), warnings: z.array(z.string()) })
  .meta({ id: "Retrieved" });

/** A moment as somebody gives it. */
export const momentInput = z
  .strictObject({
    start: timeInput,
    end: timeInput,
    text: z.string().exactOptional(),
    language: z.string().max(35).exactOptional().meta({ description: "BCP 47." }),
    labels: z.array(z.string()).exactOptional(),
    metadata: jsonObject.exactOptional(),
  })
  .meta({ id: "OwnMoment" });

/** Body of `PUT /v1/videos/{id}/indexes/{name}`. */
export const putIndex = z.strictObject({ moments: z.array(momentInput) }).meta({ id: "PutIndex" });

/** Body of `POST /v1/videos/{id}/indexes`; may be left out. */
export const analyseRequest = z
  .strictObject({ analysers: z.array(z.string().max(64)).min(1).max(32).exactOptional() })
  .nullable()
  .meta({ id: "AnalyseRequest" });

/** An index as it is shown. */
export const indexView = z
  .object({
    id: z.string(),
    video: z.string(),
    name: z.string(),
    status: z.enum(["running", "ready", "failed"]),
    analyser: z
      .object({ model: z.string(), version: z.string(), settings: jsonObject })
      .nullable()
      .meta({ description: "Null where somebody gave the moments." }),
    moments: z.int(),
    warnings: z.array(z.string()),
    error: storedError.exactOptional(),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: "Index" });

export const indexList = z.object({ items: z.array(indexView) });
export const indexMoments = z.object({ items: z.array(indexMomentView) });
export const analyseAccepted = z.object({ jobs: z.array(jobView) });

/** `/{id}/indexes/{name}` in a path. */
export const indexParams = z.strictObject({ id, name: z.string().min(1).max(200) });

/** Query of `POST …/import`. */
export const importQuery = z.strictObject({
  format: z.enum(["json", "csv", "srt", "vtt", "edl", "otio"]),
  language: z.string().max(35).exactOptional().meta({ description: "BCP 47, of its texts." }),
  side: z.enum(["source", "record"]).exactOptional().meta({
    description:
      "Of EDL and OTIO: whether the video is what they cut from (`source`, the default) or what they make (`record`).",
  }),
  startTimecode: z
    .string()
    .max(20)
    .exactOptional()
    .meta({
      description:
        "Of EDL and OTIO: timecode of the video's first frame. Default 00:00:00:00, or what OTIO knows.",
      examples: ["01:00:00:00"],
    }),
});

/** What is said in a video. */
export const transcriptView = z
  .object({
    video: z.string(),
    language: z.string().nullable(),
    text: z.string(),
    sentences: z.array(
      z.object({
        start: z.number(),
        end: z.number(),
        text: z.string(),
        words: z.array(
          z.object({
            start: z.number(),
            end: z.number(),
            word: z.string(),
            confidence: z.number().exactOptional(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: "Transcript" });
