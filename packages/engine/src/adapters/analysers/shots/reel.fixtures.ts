import { VIEW } from "./frame-view.ts";

/** One picture of format {@link VIEW}. */
export type Pixels = Uint8Array;

const SIZE = VIEW.width * VIEW.height * 3;

/** A picture of one colour. */
export const plain = (level: number): Pixels => new Uint8Array(SIZE).fill(level);

/** Two pictures, one through the other. */
export const blend = (a: Pixels, b: Pixels, share: number): Pixels =>
  a.map((value, n) => Math.round(value + ((b[n] ?? 0) - value) * share));

/** Pixels of a made-up scene beyond those that a picture shows. */
const MARGIN = { x: 224, y: 8 } as const;

/**
 * A made-up scene of soft shapes of many sizes, seen through a window that can move: the same numbers every time.
 * @param brightest luma of its brightest parts.
 */
export function scene(seed: number, brightest = 230): (x?: number, y?: number) => Pixels {
  const [width, height] = [VIEW.width + MARGIN.x, VIEW.height + MARGIN.y];
  const random = mulberry(seed);
  const canvas = Float32Array.from({ length: width * height * 3 }, () => 0.5);
  for (let size = 3; size < 60; size *= 1.6) addShapes(canvas, { width, height, size, random });
  return (left = 0, top = 0) => {
    const pixels = new Uint8Array(SIZE);
    for (let n = 0; n < SIZE; n++) {
      const [row, column] = [Math.floor(n / (3 * VIEW.width)) + top, (n % (3 * VIEW.width)) + 3 * left];
      pixels[n] = brightest * Math.min(1, Math.max(0, canvas[row * 3 * width + column] ?? 0));
    }
    return pixels;
  };
}

interface Shapes {
  readonly width: number;
  readonly height: number;
  /** Radius. */
  readonly size: number;
  readonly random: () => number;
}

/** Discs of one size and any colour, as many as cover the canvas once. */
function addShapes(canvas: Float32Array, { width, height, size, random }: Shapes): void {
  const count = Math.ceil((width * height) / (Math.PI * size * size));
  for (let disc = 0; disc < count; disc++) {
    const [x, y] = [random() * width, random() * height];
    const colour = [random(), random(), random()].map((value) => 0.5 * (value - 0.5));
    forEachPixel(x, y, size, width, height, (pixel) => {
      for (const n of [0, 1, 2]) canvas[3 * pixel + n] = (canvas[3 * pixel + n] ?? 0) + (colour[n] ?? 0);
    });
  }
}

function forEachPixel(
  x: number,
  y: number,
  size: number,
  width: number,
  height: number,
  use: (pixel: number) => void,
): void {
  for (let row = Math.max(0, Math.ceil(y - size)); row < Math.min(height, y + size); row++) {
    const half = Math.sqrt(Math.max(0, size * size - (row - y) ** 2));
    for (let at = Math.max(0, Math.ceil(x - half)); at < Math.min(width, x + half); at++)
      use(row * width + at);
  }
}

/** A picture with the bars of a letterbox. */
export function letterboxed(pixels: Pixels, rows = 8): Pixels {
  const boxed = pixels.slice();
  boxed.fill(0, 0, rows * VIEW.width * 3);
  boxed.fill(0, SIZE - rows * VIEW.width * 3);
  return boxed;
}

function mulberry(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
