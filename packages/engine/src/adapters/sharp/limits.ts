/** Pixels that an image may have: 4096 by 4096. */
export const MOST_PIXELS = 4096 * 4096;

/** Seconds that decoding or drawing one may take. */
export const LONGEST = 5;
