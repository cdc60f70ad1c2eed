import type { RgbPicture } from "./picture.ts";

/** The eleven basic colour terms of English (Berlin and Kay). */
export type Colour =
  | "black"
  | "white"
  | "grey"
  | "red"
  | "orange"
  | "yellow"
  | "green"
  | "blue"
  | "purple"
  | "pink"
  | "brown";

/** How a picture looks as a whole. */
export interface Look {
  /** Shares of the picture by colour, 0 to 1. */
  readonly colours: Readonly<Partial<Record<Colour, number>>>;
  /** Mean of the brightest of red, green and blue, 0 to 1: a strong red is no dark colour. */
  readonly light: number;
  /** Nothing in it but black. */
  readonly isBlack: boolean;
  /** No colour anywhere: black, white and greys. */
  readonly isGrey: boolean;
}

/** Pixels from one that is looked at to the next. */
const STEP = 4;
/** Luma that the bars around a picture stay below. */
const BLACK = 24;
/** Difference of the largest and smallest of red, green and blue that a film without colour does not reach. */
const TINGE = 6;
/** Share of pixels with more, below which a picture has no colour. */
const COLOURED = 0.01;

/** Names what a picture looks like. Black bars around it do not count. */
export function lookOf(picture: RgbPicture): Look {
  const { top, bottom, left, right } = contentOf(picture);
  const counts = new Map<Colour, number>();
  let pixels = 0;
  let lights = 0;
  let saturated = 0;
  for (let y = top; y < bottom; y += STEP) {
    for (let x = left; x < right; x += STEP) {
      const [red, green, blue] = pixel(picture, x, y);
      const name = colourName(red, green, blue);
      counts.set(name, (counts.get(name) ?? 0) + 1);
      const most = Math.max(red, green, blue);
      lights += most;
      if (most - Math.min(red, green, blue) > TINGE) saturated++;
      pixels++;
    }
  }
  if (pixels === 0) return { colours: { black: 1 }, light: 0, isBlack: true, isGrey: true };
  const colours = Object.fromEntries([...counts].map(([name, count]) => [name, count / pixels]));
  return { colours, light: lights / pixels / 255, isBlack: false, isGrey: saturated / pixels < COLOURED };
}

/**
 * The colour term that most people would use for an sRGB colour, by hue, saturation and lightness. Where the terms
 * part from one another people differ too.
 */
export function colourName(red: number, green: number, blue: number): Colour {
  const most = Math.max(red, green, blue);
  const chroma = most - Math.min(red, green, blue);
  const saturation = most === 0 ? 0 : chroma / most;
  if (most < 36) return "black";
  if (saturation < 0.16 || chroma < 14) {
    if (most < 60) return "black";
    return most > 205 ? "white" : "grey";
  }
  return hueName(hueOf(red, green, blue, most, chroma), saturation, most);
}

function hueName(hue: number, saturation: number, most: number): Colour {
  if (hue < 15 || hue >= 345) return saturation < 0.5 && most > 170 ? "pink" : "red";
  if (hue < 46) {
    if (most < 165 || saturation < 0.45) return "brown";
    return hue < 40 ? "orange" : "yellow";
  }
  if (hue < 66) return most < 110 ? "green" : "yellow";
  if (hue < 170) return "green";
  if (hue < 255) return "blue";
  if (hue < 300) return "purple";
  return "pink";
}

/** Degrees from 0 to 360. */
function hueOf(red: number, green: number, blue: number, most: number, chroma: number): number {
  if (most === red) return (60 * ((green - blue) / chroma) + 360) % 360;
  if (most === green) return 60 * ((blue - red) / chroma) + 120;
  return 60 * ((red - green) / chroma) + 240;
}

/** The picture without the rows and columns at its edges that are all black, in pixels. */
function contentOf(picture: RgbPicture): { top: number; bottom: number; left: number; right: number } {
  const { width, height } = picture;
  const isDarkRow = (y: number) => every(width, (x) => isBlackPixel(picture, x, y));
  const isDarkColumn = (x: number) => every(height, (y) => isBlackPixel(picture, x, y));
  let top = 0;
  while (top < height && isDarkRow(top)) top += STEP;
  let bottom = height;
  while (bottom > top && isDarkRow(bottom - 1)) bottom -= STEP;
  let left = 0;
  while (left < width && isDarkColumn(left)) left += STEP;
  let right = width;
  while (right > left && isDarkColumn(right - 1)) right -= STEP;
  return { top, bottom, left, right };
}

function every(count: number, holds: (at: number) => boolean): boolean {
  for (let at = 0; at < count; at += STEP) if (!holds(at)) return false;
  return true;
}

function isBlackPixel(picture: RgbPicture, x: number, y: number): boolean {
  return lumaOf(...pixel(picture, x, y)) < BLACK;
}

function pixel({ width, data }: RgbPicture, x: number, y: number): [number, number, number] {
  const at = (y * width + x) * 3;
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
}

/** BT.601 luma, 0 to 255. */
function lumaOf(red: number, green: number, blue: number): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}
