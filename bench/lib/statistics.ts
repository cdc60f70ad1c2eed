import type { Measurement } from "./measurement.ts";

/** The value below which a share of the values lies; nearest rank. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))] ?? Number.NaN;
}

/** p50, p95 and p99 of `values` as measurements of `what`, with budgets by percentile: `{ 95: 5 }`. */
export function percentiles(
  what: string,
  unit: string,
  values: readonly number[],
  budgets: Readonly<Record<number, number>> = {},
): Measurement[] {
  return [50, 95, 99].map((rank) => {
    const budget = budgets[rank];
    const value = percentile(values, rank / 100);
    return { what: `${what}, p${rank}`, value, unit, ...(budget === undefined ? {} : { budget }) };
  });
}

/** Milliseconds that each of `count` runs takes, after some to warm up, by default a tenth as many. */
export async function timeEach(
  count: number,
  work: (n: number) => unknown,
  warmUp = Math.ceil(count / 10),
  between?: () => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (let n = 0; n < warmUp + count; n++) {
    const start = performance.now();
    await work(n);
    if (n >= warmUp) times.push(performance.now() - start);
    await between?.();
  }
  return times;
}

/** Random numbers in [0, 1) that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
