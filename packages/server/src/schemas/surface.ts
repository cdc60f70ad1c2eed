import { parseRational } from "@cutstream/media";
import { z } from "zod";

const wellFormed = (text: string) => text.isWellFormed();

/** A time on a timeline. */
export const overlayTime = z
  .union([z.number(), z.string().refine((text) => parseRational(text) !== undefined)], {
    error: 'must be seconds as a number, or a fraction such as "1001/30000"',
  })
  .meta({ id: "OverlayTime", description: "Seconds, or an exact fraction of them." });

const anchor = z
  .enum(["top-left", "top", "top-right", "left", "center", "right", "bottom-left", "bottom", "bottom-right"])
  .meta({ id: "Anchor" });

const fraction = z.number().min(0).max(1);
const point = z.strictObject({ x: fraction, y: fraction }).meta({ id: "PicturePoint" });

const color = z
  .string()
  .regex(/^#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/, {
    error: 'must be a colour such as "#ffcc00" or "#00000080"',
  })
  .meta({ id: "Color" });

const position = z
  .union(
    [
      anchor,
      z.strictObject({ anchor, margin: z.number().min(0).max(0.5).exactOptional() }),
      point.extend({ anchor }),
      point,
    ],
    {
      error:
        'must be an anchor such as "top-right", {"anchor", "margin"}, or {"x", "y"} as fractions of the picture, with an anchor or without',
    },
  )
  .meta({ id: "OverlayPosition" });

const style = z
  .strictObject({
    color: color.exactOptional(),
    background: color.exactOptional(),
    size: z
      .number()
      .min(0.01)
      .max(0.5)
      .exactOptional()
      .meta({ description: "Height of a line as a fraction of the picture's." }),
    weight: z.enum(["normal", "bold"]).exactOptional(),
    align: z.enum(["left", "center", "right"]).exactOptional(),
    font: z
      .enum(["sans-serif", "serif", "monospace", "system-ui", "cursive", "fantasy"])
      .exactOptional()
      .meta({ description: "A generic family, which every browser has." }),
  })
  .meta({ id: "TextStyle" });

const fadeSeconds = z.number().min(0).max(3600).exactOptional();

const common = {
  start: overlayTime.exactOptional(),
  end: overlayTime.exactOptional().meta({ description: "Exclusive." }),
  clip: z
    .int()
    .min(0)
    .exactOptional()
    .meta({ description: "Number of the clip that it is bound to, and in which its times count." }),
  z: z.int().min(-1000).max(1000).exactOptional(),
  opacity: fraction.exactOptional(),
  fade: z
    .strictObject({ in: fadeSeconds, out: fadeSeconds })
    .exactOptional()
    .meta({ description: "Seconds that it takes to come and to go." }),
};

const placed = {
  position: position.exactOptional(),
  size: z
    .number()
    .min(0.001)
    .max(1)
    .exactOptional()
    .meta({ description: "Width as a fraction of the picture's." }),
};

const field = z.union([z.string().max(200).refine(wellFormed), z.number()]);

/** Something that players draw over the picture; whether it fits the timeline is the engine's to say. */
export const overlayInput = z
  .discriminatedUnion(
    "kind",
    [
      z.strictObject({
        kind: z.literal("image"),
        image: z.string().min(1).max(200).meta({ description: "Id or name of an asset." }),
        ...placed,
        ...common,
      }),
      z.strictObject({
        kind: z.literal("text"),
        text: z.string().min(1).max(1000).refine(wellFormed),
        style: style.exactOptional(),
        ...placed,
        ...common,
      }),
      z.strictObject({
        kind: z.literal("data"),
        template: z.string().min(1).max(1000).refine(wellFormed),
        values: z
          .array(z.strictObject({ at: overlayTime, values: z.record(z.string().max(64), field) }))
          .min(1)
          .meta({ description: "In order of time; each changes the fields that it names." }),
        style: style.exactOptional(),
        ...placed,
        ...common,
      }),
      z.strictObject({ kind: z.literal("color"), color, ...common }),
    ],
    { error: 'must have the kind "image", "text", "data" or "color"' },
  )
  .meta({ id: "Overlay" });

const side = z.int().min(2).max(16_384).exactOptional();

/** Another shape for the picture: an aspect, or a width and a height. */
export const reframeInput = z
  .strictObject({
    aspect: z
      .string()
      .regex(/^[1-9]\d{0,4}:[1-9]\d{0,4}$/, { error: 'must be a ratio such as "9:16"' })
      .exactOptional(),
    width: side,
    height: side,
    fit: z.enum(["crop", "pad"]).exactOptional(),
    mode: z
      .enum(["simple", "smart"])
      .exactOptional()
      .meta({ description: "`smart`: the window follows the subjects of each shot, where they are known." }),
    anchor: z
      .union([anchor, point], {
        error: 'must be an anchor such as "top", or {"x", "y"} as fractions of the source',
      })
      .exactOptional(),
    background: z
      .union([z.literal("blur"), color], { error: 'must be "blur", or a colour such as "#000000"' })
      .exactOptional(),
  })
  .meta({ id: "Reframe" });

/** What players draw over and around the picture, as plans show it. */
export const surfaceView = z
  .object({
    aspect: z.string().nullable().meta({ description: "Null where each picture keeps its own shape." }),
    fit: z.enum(["crop", "pad"]).nullable(),
    windows: z.int().meta({ description: "How often the window changes, the first one counted." }),
    overlays: z.array(
      z.object({
        kind: z.enum(["image", "text", "data", "color"]),
        start: z.number(),
        end: z.number(),
        z: z.int(),
      }),
    ),
    encodedBytes: z.int().meta({ description: "Bytes of media encoded for it: none where players draw it." }),
  })
  .meta({ id: "Surface" });
