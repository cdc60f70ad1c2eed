import type { Estimate, Share } from "../../api/figures.ts";

/** Standard deviations that hold 95 % of a normal distribution. */
const Z = 1.959964;

/**
 * A share with Wilson's score interval (E. B. Wilson 1927), which keeps to 0 and 1 and is honest for few and for shares
 * near the ends.
 */
export function shareOf(count: number, of: number): Share {
  if (of <= 0) return { count, of, share: null };
  const share = count / of;
  const z2 = Z * Z;
  const middle = (share + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z / (1 + z2 / of)) * Math.sqrt((share * (1 - share)) / of + z2 / (4 * of * of));
  return {
    count,
    of,
    share: {
      value: share,
      low: Math.max(0, Math.min(middle - half, share)),
      high: Math.min(1, Math.max(middle + half, share)),
    },
  };
}

/** A mean with the interval of the normal distribution, from sums of values and of their squares. */
export function meanOf(sum: number, squares: number, of: number): Estimate | null {
  if (of <= 0) return null;
  const value = sum / of;
  const variance = of > 1 ? Math.max(0, squares - of * value * value) / (of - 1) : 0;
  const half = Z * Math.sqrt(variance / of);
  return { value, low: Math.max(0, value - half), high: value + half };
}

/**
 * How often something happens in a time, with Byar's interval of a Poisson count (Breslow and Day 1987, §2.3): it takes
 * what happens in different plays as independent.
 */
export function rateOf(count: number, time: number): Estimate | null {
  if (!(time > 0)) return null;
  const low = count === 0 ? 0 : count * (1 - 1 / (9 * count) - Z / (3 * Math.sqrt(count))) ** 3;
  const more = count + 1;
  const high = more * (1 - 1 / (9 * more) + Z / (3 * Math.sqrt(more))) ** 3;
  return { value: count / time, low: Math.max(0, low) / time, high: high / time };
}
