/** Where a piece of sound stands in another. */
export interface SoundMatch {
  /** Samples from the start of `reference` to where `piece` fits best. */
  readonly offset: number;
  /** Normalised correlation there: 1 is the same sound. */
  readonly correlation: number;
}

/** Mean power under which a piece counts as silence, and says nothing of its time. */
const SILENCE = 1e-7;

/**
 * Finds where `piece` stands in `reference` by normalised cross-correlation.
 * @returns undefined where the piece is silent or does not fit in.
 */
export function matchSound(piece: Float32Array, reference: Float32Array): SoundMatch | undefined {
  const power = energy(piece, 0, piece.length);
  if (piece.length === 0 || power / piece.length < SILENCE) return undefined;
  let best: SoundMatch | undefined;
  let beside = energy(reference, 0, piece.length);
  for (let offset = 0; offset + piece.length <= reference.length; offset++) {
    if (beside > 0) {
      const correlation = product(piece, reference, offset) / Math.sqrt(power * beside);
      if (!best || correlation > best.correlation) best = { offset, correlation };
    }
    beside += (reference[offset + piece.length] ?? 0) ** 2 - (reference[offset] ?? 0) ** 2;
  }
  return best;
}

function product(piece: Float32Array, reference: Float32Array, offset: number): number {
  let sum = 0;
  for (let n = 0; n < piece.length; n++) sum += (piece[n] ?? 0) * (reference[offset + n] ?? 0);
  return sum;
}

function energy(samples: Float32Array, from: number, to: number): number {
  let sum = 0;
  for (let n = from; n < to; n++) sum += (samples[n] ?? 0) ** 2;
  return sum;
}
