import { z } from "zod";
import { id, label, page, pageQuery, storedError, timestamp } from "./common.ts";
import { jobView } from "./job.ts";
import { overlayInput, reframeInput } from "./surface.ts";
import { timeInput } from "./time.ts";

const SOURCES = ["path", "url", "upload"] as const;

/** How a source is taken in. */
const ingestMode = z.enum(["auto", "copy", "encode"]);

/** What may be said of a video besides where its bytes come from; as JSON, or as fields of a form. */
const ingestOptions = {
  collection: id.exactOptional().meta({ description: "Id of a collection; `default` is always there." }),
  name: label.exactOptional(),
  mode: ingestMode.exactOptional(),
  ladder: z
    .array(z.int().min(16).max(4320))
    .max(8)
    .exactOptional()
    .meta({ description: "Heights of further renditions, built in the background.", examples: [[360, 240]] }),
};

/** Body of `POST /v1/videos`: exactly one of `path`, `url` and `upload`. */
export const ingestRequest = z
  .strictObject({
    path: z.string().min(1).max(4096).exactOptional().meta({ description: "Path on the server." }),
    url: z
      .string()
      .max(8192)
      .refine(isHttpUrl, { error: "must be an http or https URL" })
      .exactOptional()
      .meta({ format: "uri" }),
    upload: id.exactOptional().meta({ description: "Id of a finished upload at `/v1/uploads`." }),
    ...ingestOptions,
  })
  .refine((body) => SOURCES.filter((source) => body[source] !== undefined).length === 1, {
    error: "must have exactly one of path, url and upload",
  })
  .meta({ id: "IngestRequest", oneOf: SOURCES.map((source) => ({ required: [source] })) });

/** {@link ingestRequest} as a type. */
export type IngestBody = z.infer<typeof ingestRequest>;

/** The same as a form with a file, for OpenAPI: its parts are read as they arrive. */
export const ingestForm = z
  .strictObject({
    file: z.string().meta({ format: "binary", description: "The media; streamed to disk." }),
    collection: ingestOptions.collection,
    name: ingestOptions.name,
    mode: ingestOptions.mode,
    ladder: z
      .string()
      .exactOptional()
      .meta({ description: "Heights joined by commas.", examples: ["360,240"] }),
  })
  .meta({ id: "IngestForm" });

const renditionView = z
  .object({
    name: z.string(),
    kind: z.enum(["video", "audio"]),
    codec: z.string(),
    width: z.int().exactOptional(),
    height: z.int().exactOptional(),
    bitRate: z.number().meta({ description: "Bits a second, mean." }),
  })
  .meta({ id: "Rendition" });

/** A video as it is shown. */
export const videoView = z
  .object({
    id: z.string(),
    collection: z.string(),
    name: z.string(),
    status: z.enum(["processing", "ready", "failed"]),
    error: storedError.exactOptional(),
    warnings: z.array(z.string()),
    duration: z.number().nullable().meta({ description: "Seconds; null until ready, as all below." }),
    frameRate: z
      .string()
      .nullable()
      .meta({ examples: ["30000/1001"] }),
    frameCount: z.int().nullable(),
    width: z.int().nullable(),
    height: z.int().nullable(),
    hasPicture: z.boolean().nullable().meta({
      description: "False where the source is sound alone: a black picture stands in.",
    }),
    hasAudio: z.boolean().nullable(),
    mode: z.enum(["copy", "encode"]).nullable(),
    modeReason: z.string().nullable(),
    renditions: z.array(renditionView),
    versions: z.array(z.string()),
    streamUrl: z.string().nullable().meta({ description: "A playable stream of the whole video." }),
    thumbnailTemplate: z.string().nullable().meta({
      description:
        "Address of its frames as JPEG files: put 160, 320 or 640 for {width}, and a frame's number for {frame}.",
    }),
    createdAt: timestamp,
  })
  .meta({ id: "Video" });

/** Answer of `POST /v1/videos`. */
export const ingestAccepted = z.object({ video: videoView, job: jobView });

/** Answer of `GET /v1/videos`. */
export const videoPage = page(videoView);

/** Query of `GET /v1/videos`. */
export const videoQuery = z.strictObject({ collection: id.exactOptional(), ...pageQuery });

/** Body of `POST /v1/videos/{id}/heads`. */
export const prepareHeads = z.strictObject({ times: z.array(timeInput).min(1) }).meta({ id: "PrepareHeads" });

/** Body of `POST /v1/videos/{id}/prepare`. */
export const prepareRequest = z
  .strictObject({
    reframe: reframeInput.exactOptional(),
    overlays: z.array(overlayInput).exactOptional(),
  })
  .meta({ id: "PrepareRequest" });

function isHttpUrl(text: string): boolean {
  return /^https?:\/\//i.test(text) && URL.canParse(text);
}
