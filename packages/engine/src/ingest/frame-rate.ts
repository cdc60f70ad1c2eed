import { type FrameRate, ticksPerFrame } from "@cutstream/media";
import type { ProbedVideo } from "../seams/transcoder.ts";

/** Rates that sources are conformed to: those of film, television and screens, and slow ones of cameras and slides. */
const STANDARD_RATES: readonly FrameRate[] = [
  { num: 1, den: 1 },
  { num: 5, den: 1 },
  { num: 10, den: 1 },
  { num: 12, den: 1 },
  { num: 15, den: 1 },
  { num: 20, den: 1 },
  { num: 24_000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30_000, den: 1001 },
  { num: 30, den: 1 },
  { num: 48, den: 1 },
  { num: 50, den: 1 },
  { num: 60_000, den: 1001 },
  { num: 60, den: 1 },
];

/** A rate that is this near to a standard one is meant to be it: containers round. */
const TOLERANCE = 0.0004;

const value = ({ num, den }: FrameRate): number => num / den;

/** The standard rate that `rate` is, within rounding; undefined where it is none. */
export function standardRate(rate: FrameRate | null): FrameRate | undefined {
  if (!rate) return undefined;
  return STANDARD_RATES.find((standard) => Math.abs(value(rate) / value(standard) - 1) < TOLERANCE);
}

/** The rate at which a video's frames may stand on an even grid, if its container tells the truth; else undefined. */
export function copyableRate({ nominalRate, averageRate }: ProbedVideo): FrameRate | undefined {
  for (const rate of [averageRate, nominalRate]) {
    const standard = standardRate(rate);
    if (standard) return standard;
  }
  return nominalRate && ticksPerFrame(nominalRate) !== undefined && value(nominalRate) <= 120
    ? nominalRate
    : undefined;
}

/**
 * The constant rate that a video is encoded at: its nominal one where that is standard, else the lowest standard rate
 * from 24 up that drops none of its frames on average, 60 at most.
 */
export function conformedRate({ nominalRate, averageRate }: ProbedVideo): FrameRate {
  const nominal = standardRate(nominalRate);
  if (nominal) return nominal;
  const average = averageRate ? value(averageRate) : 30;
  const fits = STANDARD_RATES.find((rate) => value(rate) >= 24 && value(rate) >= average * (1 - TOLERANCE));
  return fits ?? { num: 60, den: 1 };
}
