/**
 * Draws the SVG of its standard input, and writes a PNG to its standard output: a process of its own, since a drawing
 * that repeats itself without end can only be stopped with the process it is drawn in.
 */
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { MOST_PIXELS } from "./limits.ts";

/** Pixels of the longer side: as wide as overlays are shown on the largest of usual pictures. */
const SIDE = 2048;
/** Pixels per inch at which an SVG's own units are pixels. */
const OWN_DENSITY = 72;
/** Most that sharp takes. */
const MOST_DENSITY = 100_000;

sharp.concurrency(1);
const svg = await buffer(process.stdin);
const { format, width, height } = await sharp(svg, { limitInputPixels: false }).metadata();
if (format !== "svg") throw new Error(`it is ${format}, not PNG, JPEG, WebP or SVG`);
const density = Math.min(MOST_DENSITY, Math.max(1, (OWN_DENSITY * SIDE) / Math.max(width, height)));
const png = await sharp(svg, { limitInputPixels: MOST_PIXELS, failOn: "warning", density })
  .resize({ width: SIDE, height: SIDE, fit: "inside", withoutEnlargement: true })
  .png({ compressionLevel: 9 })
  .toBuffer();
process.stdout.write(png);
