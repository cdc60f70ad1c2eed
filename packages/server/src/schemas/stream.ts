import { z } from "zod";
import { adsInput, adsView } from "./ads.ts";
import { id, label, page, pageQuery, timestamp } from "./common.ts";
import { audioPlanView, musicInput } from "./music.ts";
import { subtitleInput } from "./subtitles.ts";
import { overlayInput, reframeInput, surfaceView } from "./surface.ts";
import { timeInput } from "./time.ts";

/** Part of a video. */
export const clipInput = z
  .strictObject({
    video: id,
    start: timeInput,
    end: timeInput.meta({ description: "Exclusive." }),
    cut: z
      .enum(["exact", "snap"])
      .exactOptional()
      .meta({ description: "`snap`: the nearest key frames, nothing ever encoded." }),
  })
  .meta({ id: "Clip" });

const trackInput = z
  .strictObject({
    name: z.string().exactOptional(),
    clips: z.array(
      clipInput.extend({
        at: z
          .union([z.number(), z.string()])
          .meta({ description: "Seconds on the timeline, or an exact fraction of them." }),
      }),
    ),
  })
  .meta({ id: "Track" });

/** An ordered list of clips, or tracks; how many, and whether any, is the engine's to say. */
export const timelineInput = z
  .strictObject({
    clips: z.array(clipInput).meta({ description: "Empty where there are tracks." }),
    tracks: z.array(trackInput).exactOptional().meta({
      description: "In place of clips: what is seen of tracks is one clip after the other.",
    }),
    covering: z.literal("upper").exactOptional().meta({
      description: "A later track covers those before it. Otherwise clips that overlap are an error.",
    }),
    filler: clipInput
      .exactOptional()
      .meta({ description: "Shown where no track has a clip. Otherwise a gap is an error." }),
    overlays: z
      .array(overlayInput)
      .exactOptional()
      .meta({ description: "Drawn over the picture by players." }),
    reframe: reframeInput.exactOptional(),
    music: musicInput.exactOptional(),
    ads: adsInput.exactOptional(),
    subtitles: z
      .array(subtitleInput)
      .exactOptional()
      .meta({ description: "Renditions of text, one for each language." }),
  })
  .meta({ id: "Timeline" });

/** How long a stream lives: seconds, or a count of seconds, minutes, hours or days. */
export const ttl = z
  .union(
    [
      z.number().positive(),
      z.string().regex(/^\d{1,9}[smhd]$/, {
        error: 'must be seconds as a number, or text such as "90m", "24h" or "7d"',
      }),
    ],
    { error: 'must be seconds as a number, or text such as "90m", "24h" or "7d"' },
  )
  .meta({ id: "Ttl", examples: ["24h", 3600] });

/** Body of `POST /v1/plan` and `POST /v1/streams`. */
export const publishRequest = z
  .strictObject({
    timeline: timelineInput,
    ttl: ttl.exactOptional(),
    user: label.exactOptional(),
    name: label.exactOptional(),
    container: z.enum(["fmp4", "ts"]).exactOptional(),
    render: z.enum(["player", "segments"]).exactOptional().meta({
      description:
        "Who draws overlays, reframe and captions: players (default), or the server, into the segments that they touch.",
    }),
    captions: z.string().min(1).max(128).nullable().exactOptional().meta({
      description:
        'With render "segments": the subtitles that are drawn into the pictures, by their name or language. Default: the default ones, or the first where none is. Null: none, all stay renditions.',
    }),
  })
  .meta({ id: "PublishRequest" });

const plannedClipView = z
  .object({
    video: z.string(),
    start: z.number().meta({ description: "Seconds of the first frame shown." }),
    end: z.number(),
    startFrame: z.int(),
    endFrame: z.int().meta({ description: "Exclusive." }),
    startErrorFrames: z.number().meta({ description: "Chosen minus asked, in frames." }),
    endErrorFrames: z.number(),
    method: z.enum(["aligned", "head", "snap"]),
    ad: z
      .object({ slot: z.int(), id: z.string() })
      .exactOptional()
      .meta({ description: "Where it is an ad." }),
  })
  .meta({ id: "PlannedClip" });

/** What would be served, and how exact it is. */
export const planView = z
  .object({
    duration: z.number(),
    clips: z.array(plannedClipView),
    segments: z.object({ total: z.int(), shared: z.int() }),
    heads: z.object({ total: z.int(), ready: z.int(), frames: z.int() }),
    surface: surfaceView.exactOptional(),
    audio: audioPlanView,
    captions: z
      .object({ name: z.string(), language: z.string() })
      .exactOptional()
      .meta({ description: "Subtitles that are encoded into the pictures, if any." }),
    rendered: z.object({ segments: z.int(), ready: z.int(), seconds: z.number() }).exactOptional().meta({
      description:
        'With render "segments": distinct segments of the tallest rendition that are encoded, how many of them are already, and the seconds that all of them show.',
    }),
    ads: adsView.exactOptional(),
    warnings: z.array(z.string()),
  })
  .meta({ id: "Plan" });

/** A published stream as it is shown. */
export const streamView = z
  .object({
    id: z.string(),
    user: z.string(),
    name: z.string(),
    url: z.string(),
    playerUrl: z.string(),
    downloadUrl: z.string().meta({
      description: "The stream as one MP4 file, nothing encoded; `.m4a` in place of `.mp4`: its sound alone.",
    }),
    createdAt: timestamp,
    expiresAt: timestamp,
    revoked: z.boolean(),
    plan: planView,
  })
  .meta({ id: "Stream" });

/** Answer of `GET /v1/streams`. */
export const streamPage = page(streamView);

/** Query of `GET /v1/streams`. */
export const streamQuery = z.strictObject({ user: label.exactOptional(), ...pageQuery });

/** Body of `POST /v1/streams/{id}/renew`; may be left out. */
export const renewRequest = z
  .strictObject({ ttl: ttl.exactOptional() })
  .nullable()
  .meta({ id: "RenewRequest" });
