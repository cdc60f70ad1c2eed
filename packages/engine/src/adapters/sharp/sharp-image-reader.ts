import type { Metadata, Sharp, SharpOptions } from "sharp";
import { CutstreamError } from "../../errors.ts";
import type { ImageReader, ReadImage } from "../../seams/image-reader.ts";
import { drawSvg } from "./draw-svg.ts";
import { LONGEST, MOST_PIXELS } from "./limits.ts";
import { loadSharp } from "./load-sharp.ts";

type SharpFactory = (input: Uint8Array, options: SharpOptions) => Sharp;

const COMMON: SharpOptions = { limitInputPixels: MOST_PIXELS, failOn: "warning", sequentialRead: true };

/** Reads images with sharp (libvips). It is an optional package: without it, images are refused. */
export function createSharpImageReader(): ImageReader {
  return {
    async read(bytes) {
      const sharp = await loadSharp();
      return decode(sharp, isRaster(bytes) ? bytes : await drawSvg(bytes));
    },
    async cut(bytes, part, { width, height }) {
      const sharp = await loadSharp();
      const made = await orInvalid(() =>
        sharp(bytes, { ...COMMON, sequentialRead: false })
          .autoOrient()
          .extract(part)
          .resize({ width, height, fit: "fill" })
          .png()
          .timeout({ seconds: LONGEST })
          .toBuffer(),
      );
      return { format: "png", width, height, bytes: made };
    },
  };
}

/** By their first bytes: PNG, JPEG and WebP. Nothing else is looked at in this process. */
function isRaster(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  return /^(?:\x89PNG|\xff\xd8\xff|RIFF[\s\S]{4}WEBP)/.test(head);
}

async function decode(sharp: SharpFactory, bytes: Uint8Array): Promise<ReadImage> {
  const { format, autoOrient } = await metadataOf(sharp, bytes);
  // Statistics need every pixel: what is cut short or damaged further down is found here.
  await orInvalid(() => sharp(bytes, COMMON).timeout({ seconds: LONGEST }).stats());
  // A camera's turn of the picture is followed by browsers.
  const { width, height } = autoOrient;
  return { format: format as ReadImage["format"], width, height, bytes };
}

/** What the header says, held against the limits before anything is decoded. */
async function metadataOf(sharp: SharpFactory, bytes: Uint8Array): Promise<Metadata> {
  const facts = await orInvalid(() => sharp(bytes, { ...COMMON, limitInputPixels: false }).metadata());
  const { width, height, pages = 1 } = facts;
  if (width * height > MOST_PIXELS) {
    const message = `The image is ${width}x${height} pixels; ${MOST_PIXELS} pixels is the most.`;
    throw new CutstreamError("image_too_large", message);
  }
  if (pages > 1) throw new CutstreamError("invalid_image", "The image moves; an overlay stands still.");
  return facts;
}

async function orInvalid<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new CutstreamError("invalid_image", `The image cannot be read: ${said}.`, { cause });
  }
}
