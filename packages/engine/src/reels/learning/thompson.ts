import { hashText, mixed } from "../ranking/random.ts";
import { normalQuantile } from "./guard.ts";
import type { Priors } from "./priors.ts";

/** A title as one draw believes it to be, from 0 to 1: 0.5 draws as well as most, 2/3 twice as well. */
export function partOf(draw: number, mean: number): number {
  return draw / (draw + mean);
}

/** What is believed of titles, laid out to be drawn from again and again. */
export interface BelievedTitles {
  /** How likely a title draws that nothing is known of. */
  readonly mean: number;
  /** By number: mean and standard deviation of how likely the title draws, and a number of its own. */
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  readonly hashes: Uint32Array;
}

/** How much is believed of a title that was never shown: looks. */
const NEWCOMER = 20;

/** Lays out what is believed of titles. @param titles by number */
export function believedTitles({ mean, titles: known }: Priors, titles: readonly string[]): BelievedTitles {
  const means = new Float64Array(titles.length);
  const deviations = new Float64Array(titles.length);
  titles.forEach((title, number) => {
    const counts = Object.hasOwn(known, title) ? known[title] : undefined;
    const [clicks, others] = counts ?? [mean * NEWCOMER, (1 - mean) * NEWCOMER];
    const sum = clicks + others;
    means[number] = clicks / sum;
    deviations[number] = Math.sqrt((clicks * others) / (sum * sum * (sum + 1)));
  });
  return { mean, means, deviations, hashes: Uint32Array.from(titles, (title) => hashText(title)) };
}

/** Numbers of the normal distribution, each as likely as any other. */
const NORMALS = Float64Array.from({ length: 4096 }, (_, n) => normalQuantile((n + 0.5) / 4096));

/**
 * Thompson sampling: draws for each title from what is believed of it, so that a title of which little is known stands
 * high now and then, and is found out (Thompson, 1933; Chapelle, Li, 2011). Beta distributions are drawn from as normal
 * ones of their mean and variance.
 * @param seed the same for the same viewer for a while, so that a reel asked for twice is the same
 * @returns by number, 0 to 1
 */
export function sampleParts({ mean, means, deviations, hashes }: BelievedTitles, seed: number): Float32Array {
  const parts = new Float32Array(means.length);
  for (let number = 0; number < parts.length; number++) {
    const chance = NORMALS[mixed((hashes[number] as number) ^ seed) >>> 20] as number;
    const draw = (means[number] as number) + (deviations[number] as number) * chance;
    parts[number] = partOf(Math.min(Math.max(draw, 0), 1), mean);
  }
  return parts;
}
