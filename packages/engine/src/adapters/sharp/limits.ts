import { availableParallelism } from "node:os";

/** Pixels that an image may have: 4096 by 4096. */
export const MOST_PIXELS = 4096 * 4096;

/** Pixels of the longer side of a drawn SVG: as wide as overlays are shown on the largest of usual pictures. */
export const SVG_SIDE = 2048;

/** Seconds of a processor that decoding or drawing one may take. */
export const LONGEST = 5;

/** Images that are decoded at a time, however many are uploaded: as many as encoders, half the processors. */
export const DECODES_AT_ONCE = Math.max(1, availableParallelism() >> 1);
