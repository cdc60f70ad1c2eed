import { hashText, mixed, normal, seededRandom } from "../ranking/random.ts";
import type { Priors } from "./priors.ts";

/** A title as one draw believes it to be, from 0 to 1: 0.5 draws as well as most, 2/3 twice as well. */
export function partOf(draw: number, mean: number): number {
  return draw / (draw + mean);
}

/**
 * Thompson sampling: draws for each title from what is believed of it, so that a title of which little is known stands
 * high now and then, and is found out (Thompson, 1933; Chapelle, Li, 2011). Beta distributions are drawn from as normal
 * ones of their mean and variance.
 * @param seed the same for the same viewer for a while, so that a reel asked for twice is the same
 * @returns by number of `titles`, 0 to 1
 */
export function sampleParts(priors: Priors, titles: readonly string[], seed: number): Float32Array {
  const { mean, titles: known } = priors;
  const newcomer = believedOf([mean * NEWCOMER, (1 - mean) * NEWCOMER]);
  return Float32Array.from(titles, (title) => {
    const believed = Object.hasOwn(known, title)
      ? believedOf(known[title] as readonly [number, number])
      : newcomer;
    const random = seededRandom(mixed(hashText(title) ^ seed));
    const draw = believed.mean + believed.deviation * normal(random);
    return partOf(Math.min(Math.max(draw, 0), 1), mean);
  });
}

/** How much is believed of a title that was never shown: looks. */
const NEWCOMER = 20;

function believedOf([clicks, others]: readonly [number, number]): { mean: number; deviation: number } {
  const sum = clicks + others;
  const mean = clicks / sum;
  return { mean, deviation: Math.sqrt((mean * (1 - mean)) / (sum + 1)) };
}
