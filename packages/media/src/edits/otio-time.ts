import { FLICKS_PER_SECOND } from "../time.ts";

/** A range in flicks. */
export interface FlickRange {
  readonly start: number;
  readonly end: number;
}

/** Rates of NTSC are often written in decimals: 23.976, 23.98, 29.97. */
const NTSC_BASES = [24, 30, 48, 60, 120];

/**
 * An OTIO `RationalTime` in flicks, to the nearest one. Rates within 0.005 of an NTSC rate are that rate: over an hour
 * 23.98 is half a second off 24000/1001.
 * @returns undefined for what is none.
 */
export function readRationalTime(value: unknown): number | undefined {
  const { value: count, rate } = fieldsOf(value);
  if (typeof count !== "number" || typeof rate !== "number") return undefined;
  if (!Number.isFinite(count) || !Number.isFinite(rate) || rate <= 0) return undefined;
  const base = NTSC_BASES.find((whole) => Math.abs(rate - (whole * 1000) / 1001) < 0.005);
  const seconds = base === undefined ? count / rate : (count * 1001) / (base * 1000);
  const flicks = Math.round(seconds * FLICKS_PER_SECOND);
  return Number.isSafeInteger(flicks) ? flicks : undefined;
}

/** An OTIO `TimeRange` in flicks. @returns undefined for what is none, or ends before it starts. */
export function readTimeRange(value: unknown): FlickRange | undefined {
  const fields = fieldsOf(value);
  const start = readRationalTime(fields.start_time);
  const duration = readRationalTime(fields.duration);
  if (start === undefined || duration === undefined || duration < 0) return undefined;
  return { start, end: start + duration };
}

/** The fields of a JSON object; none of anything else. */
export function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
