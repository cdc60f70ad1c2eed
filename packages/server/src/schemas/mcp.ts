import { z } from "zod";
import { id } from "./common.ts";
import { planView, timelineInput } from "./stream.ts";

/** What is to be said of a video. */
export const transcriptArguments = z.strictObject({ video: id });

/** What a stream cannot carry yet. Named, so that nobody takes it for done: a field that is not there would say less. */
const notYet = (what: string) =>
  z
    .custom<never>(() => false, { error: `cannot be put on a stream yet: leave out ${what}` })
    .exactOptional()
    .meta({ description: `Not possible yet: leave out ${what}.` });

/** A moment as `search_moments` gave it; what else is known of it is passed over. */
const foundMoment = z.object({
  video: id,
  startFrame: z.int().min(0),
  endFrame: z.int().min(0).meta({ description: "Exclusive." }),
});

/** Clips, or moments as they were found, in the order in which they are to play. */
export const composeArguments = z
  .strictObject({
    clips: timelineInput.shape.clips.exactOptional(),
    moments: z.array(foundMoment).exactOptional().meta({ description: "As search_moments gave them." }),
    subtitles: timelineInput.shape.subtitles,
    overlays: notYet("overlays"),
    reframe: notYet("reframing"),
    music: notYet("music"),
    ads: notYet("ads"),
  })
  .refine(({ clips, moments }) => (clips === undefined) !== (moments === undefined), {
    error: "must have either clips or moments",
  });

/** A timeline to publish, and what publishing it would serve. */
export const composed = z.object({ timeline: timelineInput, plan: planView });
