import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";

/** Flicks in five microseconds: 705.6 a microsecond is no whole number, 3528 is. */
const FLICKS_PER_5_MICROSECONDS = 3528;
const MICROSECONDS = 1_000_000;

/**
 * Flicks to the nearest whole microsecond, in integer arithmetic alone.
 * @param flicks a whole number, not negative, up to 1.8e15 (29 days).
 * @throws MediaFormatError for any other number.
 */
function toMicroseconds(flicks: number): number {
  const scaled = flicks * 5;
  if (!(flicks >= 0) || !Number.isSafeInteger(scaled)) {
    throw new MediaFormatError(`Not a duration in whole flicks: ${flicks}`);
  }
  const shifted = scaled + FLICKS_PER_5_MICROSECONDS / 2;
  return (shifted - (shifted % FLICKS_PER_5_MICROSECONDS)) / FLICKS_PER_5_MICROSECONDS;
}

/**
 * Writes flicks as decimal seconds with 6 places.
 *
 * Each value is within half a microsecond of the truth and depends on nothing but itself, so equal segments read
 * equal wherever they stand. Over n segments the sum is within n/2 µs: half a millisecond after 1000 segments in the
 * worst case, none at all for the usual whole-microsecond durations (6.006, 4.004, 6 s); RFC 8216 §4.3.2.1 asks for
 * "enough accuracy to avoid perceptible error when segment durations are accumulated".
 * @throws MediaFormatError where the number is not a count of flicks.
 */
export function formatSeconds(flicks: number): string {
  const micros = toMicroseconds(flicks);
  const fraction = micros % MICROSECONDS;
  return `${(micros - fraction) / MICROSECONDS}.${String(fraction + MICROSECONDS).slice(1)}`;
}

/**
 * The `EXTINF` of a segment rounded to whole seconds, as it is compared with the target duration
 * (RFC 8216 §4.3.3.1).
 * @throws MediaFormatError where the number is not a count of flicks.
 */
export function roundToSeconds(flicks: number): number {
  return Math.round(toMicroseconds(flicks) / MICROSECONDS);
}

const DECIMAL = /^(\d{1,9})(?:\.(\d*))?$/;

/**
 * Reads decimal seconds (RFC 8216 §4.2 decimal-floating-point, decimal-integer) to the nearest flick; places after
 * the ninth are ignored, being finer than a flick.
 * @throws MediaFormatError where the text is not such a number.
 */
export function parseSeconds(text: string, offset?: number): number {
  const match = DECIMAL.exec(text);
  const whole = match?.[1];
  if (whole === undefined)
    throw new MediaFormatError(`Not a duration in seconds: ${JSON.stringify(text)}`, offset);
  const nanos = Number((match?.[2] ?? "").padEnd(9, "0").slice(0, 9));
  return Number(whole) * FLICKS_PER_SECOND + Math.round((nanos * 7056) / 10_000);
}
