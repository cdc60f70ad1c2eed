import { z } from "zod";
import { id } from "./common.ts";
import { clipInput, timelineInput } from "./stream.ts";

/** Body of `POST /v1/timelines/import`. */
export const timelineImport = z
  .strictObject({
    format: z.enum(["otio", "edl"]),
    text: z.string().meta({ description: "The file: OpenTimelineIO's JSON, or a CMX 3600 list." }),
    frameRate: z
      .union([z.number(), z.string()])
      .exactOptional()
      .meta({
        description: "Frames a second that the timecodes of an EDL count.",
        examples: ["30000/1001", 25],
      }),
    media: z
      .record(
        z.string(),
        z.union([id, z.strictObject({ video: id, startTimecode: z.string().exactOptional() })]),
      )
      .exactOptional()
      .meta({
        description: "Videos by the names that the file has for them; others are found by their own names.",
      }),
    collection: id.exactOptional().meta({ description: "Where videos are looked for by name." }),
    filler: clipInput.exactOptional().meta({ description: "Shown in gaps; without it a gap is an error." }),
  })
  .meta({ id: "TimelineImport" });

/** Its answer. */
export const timelineFile = z
  .object({ name: z.string(), timeline: timelineInput, warnings: z.array(z.string()) })
  .meta({ id: "TimelineFile" });

/** Body of `POST /v1/timelines/export`. */
export const timelineExport = z
  .strictObject({ timeline: timelineInput, name: z.string().exactOptional() })
  .meta({ id: "TimelineExport" });

/** What a file that we wrote says of a timeline besides its clips; undefined where it makes no sense. */
export function furtherOf(metadata: unknown): Omit<z.infer<typeof timelineInput>, "clips"> | undefined {
  return timelineInput.omit({ clips: true }).safeParse(metadata).data;
}
