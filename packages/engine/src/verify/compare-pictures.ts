/** How a picture served compares with the source's around the frame that it should be. */
export interface PictureMatch {
  /** Frame that it looks most like, minus the frame that it should be. */
  readonly error: number;
  /** Whether neighbouring frames look so alike that nobody could tell them apart. */
  readonly indistinct: boolean;
  /** Mean difference of its luma to that frame's, 0 to 255. */
  readonly difference: number;
}

/** Two source frames that differ less than this on average, in steps of 255, cannot be told apart after encoding. */
const INDISTINCT = 0.6;

/**
 * Finds the source frame that a picture shows.
 * @param around luma of source frames by number; those missing are not considered.
 */
export function matchPicture(
  picture: Uint8Array,
  expected: number,
  around: ReadonlyMap<number, Uint8Array>,
): PictureMatch | undefined {
  const wanted = around.get(expected);
  if (!wanted) return undefined;
  const own = meanDifference(picture, wanted);
  let best = { frame: expected, difference: own };
  for (const [frame, luma] of around) {
    const difference = meanDifference(picture, luma);
    if (difference < best.difference) best = { frame, difference };
  }
  const rivals = [expected - 1, expected + 1]
    .map((frame) => around.get(frame))
    .filter((luma) => luma !== undefined);
  const indistinct = rivals.some((luma) => meanDifference(luma, wanted) < INDISTINCT);
  const tied = own - best.difference < INDISTINCT / 2 && indistinct;
  return { error: tied ? 0 : best.frame - expected, indistinct, difference: tied ? own : best.difference };
}

/** Mean absolute difference of two pictures of one size. */
function meanDifference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let pixel = 0; pixel < a.length; pixel++) sum += Math.abs((a[pixel] ?? 0) - (b[pixel] ?? 0));
  return a.length > 0 ? sum / a.length : 0;
}
