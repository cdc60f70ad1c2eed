/**
 * Decodes the image of its standard input, or draws it where it is an SVG. Writes a line of JSON to its standard output,
 * `{"width": 40, "height": 20}` or why it decodes nothing, and then the pixels, four bytes each. A process of its own:
 * what a hostile image does to a decoder is done to this one, and a drawing that repeats itself without end can only be
 * stopped with the process that it is drawn in.
 */
import { buffer } from "node:stream/consumers";
import sharp from "sharp";
import { MOST_PIXELS, SVG_SIDE } from "./limits.ts";

/** Pixels per inch at which an SVG's own units are pixels. */
const OWN_DENSITY = 72;
/** Most that sharp takes. */
const MOST_DENSITY = 100_000;

sharp.concurrency(1);
// libvips has loaders of a dozen formats more, each with a decoder of its own.
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["Png", "Jpeg", "Webp", "Svg"].map((format) => `VipsForeignLoad${format}Buffer`),
});

const bytes = await buffer(process.stdin);
const { format, width, height, pages = 1 } = await sharp(bytes, { limitInputPixels: false }).metadata();
const isDrawing = format === "svg";
if (!isDrawing && width * height > MOST_PIXELS) tell({ tooLarge: { width, height } });
else if (pages > 1) tell({ moves: true });
else {
  const density = Math.min(MOST_DENSITY, Math.max(1, (OWN_DENSITY * SVG_SIDE) / Math.max(width, height)));
  const read = { limitInputPixels: MOST_PIXELS, failOn: "warning", sequentialRead: true } as const;
  const image = isDrawing
    ? sharp(bytes, { ...read, density }).resize({
        ...{ width: SVG_SIDE, height: SVG_SIDE, fit: "inside", withoutEnlargement: true },
      })
    : sharp(bytes, read).autoOrient();
  // Every pixel is decoded: what is cut short or damaged further down is found here.
  const { data, info } = await image
    .toColourspace("srgb")
    .ensureAlpha()
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  tell({ width: info.width, height: info.height });
  process.stdout.write(data);
}

function tell(header: object): void {
  process.stdout.write(`${JSON.stringify(header)}\n`);
}
