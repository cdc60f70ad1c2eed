import { type Box, clipped, type RgbPicture, type Scored, withoutOverlaps } from "../pictures/picture.ts";
import { fit, unfitted } from "../pictures/resample.ts";
import { GraphNetwork, type Output } from "./graph-network.ts";

/** Side of the network's input, in pixels. */
const SIDE = 256;
/** Faces that overlap by more are one. */
const SAME = 0.3;

/** The grids of anchors that the network's outputs belong to, coarse or fine. */
const GRIDS = [
  { scores: "Identity", boxes: "Identity_2", columns: 16, anchors: 2 },
  { scores: "Identity_1", boxes: "Identity_3", columns: 8, anchors: 6 },
] as const;

/** Finds faces: BlazeFace. Those of about a tenth of the picture's width and more are found well. */
export class FaceFinder {
  readonly #network: GraphNetwork;

  private constructor(network: GraphNetwork) {
    this.#network = network;
  }

  static async load(): Promise<FaceFinder> {
    return new FaceFinder(await GraphNetwork.load("blazeface"));
  }

  /** @param least score below which nothing is given. @returns the surest first, boxes in fractions */
  async find(picture: RgbPicture, least: number): Promise<Scored[]> {
    const fitted = fit(picture, SIDE, SIDE);
    const values = fitted.values.map((value) => value / 127.5 - 1);
    const outputs = await this.#network.run(
      { shape: [1, SIDE, SIDE, 3], values },
      GRIDS.flatMap(({ scores, boxes }) => [scores, boxes]),
    );
    const found = GRIDS.flatMap((grid, i) => decodeAnchors(outputs[2 * i], outputs[2 * i + 1], grid, least));
    return withoutOverlaps(found, SAME).map(({ box, score }) => ({
      score,
      box: clipped(unfitted(box, fitted)),
    }));
  }
}

/**
 * Faces of one grid of anchors, in pixels of the input.
 * @param scores logits, [1, anchors, 1]
 * @param boxes centre's offset from the anchor, width and height in pixels, then landmarks: [1, anchors, 16]
 */
export function decodeAnchors(
  scores: Output | undefined,
  boxes: Output | undefined,
  grid: { readonly columns: number; readonly anchors: number },
  least: number,
): Scored[] {
  const stride = boxes?.shape[2] ?? 0;
  const cell = SIDE / grid.columns;
  const found: { box: Box; score: number }[] = [];
  scores?.values.forEach((logit, anchor) => {
    const score = 1 / (1 + Math.exp(-logit));
    if (!(score >= least)) return;
    const place = Math.floor(anchor / grid.anchors);
    const [dx = 0, dy = 0, width = 0, height = 0] = boxes?.values.subarray(anchor * stride) ?? [];
    const x = ((place % grid.columns) + 0.5) * cell + dx - width / 2;
    const y = (Math.floor(place / grid.columns) + 0.5) * cell + dy - height / 2;
    found.push({ box: { x, y, width, height }, score });
  });
  return found;
}
