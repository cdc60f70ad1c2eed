import { solveInPlace } from "./solve.ts";

/**
 * Titles as points in a space of few dimensions, in which a viewer is a point too: the nearer, the likelier watched.
 * Implicit feedback: Hu, Koren, Volinsky, "Collaborative Filtering for Implicit Feedback Datasets", 2008.
 */
export interface FactorModel {
  /** Dimensions. */
  readonly factors: number;
  readonly titles: readonly string[];
  /** One row of {@link factors} numbers for each title. */
  readonly items: Float32Array;
  /** How much a watch of weight 1 is trusted more than none. */
  readonly alpha: number;
  /** Pulls points towards the middle: the fewer watches, the closer. */
  readonly regularisation: number;
}

/** Something that a viewer watched: a row of items and its weight. */
export interface Observation {
  readonly row: number;
  readonly weight: number;
}

/** `itemsᵀ items`: what all titles say together, needed for each viewer. */
export function gramOf(items: Float32Array, factors: number): Float64Array {
  const gram = new Float64Array(factors * factors);
  for (let start = 0; start + factors <= items.length; start += factors) {
    for (let i = 0; i < factors; i++) {
      const value = items[start + i] as number;
      for (let j = 0; j <= i; j++) {
        gram[i * factors + j] = (gram[i * factors + j] as number) + value * (items[start + j] as number);
      }
    }
  }
  for (let i = 0; i < factors; i++) {
    for (let j = i + 1; j < factors; j++) gram[i * factors + j] = gram[j * factors + i] as number;
  }
  return gram;
}

/**
 * The point of a viewer who watched these, given the titles' points: the least squares that alternating training solves,
 * so that what was watched a second ago counts without training anew.
 * @param gram as {@link gramOf} gives
 */
export function foldIn(
  { items, factors, alpha, regularisation }: Omit<FactorModel, "titles">,
  gram: Float64Array,
  observed: readonly Observation[],
): Float64Array {
  const a = gram.slice();
  const b = new Float64Array(factors);
  for (let i = 0; i < factors; i++) a[i * factors + i] = (a[i * factors + i] as number) + regularisation;
  for (const { row, weight } of observed) {
    const start = row * factors;
    const trust = alpha * weight;
    for (let i = 0; i < factors; i++) {
      const value = items[start + i] as number;
      b[i] = (b[i] as number) + (1 + trust) * value;
      const scaled = trust * value;
      // the lower half is all that solving reads
      for (let j = 0; j <= i; j++) {
        a[i * factors + j] = (a[i * factors + j] as number) + scaled * (items[start + j] as number);
      }
    }
  }
  solveInPlace(a, b, factors);
  return b;
}
