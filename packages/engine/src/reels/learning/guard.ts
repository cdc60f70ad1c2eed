import type { Verdict } from "../../api/learning.ts";

/** Probability that anything false is ever adopted, over all attempts together. */
export const ALPHA = 0.05;
/** Viewers without whom an interval means nothing. */
const LEAST = 30;

/**
 * Confidence that the n-th attempt needs, so that of all attempts together, however many, one that is no better is
 * adopted with a probability of {@link ALPHA} at most: `α · 6 / π² / n²` adds up to α. Who tries often enough would find
 * something otherwise.
 * @param attempt from 1
 */
export function confidenceOf(attempt: number): number {
  return 1 - (ALPHA * 6) / (Math.PI ** 2 * attempt ** 2);
}

/**
 * Judges a candidate by how much better each viewer is served.
 * @param gains one for each viewer: independent of one another
 */
export function judge(gains: readonly number[], attempt: number): Verdict {
  const confidence = confidenceOf(attempt);
  const viewers = gains.length;
  const gain = viewers === 0 ? 0 : gains.reduce((sum, value) => sum + value, 0) / viewers;
  const squares = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0);
  if (viewers < LEAST) return { gain, low: -1, high: 1, confidence, viewers, better: false };
  // two-sided: half of what is allowed lies above, where it does no harm
  const margin = normalQuantile(1 - (1 - confidence) / 2) * Math.sqrt(squares / (viewers - 1) / viewers);
  return { gain, low: gain - margin, high: gain + margin, confidence, viewers, better: gain - margin > 0 };
}

/** The number below which a share of the normal distribution lies (Abramowitz, Stegun, 26.2.23; to 4.5e-4). */
export function normalQuantile(share: number): number {
  if (share < 0.5) return -normalQuantile(1 - share);
  const t = Math.sqrt(-2 * Math.log(1 - share));
  const above = 2.515517 + 0.802853 * t + 0.010328 * t * t;
  const below = 1 + 1.432788 * t + 0.189269 * t * t + 0.001308 * t ** 3;
  return t - above / below;
}
