import { TopList } from "./top-list.ts";
import { encodeQuery, innerProduct } from "./vector-codes.ts";
import type { VectorCopies } from "./vector-copies.ts";

/** Vectors of a model, as a search sees them. */
export interface VectorSpace {
  readonly copies: VectorCopies;
  /** By a moment's number, that of its vector; 0 for none, and undefined for numbers beyond. */
  readonly vectorOf: Uint32Array;
  /** Vectors' numbers are below. */
  readonly bound: number;
  /** The vector itself. */
  exact(number: number): Float32Array;
}

/** A moment and the cosine of its vector to the query. */
export interface Near {
  readonly moment: number;
  readonly similarity: number;
}

/** A vector that may be among the nearest. */
interface Candidate {
  readonly number: number;
  /** The most that its cosine can be. */
  readonly upper: number;
}

interface Found {
  readonly number: number;
  readonly similarity: number;
}

/**
 * The moments whose vectors are nearest to a query's, exactly: the copies say between which bounds each cosine lies, and
 * vectors themselves are read, from the highest bound down, until no other can be among the nearest.
 * @param kept marks the moments that may be found.
 */
export function nearest(space: VectorSpace, kept: Uint8Array, query: Float32Array, limit: number): Near[] {
  if (limit === 0) return [];
  const { numbers, moments } = vectorsOf(space, kept);
  const candidates = contenders(space, numbers, query, limit);
  const found: Found[] = [];
  let covered = 0;
  for (const { number, upper } of candidates) {
    if (covered >= limit && upper < (found.at(-1)?.similarity ?? 0)) break;
    insert(found, { number, similarity: innerProduct(query, space.exact(number)) });
    covered += moments[number] ?? 0;
    for (let last = found.at(-1); last; last = found.at(-1)) {
      const without = covered - (moments[last.number] ?? 0);
      if (without < limit) break;
      covered = without;
      found.pop();
    }
  }
  return momentsOf(space, kept, found).slice(0, limit);
}

/** Vectors that moments kept have, and how many moments have each. */
function vectorsOf(
  { vectorOf, bound }: VectorSpace,
  kept: Uint8Array,
): { numbers: Uint32Array; moments: Uint32Array } {
  const numbers = new Uint32Array(bound);
  const moments = new Uint32Array(bound);
  const length = Math.min(kept.length, vectorOf.length);
  let count = 0;
  for (let n = 0; n < length; n++) {
    const number = vectorOf[n] ?? 0;
    if (kept[n] !== 1 || number === 0) continue;
    const known = moments[number] ?? 0;
    if (known === 0) numbers[count++] = number;
    moments[number] = known + 1;
  }
  return { numbers: numbers.subarray(0, count), moments };
}

/** Vectors that can be among the nearest by their bounds, highest upper bound first. */
function contenders(
  { copies }: VectorSpace,
  numbers: Uint32Array,
  query: Float32Array,
  limit: number,
): Candidate[] {
  const { lower, upper } = copies.bounds(encodeQuery(query), numbers);
  const surest = new TopList(limit);
  for (let n = 0; n < lower.length; n++) surest.offer(n, lower[n] ?? 0);
  const sure = surest.best();
  const least = sure.length < limit ? Number.NEGATIVE_INFINITY : (sure.at(-1)?.score ?? 0);
  const candidates: Candidate[] = [];
  for (let n = 0; n < upper.length; n++) {
    const bound = upper[n] ?? 0;
    if (bound >= least) candidates.push({ number: numbers[n] ?? 0, upper: bound });
  }
  return candidates.sort((a, b) => b.upper - a.upper);
}

/** Puts it in its place, behind its equals; best first. */
function insert(found: Found[], one: Found): void {
  let at = found.length;
  while (at > 0 && (found[at - 1]?.similarity ?? 0) < one.similarity) at--;
  found.splice(at, 0, one);
}

/** Moments kept that have these vectors, in the vectors' order, then by number. */
function momentsOf({ vectorOf, bound }: VectorSpace, kept: Uint8Array, found: readonly Found[]): Near[] {
  const places = new Uint32Array(bound);
  found.forEach(({ number }, n) => {
    places[number] = n + 1;
  });
  const moments = found.map((): number[] => []);
  const length = Math.min(kept.length, vectorOf.length);
  for (let n = 0; n < length; n++) {
    if (kept[n] === 1) moments[(places[vectorOf[n] ?? 0] ?? 0) - 1]?.push(n);
  }
  return found.flatMap(({ similarity }, n) => (moments[n] ?? []).map((moment) => ({ moment, similarity })));
}
