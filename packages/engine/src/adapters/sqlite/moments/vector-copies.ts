import { grown } from "./growing.ts";
import { paddedDimensions, type QueryCodes, type VectorCodes } from "./vector-codes.ts";
import { VectorScanner } from "./vector-scanner.ts";

/** Cosines between a query and some vectors, in their order: each lies in `[lower, upper]`. */
export interface CosineBounds {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

/** Codes of all vectors of a model in memory, by the vectors' numbers: one byte for each dimension, and 8 more. */
export class VectorCopies {
  readonly #scanner: VectorScanner;
  #scale = new Float32Array(0);
  #error = new Float32Array(0);

  constructor(dimensions: number) {
    this.#scanner = new VectorScanner(paddedDimensions(dimensions));
  }

  set(number: number, { codes, scale, error }: VectorCodes): void {
    this.#scanner.set(number, codes);
    this.#scale = grown(this.#scale, number + 1);
    this.#error = grown(this.#error, number + 1);
    this.#scale[number] = scale;
    this.#error[number] = error;
  }

  bounds(query: QueryCodes, numbers: Uint32Array): CosineBounds {
    const products = this.#scanner.innerProducts(query.codes, numbers);
    const lower = new Float64Array(numbers.length);
    const upper = new Float64Array(numbers.length);
    for (let n = 0; n < numbers.length; n++) {
      const number = numbers[n] ?? 0;
      const estimate = (products[n] ?? 0) * query.scale * (this.#scale[number] ?? 0);
      const margin = query.margin + query.marginPerError * (this.#error[number] ?? 0);
      lower[n] = estimate - margin;
      upper[n] = estimate + margin;
    }
    return { lower, upper };
  }
}
