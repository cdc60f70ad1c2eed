import type { Comparison } from "../../api/experiments.ts";
import type { ViewerSums } from "../../seams/event-store.ts";

/** Viewers of an arm below which the normal approximation is not trusted, and nothing is concluded. */
export const LEAST_VIEWERS = 100;
/** The same of things done: clicks, completions. */
const LEAST_DONE = 10;

/**
 * Compares two arms by the mixture sequential probability ratio test with a normal mixture (R. Johari, P. Koomen,
 * L. Pekelis, D. Walsh, "Always valid inference", Operations Research 2022, §4): it may be looked at after every event,
 * and stopped as soon as it is significant, without more false positives than alpha.
 *
 * The unit is the viewer, who was assigned, not the reel or the clip: viewers who come often count once, with a ratio's
 * variance by the delta method, so that one eager viewer is no evidence.
 * @param effect standard deviation of the mixture: the difference that is expected, if any.
 */
export function compareArms(
  control: ViewerSums,
  arm: ViewerSums,
  { alpha, effect }: { readonly alpha: number; readonly effect: number },
): Comparison {
  const [a, b] = [ratioOf(control), ratioOf(arm)];
  const difference = b.ratio - a.ratio;
  const variance = a.variance + b.variance;
  const known = [control, arm].every(({ viewers, y }) => viewers >= LEAST_VIEWERS && y >= LEAST_DONE);
  if (!known || !(variance > 0)) return { difference, low: -1, high: 1, p: 1, verdict: "open" };
  const mixture = effect * effect;
  const total = variance + mixture;
  const logRatio =
    0.5 * Math.log(variance / total) + (mixture * difference * difference) / (2 * variance * total);
  const half = Math.sqrt(
    ((2 * variance * total) / mixture) * (Math.log(1 / alpha) + 0.5 * Math.log(total / variance)),
  );
  const p = Math.min(1, Math.exp(-logRatio));
  const verdict = p > alpha ? "open" : difference > 0 ? "better" : "worse";
  return { difference, low: difference - half, high: difference + half, p, verdict };
}

/** What viewers did by what they saw, and the variance of that ratio by the delta method. */
export function ratioOf({ viewers: n, x, y, xx, xy, yy }: ViewerSums): { ratio: number; variance: number } {
  if (n < 2 || x === 0) return { ratio: 0, variance: 0 };
  const [meanX, meanY] = [x / n, y / n];
  const covariance = (products: number, one: number, other: number): number =>
    (products - n * one * other) / (n - 1);
  const ratio = y / x;
  const spread =
    covariance(yy, meanY, meanY) -
    2 * ratio * covariance(xy, meanX, meanY) +
    ratio ** 2 * covariance(xx, meanX, meanX);
  return { ratio, variance: Math.max(0, spread) / (n * meanX ** 2) };
}
