import { z } from "zod";

const textId = z.object({ version: z.string(), hash: z.string() });

/** A rendition of text, decided, as plans and their stored form hold it. */
export const plannedSubtitles = z.object({
  language: z.string(),
  name: z.string(),
  default: z.boolean(),
  autoselect: z.boolean(),
  forced: z.boolean(),
  style: z.enum(["caption", "lower-third", "words"]),
  /** Uniform Type Identifiers of accessibility (`CHARACTERISTICS`). */
  characteristics: z.array(z.string()),
  /** Text of each video that has some, in the video's own time; or one text on the timeline. */
  texts: z.union([z.object({ videos: z.record(z.string(), textId) }), z.object({ timeline: textId })]),
});

export type PlannedSubtitles = z.infer<typeof plannedSubtitles>;
