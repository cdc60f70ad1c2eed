/**
 * BM25 over two fields, a moment's own words and those around it, as BM25F weighs fields (Robertson, Zaragoza: The
 * Probabilistic Relevance Framework, 2009, section 3.6): the weights of a term are added up before they saturate.
 */

/** What a word counts that is said around a moment, beside one of its own; and how long it makes it. */
export const AROUND_WEIGHT = 0.3;

/** How fast a term that comes again counts for less. */
export const SATURATION = 1.2;
/** How much a long moment has to hold a term more often than a short one, 0 to 1. */
export const LENGTH_SHARE = 0.75;

/**
 * How much a term counts for its rarity; positive.
 * @param holding moments that hold it, of `total`.
 */
export function rarity(holding: number, total: number): number {
  return Math.log(1 + (total - holding + 0.5) / (holding + 0.5));
}

/**
 * What a term counts in one moment, before its rarity: 0 to 2.2.
 * @param weight occurrences, those around weighed by {@link AROUND_WEIGHT}.
 * @param length the moment's words, weighed alike; `average` is that of all moments.
 */
export function saturated(weight: number, length: number, average: number): number {
  const normal = SATURATION * (1 - LENGTH_SHARE + (LENGTH_SHARE * length) / average);
  return (weight * (SATURATION + 1)) / (weight + normal);
}
