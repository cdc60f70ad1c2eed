/** Samples a second of all sound that is measured. */
export const SAMPLE_RATE = 48_000;

/** Coefficients of a filter of second order; `a0` is 1. */
interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

/** The head: a shelf above 1.5 kHz (ITU-R BS.1770-4, Annex 1, table 1, for 48 kHz). */
const SHELF: Biquad = {
  b: [1.53512485958697, -2.69169618940638, 1.19839281085285],
  a: [-1.69065929318241, 0.73248077421585],
};
/** The ear: a high pass at 38 Hz (table 2). */
const HIGH_PASS: Biquad = {
  b: [1, -2, 1],
  a: [-1.99004745483398, 0.99007225036621],
};

/** K-weighting of one channel at {@link SAMPLE_RATE} (ITU-R BS.1770-4, Annex 1). */
export class KWeighting {
  readonly #shelf = new Filter(SHELF);
  readonly #highPass = new Filter(HIGH_PASS);

  /** The next sample, weighted. */
  next(sample: number): number {
    return this.#highPass.next(this.#shelf.next(sample));
  }
}

/** A filter of second order in transposed direct form II. */
class Filter {
  readonly #filter: Biquad;
  #first = 0;
  #second = 0;

  constructor(filter: Biquad) {
    this.#filter = filter;
  }

  next(input: number): number {
    const { b, a } = this.#filter;
    const output = b[0] * input + this.#first;
    this.#first = b[1] * input - a[0] * output + this.#second;
    this.#second = b[2] * input - a[1] * output;
    return output;
  }
}
