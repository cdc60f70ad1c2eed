/** How far back the figures go. */
export type Period = "today" | "week" | "month" | "all";

export const PERIODS: Readonly<Record<Period, string>> = {
  today: "Today",
  week: "7 days",
  month: "28 days",
  all: "All time",
};

const DAYS = { today: 1, week: 7, month: 28 } as const;

const DAY = 24 * 3600_000;

/** The first day of a period, in UTC. @returns undefined where it has none. @param now milliseconds since 1970 */
export function firstDay(period: Period, now: number): string | undefined {
  return period === "all" ? undefined : new Date(now - (DAYS[period] - 1) * DAY).toISOString().slice(0, 10);
}
