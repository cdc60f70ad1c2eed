import { CutstreamError } from "../../errors.ts";

/** Vectors one after another in one array, as a model's thread gives them. */
export interface VectorRows {
  readonly dimensions: number;
  readonly values: Float32Array<ArrayBuffer>;
}

/** The directions of some vectors. Throws as {@link unitVector}. */
export function unitRows({ dimensions, values }: VectorRows, origin: string): Float32Array[] {
  return Array.from({ length: values.length / dimensions }, (_, n) =>
    unitVector(values.subarray(n * dimensions, (n + 1) * dimensions), origin),
  );
}

/**
 * A vector scaled to length 1.
 * @param origin what gave it, for the error
 * @throws CutstreamError `model_unavailable` where it has no direction: all zero, or not finite
 */
export function unitVector(values: ArrayLike<number>, origin: string): Float32Array {
  const vector = Float32Array.from(values);
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (!(length > 0) || !Number.isFinite(length)) {
    throw new CutstreamError("model_unavailable", `${origin} gave a vector without a direction.`);
  }
  return vector.map((value) => value / length);
}

/** The direction between some vectors of length 1. Throws as {@link unitVector}. */
export function meanVector(vectors: readonly Float32Array[], origin: string): Float32Array {
  const [first] = vectors;
  if (first && vectors.length === 1) return first;
  const sum = new Float32Array(first?.length ?? 0);
  for (const vector of vectors) {
    for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] ?? 0) + (vector[i] ?? 0);
  }
  return unitVector(sum, origin);
}
