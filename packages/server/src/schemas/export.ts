import { z } from "zod";
import { id, label, page, pageQuery, storedError } from "./common.ts";
import { jobView } from "./job.ts";
import { timelineInput } from "./stream.ts";
import { subtitleInput } from "./subtitles.ts";
import { overlayInput, overlayTime, reframeInput } from "./surface.ts";
import { timeInput } from "./time.ts";

const SOURCES = ["timeline", "stream", "ranges"] as const;

/** Names of files: no part of a path. */
const fileName = label.refine((name) => !/[/\\]/.test(name) && !name.startsWith("."), {
  error: "must hold no slashes, and not begin with a dot",
});

const exportRange = z
  .strictObject({
    video: id,
    start: timeInput,
    end: timeInput.meta({ description: "Exclusive." }),
    name: fileName.exactOptional().meta({ description: "Of the file, without its ending." }),
  })
  .meta({ id: "ExportRange" });

const exportPictures = z
  .strictObject({
    every: z.number().min(0.01).max(86_400).exactOptional().meta({
      description: "One every so many seconds, the first at the beginning.",
    }),
    times: z.array(overlayTime).min(1).exactOptional(),
    width: z.literal([160, 320, 640]).exactOptional().meta({ description: "Pixels across. Default 640." }),
  })
  .meta({ id: "ExportPictures", description: "Either `every` or `times`." });

/** Body of `POST /v1/exports`: exactly one of `timeline`, `stream` and `ranges`; what goes together is the engine's to say. */
export const exportRequest = z
  .strictObject({
    timeline: timelineInput.exactOptional(),
    stream: id.exactOptional().meta({ description: "Id of a stream, or of a video." }),
    ranges: z.array(exportRange).min(1).max(500).exactOptional().meta({
      description: "A file for each. One that cannot be made does not keep the others from being made.",
    }),
    overlays: z
      .array(overlayInput)
      .exactOptional()
      .meta({ description: "With `ranges`, over each of them." }),
    reframe: reframeInput.exactOptional(),
    subtitles: z.array(subtitleInput).exactOptional(),
    container: z.enum(["mp4", "m4a", "jpg"]).exactOptional().meta({
      description: "Films (default), sound alone, or still pictures.",
    }),
    burn: z
      .array(z.enum(["overlays", "subtitles", "reframe"]))
      .max(3)
      .exactOptional()
      .meta({
        description:
          "What is encoded into the pictures. Without it nothing is encoded but the heads of cuts.",
      }),
    captions: z.string().min(1).max(128).exactOptional().meta({
      description:
        "Which subtitles are burnt in, by name or language. Default: the default ones, or the first.",
    }),
    pictures: exportPictures.exactOptional(),
    name: fileName.exactOptional(),
  })
  .refine((body) => SOURCES.filter((source) => body[source] !== undefined).length === 1, {
    error: "must have exactly one of timeline, stream and ranges",
  })
  .meta({ id: "ExportRequest", oneOf: SOURCES.map((source) => ({ required: [source] })) });

const exportedFile = z
  .object({
    name: z.string(),
    url: z.string().nullable().meta({ description: "For good; null until it is made." }),
    contentType: z.string(),
    size: z.number().nullable().meta({ description: "Bytes; null for pictures." }),
    duration: z.number().nullable(),
    at: z.number().exactOptional().meta({ description: "Seconds at which a picture is seen." }),
    error: storedError.exactOptional().meta({ description: "Why it could not be made." }),
  })
  .meta({ id: "ExportedFile" });

/** An export as it is shown. */
export const exportView = z
  .object({
    id: z.string(),
    container: z.enum(["mp4", "m4a", "jpg"]),
    status: z.enum(["queued", "running", "done", "failed", "cancelled"]),
    job: jobView,
    files: z.array(exportedFile),
    warnings: z.array(z.string()),
  })
  .meta({ id: "Export" });

/** `?cursor=&limit=` of `GET /v1/exports`. */
export const exportQuery = z.strictObject(pageQuery);

/** One page of exports, oldest first. */
export const exportPage = page(exportView);
