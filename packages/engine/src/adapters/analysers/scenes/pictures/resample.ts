import type { Box, RgbPicture } from "./picture.ts";

/** Weights of the pixels that one pixel of the outcome is made of. */
interface Tap {
  readonly first: number;
  readonly weights: Float32Array;
}

/**
 * A part of a picture at another size: bilinear where it grows, averaged over a triangle where it shrinks.
 * @param region in pixels of the picture, inside it
 * @returns three values from 0 to 255 a pixel
 */
export function resample(
  picture: RgbPicture,
  region: Box,
  width: number,
  height: number,
): Float32Array<ArrayBuffer> {
  const columns = taps(region.x, region.width, width, picture.width);
  const rows = taps(region.y, region.height, height, picture.height);
  const top = rows[0]?.first ?? 0;
  const lastRow = rows.at(-1);
  const bottom = lastRow ? lastRow.first + lastRow.weights.length : top;
  const narrowed = narrow(picture, columns, top, bottom);
  const result = new Float32Array(width * height * 3);
  const stride = width * 3;
  rows.forEach(({ first, weights }, y) => {
    for (let k = 0; k < weights.length; k++) {
      const weight = weights[k] ?? 0;
      const from = (first + k - top) * stride;
      for (let i = 0; i < stride; i++) {
        result[y * stride + i] = (result[y * stride + i] ?? 0) + weight * (narrowed[from + i] ?? 0);
      }
    }
  });
  return result;
}

/** Rows `top` to `bottom` of a picture, resampled across. */
function narrow(picture: RgbPicture, columns: readonly Tap[], top: number, bottom: number): Float32Array {
  const narrowed = new Float32Array((bottom - top) * columns.length * 3);
  let at = 0;
  for (let y = top; y < bottom; y++) {
    for (const { first, weights } of columns) {
      let red = 0;
      let green = 0;
      let blue = 0;
      let from = (y * picture.width + first) * 3;
      for (let k = 0; k < weights.length; k++) {
        const weight = weights[k] ?? 0;
        red += weight * (picture.data[from] ?? 0);
        green += weight * (picture.data[from + 1] ?? 0);
        blue += weight * (picture.data[from + 2] ?? 0);
        from += 3;
      }
      narrowed[at++] = red;
      narrowed[at++] = green;
      narrowed[at++] = blue;
    }
  }
  return narrowed;
}

/** What each of `count` pixels takes from `length` pixels that start at `start`, of `limit` that there are. */
function taps(start: number, length: number, count: number, limit: number): Tap[] {
  const step = length / count;
  const reach = Math.max(1, step);
  return Array.from({ length: count }, (_, i) => {
    const centre = start + (i + 0.5) * step - 0.5;
    const first = Math.max(0, Math.ceil(centre - reach));
    const last = Math.min(limit - 1, Math.floor(centre + reach));
    const weights = Float32Array.from({ length: Math.max(1, last - first + 1) }, (_, k) =>
      Math.max(0, 1 - Math.abs(first + k - centre) / reach),
    );
    const sum = weights.reduce((total, weight) => total + weight, 0);
    if (sum > 0) return { first, weights: weights.map((weight) => weight / sum) };
    return { first: Math.min(Math.max(Math.round(centre), 0), limit - 1), weights: Float32Array.of(1) };
  });
}

/** A picture in the middle of a black one of another shape. */
export interface Fitted {
  /** Three values from 0 to 255 a pixel. */
  readonly values: Float32Array<ArrayBuffer>;
  /** Where the picture lies, in pixels. */
  readonly inner: Box;
}

/** Scales a picture, whole and undistorted, into the middle of `width` x `height` black pixels. */
export function fit(picture: RgbPicture, width: number, height: number): Fitted {
  const scale = Math.min(width / picture.width, height / picture.height);
  const inner = {
    width: Math.min(width, Math.max(1, Math.round(picture.width * scale))),
    height: Math.min(height, Math.max(1, Math.round(picture.height * scale))),
  };
  const x = Math.floor((width - inner.width) / 2);
  const y = Math.floor((height - inner.height) / 2);
  const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
  const scaled = resample(picture, whole, inner.width, inner.height);
  const values = new Float32Array(width * height * 3);
  for (let row = 0; row < inner.height; row++) {
    const line = scaled.subarray(row * inner.width * 3, (row + 1) * inner.width * 3);
    values.set(line, ((y + row) * width + x) * 3);
  }
  return { values, inner: { x, y, ...inner } };
}

/** A box in pixels of a fitted picture, in fractions of the picture inside. */
export function unfitted(box: Box, { inner }: Fitted): Box {
  return {
    x: (box.x - inner.x) / inner.width,
    y: (box.y - inner.y) / inner.height,
    width: box.width / inner.width,
    height: box.height / inner.height,
  };
}
