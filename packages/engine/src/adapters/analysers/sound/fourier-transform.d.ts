/** What is used of a package that brings no types. */
declare module "fourier-transform" {
  /** Complex spectrum of real input whose length is a power of two: real and imaginary parts of bins 0 to half. */
  export function fft(
    input: Float32Array | Float64Array,
    output?: [Float64Array, Float64Array],
  ): [Float64Array, Float64Array];
  /** The real signal of such a spectrum. */
  export function ifft(re: Float64Array, im: Float64Array, output?: Float64Array): Float64Array;
}
