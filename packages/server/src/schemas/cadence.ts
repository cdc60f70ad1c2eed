import { z } from "zod";
import { page, timestamp } from "./common.ts";
import { musicInput } from "./music.ts";
import { timeInput } from "./time.ts";

const name = z.string().min(1).max(200);

const length = z
  .union([z.number(), z.string(), z.strictObject({ frames: z.int() })], {
    error: 'must be seconds as a number, a fraction such as "1001/30000", or {"frames": n}',
  })
  .meta({ id: "Length", description: "Seconds, an exact fraction of them, or frames of the mega asset." });

const fixedClip = z.strictObject({ title: name, clip: name });

const beats = z
  .union(
    [
      z.strictObject({ bpm: z.number(), offset: length.exactOptional() }),
      z.strictObject({ every: length, offset: length.exactOptional() }),
      z.strictObject({ at: z.array(timeInput) }),
    ],
    { error: "must have bpm, every or at" },
  )
  .meta({
    description: "Where cuts should fall, in the reel's time: clips are cut to the beat before their end.",
  });

/** The pattern that reels are laid out by; which numbers make sense is the engine's to say. */
export const cadence = z
  .strictObject({
    name: name.exactOptional(),
    mega: name
      .exactOptional()
      .meta({ description: "Mega asset, by id or name, where a request names none." }),
    length,
    slots: z
      .array(
        z.strictObject({
          clip: name.meta({ description: "Clip type." }),
          weight: z.number().exactOptional().meta({
            description: "The heavier, the better the title shown. Default: nominal frames of the clip type.",
          }),
        }),
      )
      .meta({ description: "Repeated from the beginning until the reel is full." }),
    returns: z
      .strictObject({ top: z.int(), every: z.int() })
      .exactOptional()
      .meta({ description: "Every so manieth slot one of the best `top` titles comes back." }),
    cap: z
      .int()
      .exactOptional()
      .meta({ description: "Times that a title is shown at most. Default 1, or 3 where titles come back." }),
    opening: fixedClip.exactOptional(),
    closing: fixedClip.exactOptional(),
    beats: beats.exactOptional(),
    music: musicInput
      .extend({
        video: name.exactOptional().meta({ description: "Default: the mega asset's own sound." }),
      })
      .exactOptional()
      .meta({ id: "CadenceMusic" }),
    fallback: z
      .union([z.enum(["nearest", "shorter", "none"]), z.array(name)])
      .exactOptional()
      .meta({
        description:
          "What a slot shows of a title that lacks its clip type. `nearest` (default): a shorter type, the longest of them, else a longer one, cut; `shorter`; `none`; or types by name, in order.",
      }),
    shortest: z.int().exactOptional().meta({ description: "Frames below which no clip is cut. Default 12." }),
    ties: z
      .number()
      .exactOptional()
      .meta({ description: "Scores no further apart count as equal: the seed decides. Default 0." }),
  })
  .meta({ id: "Cadence" });

export const cadenceView = z
  .object({
    id: z.string(),
    revision: z.int().meta({ description: "Counts up with every change, from 1." }),
    cadence,
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: "StoredCadence" });

export const cadencePage = page(cadenceView).meta({ id: "CadencePage" });
