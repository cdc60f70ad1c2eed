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
  /** The vectors themselves, by number. */
  read(numbers: readonly number[]): ReadonlyMap<number, Float32Array>;
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
  const found = new NearestVectors(moments, limit);
  for (let start = 0; start < candidates.length; start += BATCH) {
    // They are sorted: those that follow are no nearer.
    if ((candidates[start]?.upper ?? 0) < found.threshold) break;
    const batch = candidates.slice(start, start + BATCH).map(({ number }) => number);
    for (const [number, vector] of space.read(batch)) found.offer(number, innerProduct(query, vector));
  }
  return momentsOf(space, kept, found.best()).slice(0, limit);
}

/** Vectors read at a time: one statement costs a third of as many. */
const BATCH = 128;

/** The nearest vectors of those offered, as many as so many moments have. */
class NearestVectors {
  /** Best first. */
  readonly #found: Found[] = [];
  readonly #moments: Uint32Array;
  readonly #limit: number;
  /** Moments that have those found. */
  #covered = 0;

  /** @param moments by a vector's number, how many moments have it. */
  constructor(moments: Uint32Array, limit: number) {
    this.#moments = moments;
    this.#limit = limit;
  }

  /** The least that a further one must have. */
  get threshold(): number {
    return this.#covered < this.#limit ? Number.NEGATIVE_INFINITY : (this.#found.at(-1)?.similarity ?? 0);
  }

  offer(number: number, similarity: number): void {
    if (similarity < this.threshold) return;
    let at = this.#found.length;
    while (at > 0 && (this.#found[at - 1]?.similarity ?? 0) < similarity) at--;
    this.#found.splice(at, 0, { number, similarity });
    this.#covered += this.#moments[number] ?? 0;
    for (let last = this.#last(); last; last = this.#last()) {
      this.#found.pop();
      this.#covered -= last;
    }
  }

  best(): readonly Found[] {
    return this.#found;
  }

  /** How many moments have the last one found, where it can be done without; 0 where it cannot. */
  #last(): number {
    const last = this.#moments[this.#found.at(-1)?.number ?? 0] ?? 0;
    return this.#covered - last >= this.#limit ? last : 0;
  }
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

/** Moments kept that have these vectors, in the vectors' order, then by number. */
function momentsOf({ vectorOf, bound }: VectorSpace, kept: Uint8Array, found: readonly Found[]): Near[] {
  const places = new Uint32Array(bound);
  found.forEach(({ number }, n) => {
    places[number] = n + 1;
  });
  const moments = found.map((): number[] => []);
  const length = Math.min(kept.length, vectorOf.length);
  for (let n = 0; n < length; n++) {
    const place = kept[n] === 1 ? (places[vectorOf[n] ?? 0] ?? 0) : 0;
    if (place > 0) moments[place - 1]?.push(n);
  }
  return found.flatMap(({ similarity }, n) => (moments[n] ?? []).map((moment) => ({ moment, similarity })));
}
