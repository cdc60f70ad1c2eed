import type { Stretch } from "../scenes/stretches.ts";

/** Looks a second at what moves, at most; and at what stands still, at least. */
export const LOOKS = { most: 4, least: 1 } as const;

/** Steps between two looks that are made in any case; a power of two, so that they can be halved. */
const STEPS = LOOKS.most / LOOKS.least;

/** Frames of a shot that may be looked at: the first and the last of each run are, those between where it moves. */
export type LookRun = readonly number[];

/**
 * The frames of a shot that are worth a look, in runs: the last of one is the first of the next. Its first frame is
 * among them, and its last.
 * @param rate frames a second.
 */
export function lookRuns({ from, to }: Stretch, rate: number): LookRun[] {
  const last = to - 1;
  const steps = Math.max(1, Math.round(((last - from) * LOOKS.most) / rate));
  const frames = Array.from({ length: steps + 1 }, (_, n) => from + Math.round(((last - from) * n) / steps));
  const once = [...new Set(frames)];
  const runs: number[][] = [];
  for (let at = 0; at < once.length - 1; at += STEPS) runs.push(once.slice(at, at + STEPS + 1));
  return runs.length > 0 ? runs : [once];
}
