import { BLANK } from "./fades.ts";
import type { FrameSeries } from "./frame-series.ts";

/** Least difference across a cut, how far it must stand out of the motion around it, and how many frames that is. */
const CUT = { change: 0.28, above: 0.16, times: 1.6, around: 2 } as const;

/** Difference below which frames before and after a flash show the same, and as a share of what the flash made. */
const SAME_AGAIN = { change: 0.25, share: 0.5 } as const;

/** Frames after one that {@link isCut} needs to have seen. */
export function cutLookahead(flash: number): number {
  return Math.max(CUT.around, flash);
}

/**
 * Whether a frame is the first of a shot that the one before it has nothing to do with: it differs from that far more
 * than frames around differ from each other, and what was there does not come back at once, as after a flash.
 * @param flash frames that a flash lasts at most.
 */
export function isCut(series: FrameSeries, frame: number, flash: number): boolean {
  const change = series.change[frame] ?? 0;
  if (frame === 0 || change < CUT.change || isBlank(series, frame - 1) || isBlank(series, frame))
    return false;
  let around = 0;
  for (let n = frame - CUT.around; n <= frame + CUT.around; n++)
    if (n !== frame) around = Math.max(around, series.change[n] ?? 0);
  if (change < around + CUT.above || change < CUT.times * around) return false;
  return !isFlash(series, frame, change, flash);
}

/** Cuts to and from blank frames are found with them ({@link findBlanks}). */
function isBlank({ contrast }: FrameSeries, frame: number): boolean {
  return (contrast[frame] ?? 0) < BLANK;
}

/** Whether the frame starts or ends a few frames of something else within one shot. */
function isFlash(series: FrameSeries, frame: number, change: number, flash: number): boolean {
  const limit = Math.min(SAME_AGAIN.change, SAME_AGAIN.share * change);
  const alike = (a: number, b: number) => (series.difference(a, b) ?? Number.POSITIVE_INFINITY) < limit;
  for (let n = 1; n <= flash; n++)
    if (alike(frame - 1, frame + n) || alike(frame - 1 - n, frame)) return true;
  return false;
}
