import { hash } from "node:crypto";
import { z } from "zod";
import { style } from "../timeline/stored-style.ts";

/*
 * What is done to the frames of one segment, in whole pixels, and frames counted from the segment's first. It says
 * nothing of where the segment stands in a stream: whoever wants the same done to the same frames names the same thing.
 */

const size = { width: z.number(), height: z.number() };

const picture = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("whole") }),
  z.object({
    kind: z.literal("crop"),
    ...size,
    keys: z.array(z.object({ frame: z.number(), x: z.number(), y: z.number() })),
  }),
  z.object({ kind: z.literal("pad"), background: z.string() }),
]);

const states = z.array(
  z.object({
    frame: z.number(),
    alpha: z.number(),
    text: z.string().exactOptional(),
    said: z.number().exactOptional(),
  }),
);

const layer = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("image"),
    hash: z.string(),
    left: z.number(),
    top: z.number(),
    ...size,
    states,
  }),
  z.object({
    kind: z.literal("text"),
    anchor: z.object({ x: z.number(), y: z.number() }),
    x: z.number(),
    y: z.number(),
    maxWidth: z.number(),
    style,
    inside: z.literal(true).exactOptional(),
    states,
  }),
  z.object({ kind: z.literal("color"), color: z.string(), states }),
]);

const transform = z.object({ format: z.literal(1), ...size, picture, layers: z.array(layer) });

/** How the source's picture is laid into the frame: scaled to it; a window that moves; or whole, with bars. */
export type TransformPicture = z.infer<typeof picture>;

/**
 * From a frame on, how opaque a layer is, 0 (not there) to 255, what a text says, and how many of its characters are
 * said by then: the others are fainter.
 */
export type LayerState = z.infer<typeof states>[number];

/**
 * Something drawn over the picture. Of a text, `x`, `y` and `maxWidth` are pixels; with `inside` it is moved into the
 * picture where it would stand out of it.
 */
export type TransformLayer = z.infer<typeof layer>;

/** `width` and `height` of the frame are even. Layers stand lowest first. */
export type Transform = z.infer<typeof transform>;

/** Hexadecimal digits of a transform's name: 160 bits of a SHA-256. */
const NAME_LENGTH = 40;

/** Writes a transform: the same text for the same transform. */
export function encodeTransform({ format, width, height, picture, layers }: Transform): string {
  return JSON.stringify({ format, width, height, picture, layers });
}

/** Reads a transform. @throws ZodError where it is none, or of a later format. */
export function decodeTransform(text: string): Transform {
  return transform.parse(JSON.parse(text));
}

/** The name that a transform has by its content. @param text as {@link encodeTransform} writes it. */
export function transformName(text: string): string {
  return hash("sha256", text, "hex").slice(0, NAME_LENGTH);
}
