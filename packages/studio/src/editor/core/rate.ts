/**
 * Time in the editor is an integer: whole frames within a source, ticks on the timeline. A tick is 1/240 000 s, in
 * which a frame of every video that Cutstream has taken in is a whole number.
 */
export const TICKS_PER_SECOND = 240_000;

/** Ticks in a millisecond: what people type. */
export const TICKS_PER_MS = TICKS_PER_SECOND / 1000;

/** Frames a second, in lowest terms. */
export interface Rate {
  readonly num: number;
  readonly den: number;
}

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

/**
 * Reads `"30000/1001"` or `"25"`.
 * @returns undefined for anything else, and for rates whose frame is no whole number of ticks.
 */
export function parseRate(text: string): Rate | undefined {
  const [, over, under = "1"] = /^([1-9]\d{0,9})(?:\/([1-9]\d{0,9}))?$/.exec(text) ?? [];
  if (over === undefined) return undefined;
  const divisor = gcd(Number(over), Number(under));
  const rate = { num: Number(over) / divisor, den: Number(under) / divisor };
  return Number.isInteger(ticksPerFrame(rate)) ? rate : undefined;
}

/** Writes a rate as `"30000/1001"` or `"25/1"`. */
export const formatRate = ({ num, den }: Rate): string => `${num}/${den}`;

/** Ticks that a frame lasts. */
export const ticksPerFrame = ({ num, den }: Rate): number => (TICKS_PER_SECOND * den) / num;

/** Frames as an exact fraction of seconds: `"1001/30000"`. */
export function exactSeconds(frames: number, { num, den }: Rate): string {
  const divisor = gcd(frames * den, num) || 1;
  return `${(frames * den) / divisor}/${num / divisor}`;
}

/** Ticks as seconds: for players, and for people. */
export const toSeconds = (ticks: number): number => ticks / TICKS_PER_SECOND;

/** Ticks as a clock shows them: `1:02.345`, `1:00:02.345`. Cut off, not rounded: a frame is shown from its time on. */
export function clock(ticks: number): string {
  const ms = Math.floor(ticks / TICKS_PER_MS);
  const [hours, minutes, seconds] = [ms / 3_600_000, (ms / 60_000) % 60, (ms / 1000) % 60].map(Math.floor);
  const pad = (n = 0, digits = 2) => String(n).padStart(digits, "0");
  const tail = `${pad(seconds)}.${pad(ms % 1000, 3)}`;
  return hours ? `${hours}:${pad(minutes)}:${tail}` : `${minutes}:${tail}`;
}

/**
 * Reads what people type for a time: `12.5`, `1:02.345`, `1:00:02`.
 * @returns milliseconds; undefined where it is no time.
 */
export function parseClock(text: string): number | undefined {
  const match = /^\s*(?:(?:(\d{1,3}):)?(\d{1,4}):)?(\d{1,6})(?:\.(\d{1,3}))?\s*$/.exec(text);
  if (!match) return undefined;
  const [, hours = "0", minutes = "0", seconds = "0", decimals = ""] = match;
  const whole = Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
  return whole * 1000 + Number(decimals.padEnd(3, "0"));
}
