import { unmovedShare } from "./difference.ts";
import type { FrameSeries } from "./frame-series.ts";
import { placeOn, wayBetween } from "./way.ts";

/** A stretch of frames `[from, to)` in which one picture turns into another. */
export interface Dissolve {
  readonly from: number;
  readonly to: number;
  /** How far the pictures at its ends are apart, less what no blend of them explains, for its length. */
  readonly strength: number;
}

/** Share of cells that change between the ends, and by how many colour levels on average: at least, and for contrast. */
const APART = { share: 0.5, mean: 3, contrast: 0.08 } as const;

/** Contrast below which an end is next to blank: what leads there is a fade, or a flash. */
const FAINT = 6;

/** Difference (`differenceOf`) of the ends, below which they show the same in another light. */
const OTHER_SCENE = 0.35;

/**
 * Part of the way between the ends that a frame may be off it: shots that go on moving under a dissolve leave it. At
 * most, and for each unit of difference of the ends: the more alike they are, the more likely is all of it motion.
 */
const MISFIT = { most: 2 / 3, difference: 2 / 3 } as const;

/** Share of the change within a window that motion must leave unexplained, and parts of it where that is measured. */
const UNMOVED = 0.5;
const STRIDES = [
  [1 / 4, 1 / 2],
  [3 / 8, 5 / 8],
  [1 / 2, 3 / 4],
] as const;

/** Places in the window at which frames are held against a blend of its ends, the most telling first. */
const PROBES = [4, 2, 6, 1, 3, 5, 7].map((n) => n / 8);

/** Part of the way at which a frame is a blend of both, and how far along it frames may fall back behind earlier ones. */
const BLEND = { from: 0.25, to: 0.75 } as const;
const FALLS_BACK = 0.05;

/** Power of a window's length that its strength is divided by: motion before and after makes long ones strong, too. */
const LENGTH_COUNTS = 0.45;

/**
 * Looks for a dissolve around a frame.
 * @param lengths of windows to try, in frames.
 * @param isFree whether a window may be looked at: all of it is there, and no cut is in it.
 * @returns the strongest; its ends are those of the window, and only near those of the dissolve.
 */
export function dissolveAround(
  series: FrameSeries,
  centre: number,
  lengths: readonly number[],
  isFree: (from: number, to: number) => boolean,
): Dissolve | undefined {
  let best: Dissolve | undefined;
  for (const length of lengths) {
    const from = centre - (length >> 1);
    const found = isFree(from, from + length)
      ? dissolveBetween(series, from, from + length, best?.strength)
      : undefined;
    best = found ?? best;
  }
  return best;
}

/**
 * Whether one frame dissolves into another: the frames between are blends of the two, ever more of the last, and the
 * two show different things. Motion, of the camera or in the picture, makes no blends.
 * @param stronger what its strength must be above; 0 where left out.
 */
export function dissolveBetween(
  series: FrameSeries,
  from: number,
  to: number,
  stronger = 0,
): Dissolve | undefined {
  const blend = blendBetween(series, from, to);
  if (!blend || blend.strength <= stronger || blend.misfit > allowedMisfit(series, blend)) return undefined;
  return isMotion(series, blend) ? undefined : blend;
}

interface Blend extends Dissolve {
  /** Most that a frame is off the way between the ends, in lengths of it. */
  readonly misfit: number;
}

function blendBetween(series: FrameSeries, from: number, to: number): Blend | undefined {
  const [a, b] = [series.view(from), series.view(to)];
  if (!a || !b || Math.min(a.contrast, b.contrast) < FAINT) return undefined;
  const way = wayBetween(a, b);
  const contrast = Math.max(a.contrast, b.contrast);
  if (way.mean < APART.mean + APART.contrast * contrast || way.share < APART.share) return undefined;
  const places: number[] = [];
  let misfit = 0;
  for (const part of PROBES) {
    const probe = series.view(from + Math.round(part * (to - from)));
    if (!probe) return undefined;
    const { along, off } = placeOn(way, probe);
    misfit = Math.max(misfit, off);
    if (misfit > MISFIT.most) return undefined;
    places[8 * part] = along;
  }
  const blended = places.some((along) => along > BLEND.from && along < BLEND.to);
  const steady = places.every((along, n) => along > (places[n - 1] ?? -2 * FALLS_BACK) - FALLS_BACK);
  if (!blended || !steady) return undefined;
  return { from, to, misfit, strength: (way.mean * (1 - misfit)) / (to - from) ** LENGTH_COUNTS };
}

/** What may be left unexplained between ends that are that different; nothing where they show the same. */
function allowedMisfit(series: FrameSeries, { from, to }: Blend): number {
  const difference = Math.max(series.difference(from, to) ?? 0, series.difference(to, from) ?? 0);
  return difference < OTHER_SCENE ? -1 : MISFIT.difference * difference;
}

/** Whether moving parts of its first frames would make most of what changes in the middle of the window. */
function isMotion(series: FrameSeries, { from, to }: Dissolve): boolean {
  const at = (part: number) => series.view(from + Math.round(part * (to - from)));
  let sum = 0;
  for (const [before, after] of STRIDES) {
    const [a, b] = [at(before), at(after)];
    sum += a && b ? unmovedShare(a, b) : 0;
  }
  return sum / STRIDES.length < UNMOVED;
}
