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

/** A mean rate that is this near to another is that of a clock that is off, as in phones: 30.02 is meant to be 30. */
const CLOCK_TOLERANCE = 0.02;

/** Fastest rate that is copied, and that is encoded. */
const FASTEST_COPY = 120;
const FASTEST_ENCODE = 60;

const value = ({ num, den }: FrameRate): number => num / den;

const distance = (rate: FrameRate, other: FrameRate): number => Math.abs(value(rate) / value(other) - 1);

/** The standard rate that `rate` is, within rounding; undefined where it is none. */
export function standardRate(rate: FrameRate | null): FrameRate | undefined {
  return rate ? nearestStandard(rate, TOLERANCE) : undefined;
}

/** The rate at which a video's frames may stand on an even grid, if its container tells the truth; else undefined. */
export function copyableRate({ nominalRate, averageRate }: ProbedVideo): FrameRate | undefined {
  return (
    standardRate(averageRate) ??
    standardRate(nominalRate) ??
    (nominalRate && value(nominalRate) <= FASTEST_COPY && ticksPerFrame(nominalRate) !== undefined
      ? nominalRate
      : undefined)
  );
}

/**
 * The constant rate that a video is encoded at, 60 at most: its nominal one, where that is standard or is kept to; else
 * the standard one that its frames come at on average, give or take a clock that is off; else the lowest standard rate
 * from 24 up that drops none of its frames on average.
 */
export function conformedRate({ nominalRate, averageRate, interlaced }: ProbedVideo): FrameRate {
  const average = averageRate ?? { num: 30, den: 1 };
  // Of interlaced video, the nominal rate may be that of fields; they are encoded as frames.
  const nominal = interlaced && averageRate ? averageRate : nominalRate;
  return (
    standardRate(nominal) ??
    (nominal && isKeptTo(nominal, average) ? nominal : undefined) ??
    nearestStandard(average, CLOCK_TOLERANCE) ??
    STANDARD_RATES.find((rate) => value(rate) >= 24 && value(rate) >= value(average)) ?? {
      num: FASTEST_ENCODE,
      den: 1,
    }
  );
}

function isKeptTo(nominal: FrameRate, average: FrameRate): boolean {
  return (
    value(nominal) <= FASTEST_ENCODE &&
    ticksPerFrame(nominal) !== undefined &&
    distance(average, nominal) < TOLERANCE
  );
}

function nearestStandard(rate: FrameRate, tolerance: number): FrameRate | undefined {
  return STANDARD_RATES.filter((standard) => distance(rate, standard) < tolerance).sort(
    (a, b) => distance(rate, a) - distance(rate, b),
  )[0];
}
