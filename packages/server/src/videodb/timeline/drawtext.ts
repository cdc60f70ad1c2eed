import type { Anchor, FontFamily, OverlayPosition, TextStyle } from "@cutstream/engine";
import { z } from "zod";
import { readColour } from "../colours.ts";
import { number, text, truth } from "../fields.ts";
import { evaluate } from "./expression.ts";
import { refuse, wrong } from "./refuse.ts";

/** The style of texts on the old timeline: the vocabulary of ffmpeg's drawtext, in either way of writing. */
export const drawtext = z.looseObject({
  fontsize: z.union([z.number(), z.string()]).nullish(),
  fontcolor: text,
  alpha: number,
  font: text,
  box: truth,
  boxcolor: text,
  text_align: text,
  x: z.union([z.number(), z.string()]).nullish(),
  y: z.union([z.number(), z.string()]).nullish(),
});
export type Drawtext = z.output<typeof drawtext>;

/** Pixels of the picture that a text is drawn on. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** Fields whose other values would draw something else, and what they are where they draw nothing. */
const NOT_DRAWN: Readonly<Record<string, readonly unknown[]>> = {
  fontcolor_expr: ["", null],
  borderw: [0, "0", null],
  shadowx: [0, "0", null],
  shadowy: [0, "0", null],
  line_spacing: [0, "0", null],
  boxw: [0, "0", null],
  boxh: [0, "0", null],
};

/**
 * A text's look, as overlays have it.
 * @throws CutstreamError `not_supported` for what overlays cannot draw, `invalid_request`
 */
export function toTextStyle(given: Drawtext, picture: PictureSize, path: string): TextStyle {
  const style = snakeKeys(given);
  for (const [field, nothing] of Object.entries(NOT_DRAWN)) {
    if (!(field in style) || nothing.includes(style[field])) continue;
    throw refuse(`${path}.${field}`, "texts are drawn in one colour, without outline, shadow or spacing");
  }
  const { fontsize = 24, fontcolor = "black", alpha = 1, font = "", box, boxcolor = "white" } = given;
  const size = evaluate(String(fontsize ?? 24), { w: picture.width, h: picture.height });
  if (size === undefined || !(size > 0)) throw wrong(`${path}.fontsize`, `${fontsize} is no size`);
  return {
    color: colourOf(fontcolor, alpha, `${path}.fontcolor`),
    ...(box && { background: colourOf(boxcolor, alpha, `${path}.boxcolor`) }),
    size: size / picture.height,
    font: familyOf(font),
    align: alignOf(String(style.text_align ?? "")),
  };
}

/**
 * Where a text stands. Its own size is not known before it is drawn, so what counts is how much of it an expression
 * takes away: none, half or all, which is its left, its middle or its right.
 * @throws CutstreamError `not_supported` for other shares, `invalid_request` for what is no expression
 */
export function toTextPosition(given: Drawtext, picture: PictureSize, path: string): OverlayPosition {
  const across = along(String(given.x ?? "0"), "w", picture, `${path}.x`);
  const down = along(String(given.y ?? "0"), "h", picture, `${path}.y`);
  const anchor = ANCHORS[`${down.share} ${across.share}`] ?? "top-left";
  return { anchor, x: across.at / picture.width, y: down.at / picture.height };
}

const ANCHORS: Readonly<Record<string, Anchor>> = {
  "0 0": "top-left",
  "0 0.5": "top",
  "0 1": "top-right",
  "0.5 0": "left",
  "0.5 0.5": "center",
  "0.5 1": "right",
  "1 0": "bottom-left",
  "1 0.5": "bottom",
  "1 1": "bottom-right",
};

/** Pixels from the picture's edge, and the share of the text that is taken away from it. */
function along(
  expression: string,
  side: "w" | "h",
  { width, height }: PictureSize,
  path: string,
): { at: number; share: number } {
  const known = { w: width, W: width, main_w: width, h: height, H: height, main_h: height };
  const with_ = (size: number) =>
    evaluate(expression, { ...known, [`text_${side}`]: size, [`t${side}`]: size });
  const [none, one] = [with_(0), with_(1)];
  if (none === undefined || one === undefined) throw wrong(path, `${expression} cannot be reckoned`);
  const share = Math.round((none - one) * 1000) / 1000 + 0;
  if (share === 0 || share === 0.5 || share === 1) return { at: none, share };
  throw refuse(path, `${expression} takes ${share} of the text's size; none, half or all of it can be taken`);
}

function colourOf(name: string, alpha: number, path: string): string {
  const colour = readColour(name, alpha);
  if (colour) return colour;
  throw wrong(path, `${name} is no colour that is known here; write it as #rrggbb`);
}

/** The generic family that a font belongs to, by its name. */
export function familyOf(font: string): FontFamily {
  if (/mono|courier|consol/i.test(font)) return "monospace";
  return /(?<!sans.?)serif|times|georgia|garamond/i.test(font) ? "serif" : "sans-serif";
}

function alignOf(align: string): NonNullable<TextStyle["align"]> {
  if (/L/.test(align)) return "left";
  if (/R/.test(align)) return "right";
  return /C|M/.test(align) ? "center" : "left";
}

function snakeKeys(style: Drawtext): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(style).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
