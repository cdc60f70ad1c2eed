import { type Box, clipped, type RgbPicture, type Scored, withoutOverlaps } from "../pictures/picture.ts";
import { fit, unfitted } from "../pictures/resample.ts";
import { COCO } from "./coco.ts";
import { GraphNetwork, type ModelFile, type Output } from "./graph-network.ts";

/** A thing seen in a picture. */
export interface SeenObject extends Scored {
  /** One of {@link COCO}. */
  readonly name: string;
}

/** Pixels that the network was made for; as many of another shape cost as much. */
const PIXELS = 512 * 512;
/** Pixels of the input that one cell of the outcome stands for. */
const CELL = 4;
/** Input sides are multiples of it: the network halves them five times. */
const GRAIN = 32;
/** Things of one name that overlap by more are one. */
const SAME = 0.5;

const OUTPUTS = ["tower_0/keypoints", "tower_0/wh"];

/**
 * Finds things of 80 kinds: CenterNet over MobileNetV3. It is given the shape of the pictures, not a square: of the
 * same pixels more are picture then, and small things are found that were not.
 */
export class ObjectFinder {
  readonly #network: GraphNetwork;
  readonly #width: number;
  readonly #height: number;

  private constructor(network: GraphNetwork, width: number, height: number) {
    this.#network = network;
    this.#width = width;
    this.#height = height;
  }

  /** @param aspect width of the pictures over their height */
  static async load(aspect: number): Promise<ObjectFinder> {
    const { width, height } = inputSize(aspect);
    const network = await GraphNetwork.load("centernet", (file, weights) =>
      setInputSize(file, weights, width, height),
    );
    return new ObjectFinder(network, width, height);
  }

  /** @param least score below which nothing is given. @returns the surest first, boxes in fractions */
  async find(picture: RgbPicture, least: number): Promise<SeenObject[]> {
    const fitted = fit(picture, this.#width, this.#height);
    const input = { shape: [1, this.#height, this.#width, 3], values: fitted.values };
    const [peaks, sides] = await this.#network.run(input, OUTPUTS);
    if (!peaks || !sides) return [];
    const found = decodeCentres(peaks, sides, least).map(({ place, score, box }) => ({
      name: COCO[place] ?? "",
      score,
      box: clipped(unfitted(box, fitted)),
    }));
    const byName = Map.groupBy(found, ({ name }) => name);
    return [...byName.values()]
      .flatMap((same) => withoutOverlaps(same, SAME))
      .sort((a, b) => b.score - a.score);
  }
}

/** The input nearest to a shape. */
export function inputSize(aspect: number): { width: number; height: number } {
  const height = Math.max(GRAIN, Math.round(Math.sqrt(PIXELS / aspect) / GRAIN) * GRAIN);
  const width = Math.max(GRAIN, Math.floor(PIXELS / height / GRAIN) * GRAIN);
  return { width, height };
}

/**
 * Where a network of this kind sees centres of things: local maxima of one thing's map.
 * @param peaks scores, [1, rows, columns, things]
 * @param sides distances of a box's left, top, right and bottom from its centre in pixels, [1, rows, columns, 4]
 */
export function decodeCentres(
  peaks: Output,
  sides: Output,
  least: number,
): { readonly place: number; readonly score: number; readonly box: Box }[] {
  const [, rows = 0, columns = 0, things = 0] = peaks.shape;
  const found = [];
  for (let at = 0; at < peaks.values.length; at++) {
    const score = peaks.values[at] ?? 0;
    if (score < least) continue;
    const cell = Math.floor(at / things);
    const y = Math.floor(cell / columns);
    const x = cell % columns;
    if (!isPeak(peaks.values, at, { x, y, rows, columns, things })) continue;
    const [left = 0, top = 0, right = 0, bottom = 0] = sides.values.subarray(cell * 4, cell * 4 + 4);
    const box = { x: x * CELL - left, y: y * CELL - top, width: left + right, height: top + bottom };
    found.push({ place: at % things, score, box });
  }
  return found;
}

interface Place {
  readonly x: number;
  readonly y: number;
  readonly rows: number;
  readonly columns: number;
  readonly things: number;
}

/** Whether none of the eight cells around has a higher score. */
function isPeak(values: Float32Array, at: number, { x, y, rows, columns, things }: Place): boolean {
  const score = values[at] ?? 0;
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      if (x + dx < 0 || x + dx >= columns || y + dy < 0 || y + dy >= rows) continue;
      if ((values[at + (dy * columns + dx) * things] ?? 0) > score) return false;
    }
  }
  return true;
}

/** Strides of the layers whose upsampling has its size written into the weights. */
const UPSAMPLED: Readonly<Record<string, number>> = { c5: 16, c4: 8, c3: 4 };

/** The network is convolutional, but three sizes in it and that of its input are fixed: sets them. */
function setInputSize(file: ModelFile, weights: DataView, width: number, height: number): void {
  for (const { op, attr } of file.modelTopology.node) {
    const dim = op === "Placeholder" ? attr.shape?.shape.dim : undefined;
    if (dim) dim.splice(1, 2, { size: String(height) }, { size: String(width) });
  }
  let at = 0;
  for (const { name, shape, dtype, quantization } of file.weightsManifest.flatMap(({ weights }) => weights)) {
    const stride = UPSAMPLED[/(c\d)_upsample\/up_sampling2d\w*\/mul$/.exec(name)?.[1] ?? ""];
    if (stride !== undefined) {
      weights.setInt32(at, height / stride, true);
      weights.setInt32(at + 4, width / stride, true);
    }
    at += shape.reduce((count, side) => count * side, 1) * bytesOf(quantization?.dtype ?? dtype);
  }
}

function bytesOf(dtype: string): number {
  if (dtype === "uint8" || dtype === "bool") return 1;
  return dtype === "uint16" || dtype === "float16" ? 2 : 4;
}
