/** Tries of one input. */
const MOST_TRIES = 2000;

/** Leaves out of an input what can be left out, in smaller and smaller pieces, while it stays as bad as it was. */
export function minimise(input: Uint8Array, isBad: (input: Uint8Array) => boolean): Uint8Array {
  let best = input;
  let tries = 0;
  for (let piece = best.length >> 1; piece >= 1; piece >>= 1) {
    for (let at = 0; at < best.length && tries < MOST_TRIES; ) {
      const smaller = Uint8Array.from([...best.subarray(0, at), ...best.subarray(at + piece)]);
      tries += 1;
      if (isBad(smaller)) best = smaller;
      else at += piece;
    }
  }
  return best;
}
