import type { ImageShape } from "../api/assets.ts";
import { CutstreamError } from "../errors.ts";
import type { ImagePart, ImageSize } from "../seams/image-reader.ts";

/**
 * What to cut out of an image, and the size to give it: that of the part, but for one that is stretched, which keeps
 * the width of the part.
 * @throws CutstreamError `invalid_request` where nothing would be left.
 */
export function imagePart(
  image: ImageSize,
  { crop = {}, aspect }: ImageShape,
): { part: ImagePart; size: ImageSize } {
  const { top = 0, right = 0, bottom = 0, left = 0 } = crop;
  const whole = {
    left: Math.round(image.width * left),
    top: Math.round(image.height * top),
    width: Math.round(image.width * (1 - left - right)),
    height: Math.round(image.height * (1 - top - bottom)),
  };
  const sides = [top, right, bottom, left];
  if (whole.width < 1 || whole.height < 1 || sides.some((side) => !(side >= 0 && side < 1))) {
    const message = `crop takes ${sides.join(", ")} off the sides of a ${image.width}x${image.height} image; fractions of it are meant, and something must be left.`;
    throw new CutstreamError("invalid_request", message, { path: "crop" });
  }
  if (!aspect) return { part: whole, size: whole };
  const wanted = aspect.width / aspect.height;
  if (aspect.by === "stretch") {
    return { part: whole, size: { width: whole.width, height: pixels(whole.width / wanted) } };
  }
  const width = Math.min(whole.width, pixels(whole.height * wanted));
  const height = Math.min(whole.height, pixels(whole.width / wanted));
  const part = {
    left: whole.left + Math.floor((whole.width - width) / 2),
    top: whole.top + Math.floor((whole.height - height) / 2),
    width,
    height,
  };
  return { part, size: { width, height } };
}

const pixels = (count: number): number => Math.max(1, Math.round(count));
