import { CELL_VALUES, type FrameView } from "./frame-view.ts";

/** Colour levels by which cells must differ to count as changed: at least, and for each level of contrast. */
const CHANGED = { least: 4, contrast: 0.1 } as const;

/** From the cells of one view to those of another. */
export interface Way {
  readonly start: Float32Array;
  /** Changes of cells, less that of brightness and tint as a whole. */
  readonly step: Float32Array;
  /** Squared length of the step. */
  readonly square: number;
  /** Mean absolute change in the step, and the share of cells that change. */
  readonly mean: number;
  readonly share: number;
}

/** The way between two views. */
export function wayBetween({ cells: start, contrast }: FrameView, end: FrameView): Way {
  const least = CHANGED.least + CHANGED.contrast * Math.max(contrast, end.contrast);
  const tint = meanChange(start, end.cells);
  const step = new Float32Array(CELL_VALUES);
  let [square, sum, apart] = [0, 0, 0];
  for (let n = 0; n < CELL_VALUES; n++) {
    const change = (end.cells[n] ?? 0) - (start[n] ?? 0);
    const value = change - (tint[n % 3] ?? 0);
    step[n] = value;
    square += value * value;
    sum += Math.abs(value);
    if (Math.abs(change) > least) apart++;
  }
  return { start, step, square, mean: sum / CELL_VALUES, share: apart / CELL_VALUES };
}

/** How far along a way a view is, 0 to 1, and how far off it, in lengths of the way. */
export function placeOn({ start, step, square }: Way, { cells }: FrameView): { along: number; off: number } {
  const tint = meanChange(start, cells);
  let [product, own] = [0, 0];
  for (let n = 0; n < CELL_VALUES; n++) {
    const value = (cells[n] ?? 0) - (start[n] ?? 0) - (tint[n % 3] ?? 0);
    product += value * (step[n] ?? 0);
    own += value * value;
  }
  const along = product / square;
  return { along, off: Math.sqrt(Math.max(0, own / square - along ** 2)) };
}

/** Mean change of each colour. */
function meanChange(from: Float32Array, to: Float32Array): readonly number[] {
  const sums = [0, 0, 0];
  for (let n = 0; n < CELL_VALUES; n++) sums[n % 3] = (sums[n % 3] ?? 0) + (to[n] ?? 0) - (from[n] ?? 0);
  return sums.map((sum) => (3 * sum) / CELL_VALUES);
}
