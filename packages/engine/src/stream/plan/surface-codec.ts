import { z } from "zod";
import { style } from "../../timeline/stored-style.ts";
import type { Surface } from "../../timeline/surface.ts";

const place = z.object({
  anchor: z.enum([
    ...["top-left", "top", "top-right", "left", "center", "right"],
    ...["bottom-left", "bottom", "bottom-right"],
  ] as const),
  x: z.number(),
  y: z.number(),
  size: z.number().nullable(),
});

const common = {
  from: z.number(),
  to: z.number(),
  z: z.number(),
  opacity: z.number(),
  fadeIn: z.number(),
  fadeOut: z.number(),
};

const image = z.object({
  hash: z.string(),
  format: z.enum(["png", "jpeg", "webp"]),
  width: z.number(),
  height: z.number(),
});

const overlay = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("image"), ...common, place, image }),
  z.object({ kind: z.literal("text"), ...common, place, text: z.string(), style }),
  z.object({
    kind: z.literal("data"),
    ...common,
    place,
    keys: z.array(z.object({ at: z.number(), text: z.string() })),
    style,
  }),
  z.object({ kind: z.literal("color"), ...common, color: z.string() }),
]);

const size = { width: z.number(), height: z.number() };

/** A surface as it is stored in a plan. */
export const storedSurface = z.object({
  frame: z
    .object({
      ...size,
      size: z.object(size).nullable(),
      fit: z.enum(["crop", "pad"]),
      background: z.string(),
    })
    .nullable(),
  windows: z.array(
    z.object({
      at: z.number(),
      x: z.number(),
      y: z.number(),
      ...size,
      sourceWidth: z.number(),
      sourceHeight: z.number(),
      move: z.enum(["cut", "linear"]),
    }),
  ),
  overlays: z.array(overlay),
}) satisfies z.ZodType<Surface>;
