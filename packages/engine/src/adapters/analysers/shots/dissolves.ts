import { unmovedShare } from "./difference.ts";
import type { FrameSeries } from "./frame-series.ts";
import { CELL_VALUES, type FrameView } from "./frame-view.ts";

/** A stretch of frames `[from, to)` in which one picture turns into another. */
export interface Dissolve {
  readonly from: number;
  readonly to: number;
  /** How far the pictures at its ends are apart, less what no blend of them explains, for its length. */
  readonly strength: number;
}

/** Colour levels by which cells must differ to count, their share, and the mean over all cells. */
const APART = { cell: 4, contrast: 0.1, share: 0.5, mean: 3, meanContrast: 0.08 } as const;
/** Contrast below which an end is next to blank: what leads there is a fade, or a flash. */
const FAINT = 6;
/** Difference ({@link differenceOf}) of the ends, below which they show the same in another light. */
const OTHER_SCENE = 0.35;
/** Part of the way between its ends that a blend may be off, as a share of the whole. */
const MISFIT = 0.3;
/** Share of the change within a window that motion must leave unexplained, and parts of it where that is measured. */
const UNMOVED = 0.5;
const STRIDES = [
  [1 / 4, 1 / 2],
  [3 / 8, 5 / 8],
  [1 / 2, 3 / 4],
] as const;
/** Power of a window's length that its strength is divided by: motion before and after makes long ones strong, too. */
const LENGTH_COUNTS = 0.45;
/** Places in the window at which frames are held against a blend of its ends, the most telling first. */
const PROBES = [4, 2, 6, 1, 3, 5, 7].map((n) => n / 8);

/**
 * Looks for a dissolve around a frame: a window whose inner frames are blends of its first and its last frame, ever
 * more of the last, where those two show different things. Motion, of the camera or in the picture, makes no blends.
 * @param lengths of windows to try, in frames.
 * @param isFree whether a window may be looked at: all of it is there, and no cut is in it.
 */
export function dissolveAround(
  series: FrameSeries,
  centre: number,
  lengths: readonly number[],
  isFree: (from: number, to: number) => boolean,
): Dissolve | undefined {
  let best: Blend | undefined;
  for (const length of lengths) {
    const from = centre - (length >> 1);
    const blend = isFree(from, from + length) ? blendBetween(series, from, from + length) : undefined;
    if (!blend || blend.strength <= (best?.strength ?? 0)) continue;
    if (isOtherScene(series, blend) && !isMotion(series, blend)) best = blend;
  }
  return best && { ...extent(series, best), strength: best.strength };
}

/** A window whose frames are blends of its ends. */
interface Blend extends Dissolve {
  readonly way: Way;
}

function blendBetween(series: FrameSeries, from: number, to: number): Blend | undefined {
  const [a, b] = [series.view(from), series.view(to)];
  if (!a || !b || Math.min(a.contrast, b.contrast) < FAINT) return undefined;
  const way = wayBetween(a, b);
  const contrast = Math.max(a.contrast, b.contrast);
  if (way.mean < APART.mean + APART.meanContrast * contrast || way.share < APART.share) return undefined;
  const places: number[] = [];
  let misfit = 0;
  for (const part of PROBES) {
    const probe = series.view(from + Math.round(part * (to - from)));
    if (!probe) return undefined;
    const { along, off } = placeOn(way, probe);
    misfit = Math.max(misfit, off);
    if (misfit > MISFIT) return undefined;
    places[8 * part] = along;
  }
  const middle = places.some((along) => along > 0.25 && along < 0.75);
  const steady = places.every((along, n) => along > (places[n - 1] ?? -0.1) - 0.05);
  if (!middle || !steady) return undefined;
  return {
    from,
    to,
    way,
    strength: (way.mean * (1 - misfit / (MISFIT + 0.05))) / (to - from) ** LENGTH_COUNTS,
  };
}

function isOtherScene(series: FrameSeries, { from, to }: Blend): boolean {
  const [there, back] = [series.difference(from, to), series.difference(to, from)];
  return Math.max(there ?? 0, back ?? 0) >= OTHER_SCENE;
}

/** Whether moving parts of its first frames would make most of what changes in the middle of the window. */
function isMotion(series: FrameSeries, { from, to }: Blend): boolean {
  const at = (part: number) => series.view(from + Math.round(part * (to - from)));
  let sum = 0;
  for (const [before, after] of STRIDES) {
    const [a, b] = [at(before), at(after)];
    sum += a && b ? unmovedShare(a, b) : 0;
  }
  return sum / STRIDES.length < UNMOVED;
}

/** From the cells of one view to those of another. */
interface Way {
  readonly start: Float32Array;
  /** Changes of cells, less that of brightness and tint as a whole. */
  readonly step: Float32Array;
  /** Squared length of the step. */
  readonly square: number;
  /** Mean absolute change in the step, and the share of cells that change. */
  readonly mean: number;
  readonly share: number;
}

function wayBetween({ cells: start, contrast }: FrameView, end: FrameView): Way {
  const least = APART.cell + APART.contrast * Math.max(contrast, end.contrast);
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
function placeOn({ start, step, square }: Way, { cells }: FrameView): { along: number; off: number } {
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

/**
 * Where a dissolve found in a window begins and ends: the straight line through a quarter and three quarters of the
 * way, drawn to both ends.
 */
function extent(series: FrameSeries, { from, to, way }: Blend): { from: number; to: number } {
  const along = Array.from({ length: to - from + 1 }, (_, n) => {
    const view = series.view(from + n);
    return view ? placeOn(way, view).along : 0;
  });
  const quarter = crossing(along, 0.25);
  const threeQuarters = crossing(along, 0.75);
  const half = threeQuarters - quarter;
  return {
    from: Math.max(0, Math.round(from + quarter - half / 2)),
    to: Math.min(series.length, Math.round(from + threeQuarters + half / 2) + 1),
  };
}

/** Where a rising line of values first reaches a level, between two of them. */
function crossing(values: readonly number[], level: number): number {
  const above = values.findIndex((value) => value >= level);
  if (above <= 0) return 0;
  const [before = 0, after = 1] = [values[above - 1], values[above]];
  return above - 1 + (level - before) / (after - before);
}
