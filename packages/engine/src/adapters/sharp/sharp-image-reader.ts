import { CutstreamError } from "../../errors.ts";
import type { ImageReader, ReadImage } from "../../seams/image-reader.ts";
import type { Raster } from "../../seams/painter.ts";
import { decodeImage } from "./decode-image.ts";
import { loadSharp } from "./load-sharp.ts";
import { arePixels, packPixels, unpackPixels } from "./pixels.ts";
import { fromRaster, toRaster } from "./raster.ts";

/** Reads images with sharp (libvips). It is an optional package: without it, images are refused. */
export function createSharpImageReader(): ImageReader {
  return {
    async read(bytes) {
      await loadSharp();
      const raster = await decodeImage(bytes);
      const { width, height } = raster;
      const format = formatOf(bytes);
      // What is not passed on as it came was drawn.
      if (!format) return asPng(raster);
      return { format, width, height, bytes, pixels: await packPixels(raster) };
    },
    async cut(bytes, part, { width, height }) {
      const image = await fromRaster(await rasterOf(bytes));
      return asPng(await toRaster(image.extract(part).resize({ width, height, fit: "fill" }), "The image"));
    },
  };
}

/** An image as it is drawn, of kept pixels or of an image that comes from anywhere. */
export const rasterOf = (bytes: Uint8Array): Promise<Raster> =>
  arePixels(bytes) ? unpackPixels(bytes) : decodeImage(bytes);

/** By their first bytes: PNG, JPEG and WebP. */
function formatOf(bytes: Uint8Array): ReadImage["format"] | undefined {
  const head = Buffer.from(bytes.subarray(0, 12)).toString("latin1");
  if (head.startsWith("\x89PNG")) return "png";
  if (head.startsWith("\xff\xd8\xff")) return "jpeg";
  return /^RIFF[\s\S]{4}WEBP/.test(head) ? "webp" : undefined;
}

async function asPng(raster: Raster): Promise<ReadImage> {
  const { width, height } = raster;
  const image = await fromRaster(raster);
  const [bytes, pixels] = await Promise.all([
    image.png({ compressionLevel: 9 }).toBuffer(),
    packPixels(raster),
  ]).catch((cause: unknown) => {
    throw new CutstreamError("invalid_image", "The image cannot be kept as PNG.", { cause });
  });
  return { format: "png", width, height, bytes, pixels };
}
