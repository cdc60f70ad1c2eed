import type { DayRange } from "../../seams/event-store.ts";

/** A day in milliseconds. */
export const DAY = 86_400_000;

/** Days of events that are learned from by default. */
const LEARNED_DAYS = 28;

/** The day of a moment in UTC: `2026-11-22`. @param time milliseconds since 1970 */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Whether a text is a day that there is. */
export function isDay(text: string): boolean {
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && dayOf(time) === text;
}

/** The days that are learned from: the last {@link LEARNED_DAYS} up to `to`, or to now, where `from` is not given. */
export function learnedDays({ from, to }: DayRange, now: number): DayRange & { readonly from: string } {
  const last = to === undefined ? now : Date.parse(to);
  return { from: from ?? dayOf(last - (LEARNED_DAYS - 1) * DAY), ...(to !== undefined && { to }) };
}
