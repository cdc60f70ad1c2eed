/*
 * Vectors as 8-bit codes, and how far a cosine that is made of codes can be from the exact one.
 *
 * A vector is `v = s·c + e`: whole numbers `c` of -127 to 127, a scale `s`, and what rounding leaves, `e`. A query is
 * `x = t·p + f` likewise, with 16 bits. Then `x·v = s·t·(p·c) + x·e + f·(s·c)`, of which the scan gives `p·c`, and by
 * Cauchy and Schwarz the rest is no more than `|x|·|e| + |f|·(|v| + |e|)`. All four lengths are known.
 */

/** What a step of the scan takes; codes are padded with zeros to a multiple of it. */
const STEP = 16;
const LARGEST_CODE = 127;
/** Vectors have length 1, give or take one in a hundred. */
const LONGEST = 1.01;
/** Covers the rounding of 64-bit and 32-bit floating point in lengths, scales and sums. */
const ROUNDING = 1.000_001;
const SUM_ROUNDING = 1e-9;

/** A vector as codes. */
export interface VectorCodes {
  readonly codes: Int8Array;
  readonly scale: number;
  /** Length of what the codes leave out, or a little more. */
  readonly error: number;
}

/** A query as codes. */
export interface QueryCodes {
  readonly codes: Int16Array;
  readonly scale: number;
  /** The most that an estimate is off for codes without error, and what is added for each unit of error. */
  readonly margin: number;
  readonly marginPerError: number;
}

/** Dimensions that codes have for those of a vector. */
export const paddedDimensions = (dimensions: number): number => Math.ceil(dimensions / STEP) * STEP;

/** @param vector not all zero. */
export function encodeVector(vector: Float32Array): VectorCodes {
  const scale = Math.fround(largestOf(vector) / LARGEST_CODE);
  const codes = new Int8Array(paddedDimensions(vector.length));
  const error = encode(vector, scale, LARGEST_CODE, codes);
  return { codes, scale, error: error * ROUNDING };
}

/** @param vector not all zero. */
export function encodeQuery(vector: Float32Array): QueryCodes {
  const codes = new Int16Array(paddedDimensions(vector.length));
  // Sums of products stay within 32 bits.
  const largest = Math.min(32_767, Math.floor((2 ** 31 - 1) / (LARGEST_CODE * codes.length)));
  const scale = largestOf(vector) / largest;
  const error = encode(vector, scale, largest, codes);
  return {
    codes,
    scale,
    margin: error * LONGEST * ROUNDING + SUM_ROUNDING,
    marginPerError: (lengthOf(vector) + error) * ROUNDING,
  };
}

/** Writes the codes. @returns the length of what they leave out. */
function encode(vector: Float32Array, scale: number, largest: number, codes: Int8Array | Int16Array): number {
  let squares = 0;
  for (let n = 0; n < vector.length; n++) {
    const value = vector[n] ?? 0;
    const code = Math.max(-largest, Math.min(largest, Math.round(value / scale)));
    codes[n] = code;
    squares += (value - code * scale) ** 2;
  }
  return Math.sqrt(squares);
}

function largestOf(vector: Float32Array): number {
  let largest = 0;
  for (let n = 0; n < vector.length; n++) largest = Math.max(largest, Math.abs(vector[n] ?? 0));
  return largest;
}

function lengthOf(vector: Float32Array): number {
  return Math.sqrt(innerProduct(vector, vector));
}

/** Of two vectors of as many dimensions, summed up with 64 bits. */
export function innerProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += (a[n] ?? 0) * (b[n] ?? 0);
  return sum;
}
