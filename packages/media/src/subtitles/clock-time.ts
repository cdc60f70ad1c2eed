import { FLICKS_PER_SECOND } from "../time.ts";

const FLICKS_PER_MILLISECOND = FLICKS_PER_SECOND / 1000;

/** Flicks of hours, minutes, seconds and milliseconds, as a regular expression found their digits. */
export function clockFlicks(
  hours: string | undefined,
  minutes: string | undefined,
  seconds: string | undefined,
  milliseconds: string | undefined,
): number {
  const whole = (Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0);
  return whole * FLICKS_PER_SECOND + Number(milliseconds ?? 0) * FLICKS_PER_MILLISECOND;
}

/** Writes `01:02:03.456`, to the nearest millisecond, with this mark before the milliseconds. */
export function formatClock(flicks: number, mark: "," | "."): string {
  const total = Math.round(flicks / FLICKS_PER_MILLISECOND);
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const [hours, minutes, seconds] = [total / 3_600_000, (total / 60_000) % 60, (total / 1000) % 60];
  return `${two(hours)}:${two(minutes)}:${two(seconds)}${mark}${String(total % 1000).padStart(3, "0")}`;
}
