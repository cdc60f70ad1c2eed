import type { Sharp } from "sharp";
import { CutstreamError } from "../../errors.ts";
import type { Raster } from "../../seams/painter.ts";
import { LONGEST } from "./limits.ts";
import { loadSharp } from "./load-sharp.ts";

/** Pixels as sharp takes them. @throws CutstreamError `image_reader_missing` */
export async function fromRaster({ width, height, data }: Raster): Promise<Sharp> {
  const sharp = await loadSharp();
  return sharp(data, { raw: { width, height, channels: 4 } });
}

/**
 * What sharp makes, as pixels.
 * @param what is drawn, for the message: `A text`.
 * @throws CutstreamError `invalid_image` where it is not drawn, or not in time.
 */
export async function toRaster(image: Sharp, what: string): Promise<Raster> {
  try {
    const { data, info } = await image
      .timeout({ seconds: LONGEST })
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data };
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    throw new CutstreamError("invalid_image", `${what} cannot be drawn: ${said}.`, { cause });
  }
}
