import { EVENT_TYPES } from "@cutstream/engine";
import { z } from "zod";
import { label } from "./common.ts";

/** Events that one batch may hold. */
const MOST_EVENTS = 1000;
const MOST_SECONDS = 24 * 3600;

const seconds = z.number().min(0).max(MOST_SECONDS);
/** A day in UTC. */
export const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, { error: "must be a day such as 2026-11-22" });

const playbackEvent = z
  .strictObject({
    id: z
      .string()
      .regex(/^[\x21-\x7e]{1,200}$/, { error: "must have 1 to 200 visible ASCII characters" })
      .meta({ description: "Made by the teller, the same whenever the event is sent again." }),
    type: z.enum(EVENT_TYPES),
    at: z.int().min(0).exactOptional().meta({ description: "Milliseconds since 1970. Default: now." }),
    position: seconds.exactOptional().meta({ description: "Seconds of the playhead." }),
    played: seconds.exactOptional().meta({
      description: "Of `progress`: seconds played, up to `position`, since the one before.",
    }),
    duration: seconds.exactOptional().meta({
      description: "Seconds to the first frame of a `start`, or that the picture stood still in a `stall`.",
    }),
    title: z.string().min(1).max(200).exactOptional().meta({ description: "Of `click` and `follow-on`." }),
    detail: z.string().max(200).exactOptional().meta({ description: "Of `error`." }),
  })
  .refine(
    ({ type, position }) => position !== undefined || !["impression", "progress", "skip"].includes(type),
    { path: ["position"], error: "must be given for impression, progress and skip" },
  )
  .refine(
    ({ type, position, title }) =>
      title !== undefined || (type === "click" ? position !== undefined : type !== "follow-on"),
    { path: ["title"], error: "must be given for follow-on, and for a click without a position" },
  )
  .meta({ id: "PlaybackEvent" });

/** Body of `POST /v1/events`. */
export const eventBatch = z
  .strictObject({
    stream: z.string().min(1).max(2000).meta({
      description: "The stream's address as it was given to the viewer: its signature is the authority.",
    }),
    events: z.array(playbackEvent).min(1).max(MOST_EVENTS),
  })
  .meta({ id: "EventBatch" });

/** What became of a batch. */
export const eventReceipt = z
  .object({
    stored: z.int(),
    known: z.int().meta({ description: "Sent before." }),
    refused: z.array(
      z.object({
        index: z.int(),
        id: z.string(),
        reason: z.enum([
          "forged",
          "from_the_future",
          "too_old",
          "outside_the_stream",
          "unknown_title",
          "excess",
        ]),
      }),
    ),
  })
  .meta({ id: "EventReceipt" });

/** Query of `GET /v1/reels/metrics`. */
export const metricsQuery = z.strictObject({
  from: day.exactOptional().meta({ description: "First day, UTC." }),
  to: day.exactOptional().meta({ description: "Last day." }),
  experiment: label.exactOptional().meta({ description: "Only the arms of this one, side by side." }),
  titles: z.coerce
    .number()
    .int()
    .min(0)
    .max(1000)
    .exactOptional()
    .meta({ description: "Titles to list. Default 20." }),
});

/** A figure with its 95 % interval. */
export const estimate = z
  .object({ value: z.number(), low: z.number(), high: z.number() })
  .meta({ id: "Estimate" });

const share = z
  .object({ count: z.number(), of: z.number(), share: estimate.nullable() })
  .meta({ id: "Share" });

const clipFigures = {
  impressions: z.number(),
  skips: share,
  finishes: share,
  clicks: share,
  followOns: share,
};

/** What viewers of a group did. */
const reelFigures = z
  .object({
    plays: z.number(),
    starts: z.number(),
    completion: share,
    watched: estimate.nullable().meta({ description: "Seconds per start." }),
    curve: z.array(z.number()).meta({ description: "For each second, the share of starts that played it." }),
    slots: z.array(z.object({ slot: z.int(), ...clipFigures })),
    titles: z.array(z.object({ title: z.string(), ...clipFigures })),
    titleCount: z.int(),
    startup: z
      .object({ plays: z.number(), p50: z.number(), p95: z.number() })
      .nullable()
      .meta({ description: "Seconds to the first frame." }),
    stalls: z.object({ count: z.number(), seconds: z.number(), perHour: estimate.nullable() }),
    errors: z.number(),
  })
  .meta({ id: "ReelFigures" });

/** Answer of `GET /v1/reels/metrics`. */
export const reelMetricsView = z
  .object({
    from: z.string().nullable(),
    to: z.string().nullable(),
    experiment: z.string().nullable(),
    groups: z.array(z.object({ name: z.string(), figures: reelFigures })),
  })
  .meta({ id: "ReelMetrics" });
