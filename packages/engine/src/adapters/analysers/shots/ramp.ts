/** Frames `[from, to)`, or places in a list. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds where values leave one level and where they reach another, if they grow evenly between: the best fit by least
 * squares, both levels free. A straight line through noise and motion says it better than any threshold.
 * @returns the values that are at neither level; at least one, all but the first and the last at most.
 */
export function fitRamp(values: readonly number[]): Range {
  const [sums, moments] = [prefixSums(values), prefixSums(values.map((value, n) => n * value))];
  let best = { from: 1, to: values.length - 1, explained: 0 };
  for (let from = 1; from < values.length - 1; from++) {
    for (let to = from + 1; to < values.length; to++) {
      const explained = explainedBy(from, to, sums, moments);
      if (explained > best.explained) best = { from, to, explained };
    }
  }
  return { from: best.from, to: best.to };
}

/**
 * How much of the squared deviation of values from their mean a ramp over `[from, to)` explains: the shares
 * 1/(n+1) ... n/(n+1) within it, 0 before, 1 after. 0 where the values fall.
 * @param sums of the values before each place
 * @param moments the same of the values times their places
 */
function explainedBy(from: number, to: number, sums: Float64Array, moments: Float64Array): number {
  const between = (list: Float64Array, start: number, end: number) => (list[end] ?? 0) - (list[start] ?? 0);
  const count = sums.length - 1;
  const [length, after] = [to - from, count - to];
  const shares = length / 2 + after;
  const squares = (length * (2 * length + 1)) / (6 * (length + 1)) + after;
  const within = between(moments, from, to) - (from - 1) * between(sums, from, to);
  const products = within / (length + 1) + between(sums, to, count);
  const covariance = products - (shares * between(sums, 0, count)) / count;
  return covariance <= 0 ? 0 : covariance ** 2 / (squares - shares ** 2 / count);
}

/** Sums of the values before each place, and of all. */
function prefixSums(values: readonly number[]): Float64Array {
  const sums = new Float64Array(values.length + 1);
  for (const [n, value] of values.entries()) sums[n + 1] = (sums[n] ?? 0) + value;
  return sums;
}
