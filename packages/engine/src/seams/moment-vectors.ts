import { CutstreamError } from "../errors.ts";

/** How far from 1 a vector's length may be: what models round to. */
const LENGTH_TOLERANCE = 0.01;

/** Checks a vector that a store is given. @throws CutstreamError `model_unavailable` where its length is not 1. */
export function assertUnitVector(model: string, vector: Float32Array): void {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  if (Math.abs(length - 1) <= LENGTH_TOLERANCE) return;
  throw new CutstreamError(
    "model_unavailable",
    `The model ${model} gave a vector of length ${length}; vectors have length 1.`,
  );
}

/**
 * Checks that a vector has as many dimensions as others of its model.
 * @throws CutstreamError `model_unavailable` where it has not.
 */
export function assertDimensions(
  model: string,
  dimensions: number | undefined,
  { length }: Float32Array,
): void {
  if (dimensions === undefined || length === dimensions) return;
  throw new CutstreamError(
    "model_unavailable",
    `The model ${model} gave a vector of ${length} dimensions; those that are stored have ${dimensions}.`,
  );
}
