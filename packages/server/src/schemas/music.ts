import { z } from "zod";
import { id } from "./common.ts";

const seconds = z.union([z.number(), z.string()]);

/** Another video's sound under all clips; which numbers make sense is the engine's to say. */
export const musicInput = z
  .strictObject({
    video: id.meta({ description: "Whose sound it is; a source that is sound alone is a video too." }),
    start: seconds.exactOptional().meta({ description: "Seconds, or an exact fraction of them. Default 0." }),
    end: seconds.exactOptional().meta({ description: "Default: where the music ends." }),
    loop: z.boolean().exactOptional().meta({ description: "Starts over. Otherwise silence follows." }),
    mode: z
      .enum(["replace", "mix"])
      .exactOptional()
      .meta({ description: "`replace` (default): in place of the clips' own sound. `mix`: under it." }),
    gain: z.number().exactOptional().meta({ description: "Decibels, -60 to 20." }),
    fade: z
      .strictObject({ in: z.number().exactOptional(), out: z.number().exactOptional() })
      .exactOptional()
      .meta({ description: "Seconds." }),
    duck: z.number().exactOptional().meta({
      description: "Decibels by which it sinks while the clips' own sound is heard, 0 to 60; of `mix` alone.",
    }),
    ads: z.enum(["pause", "under"]).exactOptional().meta({
      description: "At ads that are clips: stops and goes on after them (default), or goes on under them.",
    }),
  })
  .meta({
    id: "Music",
    description:
      "Sound of another video under all clips. In place of theirs, at gain 0 and without fades, nothing is encoded.",
  });

/** What of a timeline's sound is encoded. */
export const audioPlanView = z
  .object({
    encoded: z.number().meta({ description: "Seconds of sound that are encoded, once for all who play it." }),
    ready: z.number().meta({ description: "Seconds of them that exist." }),
  })
  .meta({ id: "AudioPlan" });
