import type { Raster } from "../seams/painter.ts";

/** A rectangle of pixels. */
export interface PixelBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** Red, green, blue and how opaque, 0 to 255 each. */
export type Rgba = readonly [number, number, number, number];

/** Reads `#rrggbb` or `#rrggbbaa`. */
export function parseColor(color: string): Rgba {
  const [r = 0, g = 0, b = 0, a = 255] = (color.slice(1).match(/../g) ?? []).map((hex) =>
    Number.parseInt(hex, 16),
  );
  return [r, g, b, a];
}

/** A transparent raster. */
export function emptyRaster(width: number, height: number): Raster {
  return { width, height, data: new Uint8Array(width * height * 4) };
}

/** Fills a whole raster with a colour, over what is there. */
export function fillRaster(target: Raster, [r, g, b, a]: Rgba, alpha: number): void {
  const opacity = Math.round((a * alpha) / 255);
  if (opacity === 255 || target.data.every((byte) => byte === 0)) {
    const pixel = new Uint8Array([r, g, b, opacity]);
    new Uint32Array(target.data.buffer, target.data.byteOffset, target.width * target.height).fill(
      new Uint32Array(pixel.buffer)[0] ?? 0,
    );
    return;
  }
  for (let at = 0; at < target.data.length; at += 4) over(target.data, at, r, g, b, opacity);
}

/** Lays a raster over another with its top left at a place; what lies outside is left out. */
export function layRaster(target: Raster, source: Raster, left: number, top: number, alpha: number): void {
  const firstX = Math.max(0, -left);
  const lastX = Math.min(source.width, target.width - left);
  const firstY = Math.max(0, -top);
  const lastY = Math.min(source.height, target.height - top);
  const { data } = source;
  for (let y = firstY; y < lastY; y++) {
    let from = (y * source.width + firstX) * 4;
    let to = ((y + top) * target.width + firstX + left) * 4;
    for (let x = firstX; x < lastX; x++, from += 4, to += 4) {
      const opacity = Math.round(((data[from + 3] ?? 0) * alpha) / 255);
      if (opacity > 0)
        over(target.data, to, data[from] ?? 0, data[from + 1] ?? 0, data[from + 2] ?? 0, opacity);
    }
  }
}

/** Source over destination (Porter and Duff), of colours that are not multiplied. */
function over(data: Uint8Array, at: number, r: number, g: number, b: number, a: number): void {
  const below = ((data[at + 3] ?? 0) * (255 - a)) / 255;
  const sum = a + below;
  data[at] = (r * a + (data[at] ?? 0) * below) / sum + 0.5;
  data[at + 1] = (g * a + (data[at + 1] ?? 0) * below) / sum + 0.5;
  data[at + 2] = (b * a + (data[at + 2] ?? 0) * below) / sum + 0.5;
  data[at + 3] = sum + 0.5;
}
