import type { DayTotal } from "../../seams/audience-store.ts";

const DAY = 86_400_000;

/** What was watched of titles before is worth half after so many milliseconds, by default. */
export const POPULARITY_HALF_LIFE = 14 * DAY;

/** Days after which what was watched counts no more: the share left is below a thousandth. */
export function popularityDays(halfLife: number): number {
  return Math.ceil((10 * halfLife) / DAY);
}

/**
 * What all viewers watched of each title, older watches for less: a watch loses half its weight in each half-life. Time
 * passes for all titles alike, so that what has been added up need never be touched again: sums are kept as of one
 * moment, and new watches weigh more the later they are.
 */
export class Popularity {
  #sums = new Float64Array(256);
  #size = 0;
  readonly #asOf: number;
  readonly #halfLife: number;
  #version = 0;
  #parts: { readonly version: number; readonly values: Float32Array } | undefined;

  /**
   * @param asOf the moment, milliseconds since 1970: about now
   * @param halfLife milliseconds
   */
  constructor(asOf: number, halfLife: number) {
    this.#asOf = asOf;
    this.#halfLife = halfLife;
  }

  /** Adds the total of a day, as of the day's middle. @param title its number */
  addDay(title: number, { day, weight }: Pick<DayTotal, "day" | "weight">): void {
    this.add(title, (day + 0.5) * DAY, weight);
  }

  /** Adds one watch. @param time milliseconds since 1970; what is later than all clocks counts as of now */
  add(title: number, time: number, weight: number): void {
    while (title >= this.#sums.length) {
      const longer = new Float64Array(this.#sums.length * 2);
      longer.set(this.#sums);
      this.#sums = longer;
    }
    // a clock ahead by years would drown all others
    const age = Math.max(this.#asOf - time, -10 * this.#halfLife);
    this.#sums[title] = (this.#sums[title] as number) + weight * 2 ** (-age / this.#halfLife);
    this.#size = Math.max(this.#size, title + 1);
    this.#version++;
  }

  /**
   * By title, 0 to 1: on a logarithmic scale, as a few titles are watched a hundred times as often as most.
   * @param titles how many numbers there are
   */
  parts(titles: number): Float32Array {
    if (this.#parts?.version === this.#version && this.#parts.values.length >= titles)
      return this.#parts.values;
    const values = logarithmicParts(this.#sums.subarray(0, this.#size), titles);
    this.#parts = { version: this.#version, values };
    return values;
  }
}

/**
 * Puts sums on a scale from 0 to 1 on which the mean of the titles that were watched stands where its logarithm does:
 * `log(1 + s / mean) / log(1 + max / mean)`. The unit of the sums, and so the moment as of which they stand, is of no
 * matter.
 */
export function logarithmicParts(sums: Float64Array, titles = sums.length): Float32Array {
  let max = 0;
  let total = 0;
  let watched = 0;
  for (const sum of sums) {
    if (sum <= 0) continue;
    max = Math.max(max, sum);
    total += sum;
    watched++;
  }
  const parts = new Float32Array(titles);
  if (watched === 0) return parts;
  const mean = total / watched;
  const scale = 1 / Math.log1p(max / mean);
  for (let title = 0; title < Math.min(titles, sums.length); title++) {
    parts[title] = Math.log1p((sums[title] as number) / mean) * scale;
  }
  return parts;
}
