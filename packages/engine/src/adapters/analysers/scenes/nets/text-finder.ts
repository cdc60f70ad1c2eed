import type { InferenceSession } from "onnxruntime-web";
import { onnxRuntime, openModel } from "../../../onnx/onnx-runtime.ts";
import type { Box, RgbPicture } from "../pictures/picture.ts";
import { resample } from "../pictures/resample.ts";
import { planes } from "./planes.ts";

/** Means and deviations of red, green and blue that the network was trained with. */
const COLOURS = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;

/** Sides of its pictures are multiples of it: the network halves them five times. */
const TEXT_GRAIN = 32;

/** Probability from which on a pixel belongs to text. */
const TEXT = 0.3;
/** Mean probability of a line below which it is none. */
const LINE = 0.6;
/** Pixels that a line is high at least: below it nothing can be read. */
const LOWEST = 5;
/** How much of a line's area over its perimeter was shrunk away in training (DB's unclip ratio). */
const SHRUNK = 1.6;

/** Finds lines of text: PP-OCR v4's detector, a DB network. */
export class TextFinder {
  readonly #session: InferenceSession;

  private constructor(session: InferenceSession) {
    this.#session = session;
  }

  static async load(path: string): Promise<TextFinder> {
    return new TextFinder(await openModel(path));
  }

  /**
   * Most pictures are without text, and that is seen in a smaller one at less than half the cost.
   * @returns lines, upright boxes in pixels, in reading order. @throws RangeError where a side is no multiple of 32
   */
  async find(picture: RgbPicture): Promise<Box[]> {
    const width = smaller(picture.width);
    const height = smaller(picture.height);
    const whole = { x: 0, y: 0, width: picture.width, height: picture.height };
    const data = resample(picture, whole, width, height);
    return (await this.#findIn({ width, height, data })).length === 0 ? [] : this.#findIn(picture);
  }

  async #findIn({ width, height, data }: Pixels): Promise<Box[]> {
    if (width % TEXT_GRAIN !== 0 || height % TEXT_GRAIN !== 0) {
      throw new RangeError(`A side of ${width}x${height} is no multiple of ${TEXT_GRAIN}.`);
    }
    const onnx = await onnxRuntime();
    const input = new onnx.Tensor("float32", planes(data, COLOURS), [1, 3, height, width]);
    const { [this.#session.outputNames[0] ?? ""]: output } = await this.#session.run({
      [this.#session.inputNames[0] ?? ""]: input,
    });
    return readingOrder(linesOf((await output?.getData()) as Float32Array, width, height));
  }
}

/** Three values from 0 to 255 a pixel. */
interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

/** Two thirds of a side. */
function smaller(side: number): number {
  return Math.max(TEXT_GRAIN, Math.round((side * 2) / 3 / TEXT_GRAIN) * TEXT_GRAIN);
}

/** Lines in a map of how likely each pixel belongs to text: connected pixels, grown to what they were shrunk from. */
export function linesOf(map: Float32Array, width: number, height: number): Box[] {
  const seen = new Uint8Array(map.length);
  const lines: Box[] = [];
  for (let start = 0; start < map.length; start++) {
    if (seen[start] || (map[start] ?? 0) < TEXT) continue;
    const patch = fill(start, map, seen, width, height);
    const boxWidth = patch.right - patch.left + 1;
    const boxHeight = patch.bottom - patch.top + 1;
    if (patch.sum / patch.count < LINE || boxHeight < LOWEST || boxWidth < LOWEST) continue;
    const grow = (patch.count * SHRUNK) / (2 * (boxWidth + boxHeight));
    const left = Math.max(0, patch.left - grow);
    const top = Math.max(0, patch.top - grow);
    lines.push({
      x: left,
      y: top,
      width: Math.min(width, patch.right + 1 + grow) - left,
      height: Math.min(height, patch.bottom + 1 + grow) - top,
    });
  }
  return lines;
}

interface Patch {
  left: number;
  right: number;
  top: number;
  bottom: number;
  count: number;
  sum: number;
}

/** Walks over the text pixels that are connected with `start`, and marks them as seen. */
function fill(start: number, map: Float32Array, seen: Uint8Array, width: number, height: number): Patch {
  const patch: Patch = { left: width, right: 0, top: height, bottom: 0, count: 0, sum: 0 };
  const open = [start];
  seen[start] = 1;
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const x = at % width;
    const y = Math.floor(at / width);
    patch.left = Math.min(patch.left, x);
    patch.right = Math.max(patch.right, x);
    patch.top = Math.min(patch.top, y);
    patch.bottom = Math.max(patch.bottom, y);
    patch.count++;
    patch.sum += map[at] ?? 0;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const next = ny * width + nx;
        if (seen[next] || (map[next] ?? 0) < TEXT) continue;
        seen[next] = 1;
        open.push(next);
      }
    }
  }
  return patch;
}

/** From top to bottom; what stands beside each other, from left to right. */
export function readingOrder(lines: readonly Box[]): Box[] {
  const rows: Box[][] = [];
  for (const line of lines.toSorted((a, b) => middle(a) - middle(b))) {
    const row = rows.at(-1);
    const first = row?.[0];
    if (row && first && Math.abs(middle(line) - middle(first)) < Math.min(line.height, first.height) / 2) {
      row.push(line);
    } else {
      rows.push([line]);
    }
  }
  return rows.flatMap((row) => row.sort((a, b) => a.x - b.x));
}

function middle({ y, height }: Box): number {
  return y + height / 2;
}
