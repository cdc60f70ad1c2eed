/** The value that a share of all lies below, 0 to 1; 0 of none. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))] ?? 0;
}

/** Mean of values, each counted by its weight; 0 of none. */
export function weightedMean(values: readonly number[], weights: readonly number[]): number {
  let [sum, weight] = [0, 0];
  for (const [n, value] of values.entries()) {
    sum += value * (weights[n] ?? 0);
    weight += weights[n] ?? 0;
  }
  return weight > 0 ? sum / weight : 0;
}

/** Standard deviation; 0 of none. */
export function deviation(values: readonly number[]): number {
  if (values.length === 0) return 0;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
}
