/** A number and how well it did. */
export interface Scored {
  readonly number: number;
  readonly score: number;
}

/** Entries beyond the limit that are kept before the worst are thrown away, all at once. */
const SLACK = 256;

/** Keeps those with the highest scores of all numbers that are offered; of equal scores, the lowest numbers. */
export class TopList {
  readonly #limit: number;
  #kept: Scored[] = [];
  /** What a further one must reach. */
  #threshold = Number.NEGATIVE_INFINITY;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Numbers must be offered once each, in ascending order. */
  offer(number: number, score: number): void {
    // An equal one with a higher number comes too late.
    if (score <= this.#threshold || this.#limit === 0) return;
    this.#kept.push({ number, score });
    if (this.#kept.length >= 2 * this.#limit + SLACK) this.#trim();
  }

  /** Best first. */
  best(): readonly Scored[] {
    this.#trim();
    return this.#kept;
  }

  #trim(): void {
    this.#kept.sort((a, b) => b.score - a.score || a.number - b.number);
    if (this.#kept.length < this.#limit) return;
    this.#kept.length = this.#limit;
    this.#threshold = this.#kept.at(-1)?.score ?? Number.NEGATIVE_INFINITY;
  }
}
