type Numbers = Uint8Array | Uint32Array | Float32Array | Float64Array;

/** An array of at least `length`, with what was there and zeros behind it; half as long again, so that few are made. */
export function grown<T extends Numbers>(array: T, length: number): T {
  if (array.length >= length) return array;
  const larger = new (array.constructor as new (length: number) => T)(Math.ceil(length * 1.5));
  larger.set(array as never);
  return larger;
}
