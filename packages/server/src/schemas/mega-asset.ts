import { z } from "zod";
import { id, label, page, pageQuery, timestamp } from "./common.ts";

const clipTypes = z
  .record(z.string(), z.int().min(1).max(100_000))
  .meta({ description: "Nominal frames by clip type.", examples: [{ long: 80, short: 40 }] });

/** Body of `POST /v1/mega-assets`. */
export const megaAssetRequest = z
  .strictObject({
    name: label.meta({ description: "No two have the same; it does in place of the id." }),
    clipTypes: clipTypes.exactOptional().meta({
      description:
        "Nominal frames of the clip types that every title must have, by name. Default: those that each list has.",
    }),
  })
  .meta({ id: "MegaAssetRequest" });

/** A mega asset in a list. */
export const megaAssetView = z
  .object({
    id: z.string(),
    name: z.string(),
    clipTypes,
    stable: z
      .int()
      .nullable()
      .meta({ description: "Version that reels are made of; null before one was promoted." }),
    before: z
      .int()
      .nullable()
      .meta({ description: "What rolling back makes stable; null where there is none." }),
    createdAt: timestamp,
  })
  .meta({ id: "MegaAsset" });

/** A version as it is shown. */
export const megaVersionView = z
  .object({
    mega: z.string(),
    version: z.int(),
    status: z.enum(["draft", "verified", "stable", "retired"]),
    video: z.string(),
    frameRate: z.string().meta({ examples: ["30000/1001"] }),
    clips: z.int(),
    titles: z.int(),
    clipTypes,
    job: z.string().nullable().meta({ description: "Job that verified it last, or does; null before." }),
    createdAt: timestamp,
    updatedAt: timestamp,
  })
  .meta({ id: "MegaVersion" });

/** A mega asset with its versions. */
export const megaAssetDetail = megaAssetView
  .extend({ versions: z.array(megaVersionView) })
  .meta({ id: "MegaAssetDetail" });

/** Answer of `GET /v1/mega-assets`. */
export const megaAssetPage = page(megaAssetView);

/** Query of `GET /v1/mega-assets`. */
export const megaAssetQuery = z.strictObject(pageQuery);

const format = z.enum(["json", "csv", "edl", "otio", "fcpxml"]);

/** `/{id}/versions/{version}` in a path. */
export const megaVersionParams = z.strictObject({
  id,
  version: z.coerce.number().int().min(1).max(1e9),
});

/** Query of `POST /v1/mega-assets/{id}/versions`, whose body is the list. */
export const addVersionQuery = z.strictObject({
  video: id,
  format,
  frameRate: z
    .string()
    .max(32)
    .exactOptional()
    .meta({
      description:
        "Frames a second that the list's timecodes count. Default, and at the most: those of the video.",
      examples: ["30000/1001"],
    }),
  startTimecode: z
    .string()
    .max(20)
    .exactOptional()
    .meta({
      description: "Timecode of the video's first frame. Default 00:00:00:00.",
      examples: ["01:00:00:00"],
    }),
  side: z.enum(["record", "source"]).exactOptional().meta({
    description:
      "Of EDL and OTIO: whether the video is what the edit makes (`record`, default) or what it cuts from (`source`).",
  }),
});

/** Query of `GET …/timecodes`. */
export const timecodesQuery = z.strictObject({
  format: format.exactOptional().meta({ description: "Default json." }),
});

/** Body of `POST …/verify`. */
export const verifyVersionRequest = z
  .strictObject({
    accept: z.array(z.int().min(1)).max(100_000).exactOptional().meta({
      description: "Lines whose offsets somebody looked at and found right.",
    }),
  })
  .nullish()
  .meta({ id: "VerifyVersionRequest" });

const finding = z
  .object({
    kind: z.enum(["offset", "no_cut", "missing", "length", "list"]),
    severity: z.enum(["error", "warning", "accepted"]),
    line: z.int(),
    message: z.string().meta({ examples: ["line 14: in is 1 frame late"] }),
    title: z.string().exactOptional(),
    clipType: z.string().exactOptional(),
    edge: z.enum(["in", "out"]).exactOptional(),
    offset: z.int().exactOptional().meta({ description: "Frames that the list is late; negative: early." }),
    listed: z.int().exactOptional(),
    detected: z.int().exactOptional(),
    pictures: z
      .object({ listed: z.string(), detected: z.string().nullable() })
      .exactOptional()
      .meta({ description: "The frame as listed and that at the cut: of an out, the last one shown." }),
  })
  .meta({ id: "MegaFinding" });

/** What the last verification found. */
export const megaReportView = z
  .object({
    mega: z.string(),
    version: z.int(),
    video: z.string(),
    ok: z.boolean(),
    errors: z.int(),
    warnings: z.int(),
    slip: z.int().nullable().meta({
      description: "Frames by which the whole list slipped, where most of its edges are off by the same.",
    }),
    shots: z.int(),
    accepted: z.array(z.int()),
    checkedAt: timestamp,
    findings: z.array(finding),
  })
  .meta({ id: "MegaReport" });
