/**
 * Time in Cutstream is an integer count of a named unit; seconds as floating point exist only at the edges.
 *
 * - A **flick** is 1/705 600 000 s: the smallest unit in which one frame of every video rate in use (24, 25, 30, 48,
 *   50, 60, 90, 100, 120 and their 1000/1001 variants) and one sample of every audio rate (8 kHz to 192 kHz) are
 *   whole numbers. Plans count in flicks. A safe integer holds 147 days of them.
 * - A **tick** is 1/240 000 s: the timescale of every video track that Cutstream writes.
 */

/** Flicks in one second. */
export const FLICKS_PER_SECOND = 705_600_000;

/** Timescale of every video track that Cutstream writes (ISO/IEC 14496-12 §8.4.2). */
export const VIDEO_TIMESCALE = 240_000;

/** Flicks in one video tick; exact. */
export const FLICKS_PER_TICK = FLICKS_PER_SECOND / VIDEO_TIMESCALE;

/**
 * Presentation time, in seconds, of a source's first frame in the media that Cutstream writes. Far from zero, so that
 * encoder delay and audio priming never turn a timestamp negative (Shaka treats negative offsets differently), and
 * below 95 443 s, where the 33-bit clock of MPEG-TS wraps.
 */
export const ORIGIN_SECONDS = 1000;

/** An exact fraction. `den` is positive; not necessarily reduced. */
export interface Rational {
  readonly num: number;
  readonly den: number;
}

/** Frames per second as an exact fraction, such as 30000/1001. */
export type FrameRate = Rational;

const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b));

/** Returns `value` in lowest terms. */
export function reduce(value: Rational): Rational {
  const divisor = gcd(value.num, value.den) || 1;
  return { num: value.num / divisor, den: value.den / divisor };
}

/** Writes a fraction as `"30000/1001"`, or `"25/1"`. */
export function formatRational(value: Rational): string {
  const { num, den } = reduce(value);
  return `${num}/${den}`;
}

/**
 * Reads `"30000/1001"`, `"25"` or `"-1/2"`.
 * @returns undefined where the text is not an exact fraction of safe integers with a positive denominator.
 */
export function parseRational(text: string): Rational | undefined {
  const match = /^(-?\d{1,15})(?:\/(\d{1,15}))?$/.exec(text.trim());
  if (!match) return undefined;
  const num = Number(match[1]);
  const den = match[2] === undefined ? 1 : Number(match[2]);
  return den > 0 ? { num, den } : undefined;
}

/**
 * Video ticks that one frame lasts.
 * @returns undefined where a frame of this rate is not a whole number of ticks (23.98 as 2398/100, say): such a
 * source is conformed to a rate that is.
 */
export function ticksPerFrame(rate: FrameRate): number | undefined {
  const ticks = (VIDEO_TIMESCALE * rate.den) / rate.num;
  return Number.isInteger(ticks) && ticks > 0 ? ticks : undefined;
}

/** Flicks that one audio sample lasts; whole for every rate AAC knows (ISO/IEC 14496-3 table 1.18) but 7350 Hz. */
export function flicksPerSample(sampleRate: number): number {
  return FLICKS_PER_SECOND / sampleRate;
}

/** Flicks as seconds, for people and for `EXTINF`. */
export function flicksToSeconds(flicks: number): number {
  return flicks / FLICKS_PER_SECOND;
}
