import type { ReelFigures, Share, SlotFigures, StartupFigures } from "../../api/figures.ts";
import type { TallyRow } from "../../seams/event-store.ts";
import { meanOf, rateOf, shareOf } from "./interval.ts";
import { bucketMiddle } from "./startup-buckets.ts";
import type { Measure } from "./tally.ts";

/** Seconds of the curve. */
const LONGEST_CURVE = 600;

/** Works out what tallies of one group say. @param titles how many titles to list. */
export function figuresOf(tallies: readonly TallyRow[], titles: number): ReelFigures {
  const whole = (measure: Measure): number => sum(tallies.filter((tally) => tally.measure === measure));
  const starts = whole("starts");
  const watched = whole("watched");
  const [bySlot, byTitle] = [grouped(tallies, ({ at }) => at), grouped(tallies, ({ title }) => title)];
  const stalls = whole("stalls");
  const listed = [...byTitle]
    .map(([title, rows]) => ({ title, ...clipFigures(rows) }))
    .sort((a, b) => b.impressions - a.impressions || (a.title < b.title ? -1 : 1));
  return {
    plays: whole("plays"),
    starts,
    completion: shareOf(whole("completions"), starts),
    watched: meanOf(watched, whole("watchedSquared"), starts),
    curve: curveOf(tallies, starts),
    slots: [...bySlot]
      .map(([slot, rows]) => ({ slot, ...clipFigures(rows) }))
      .sort((a, b) => a.slot - b.slot),
    titles: listed.slice(0, titles),
    titleCount: listed.length,
    startup: startupOf(tallies),
    stalls: { count: stalls, seconds: whole("stalled") / 1000, perHour: rateOf(stalls, watched / 3600) },
    errors: whole("errors"),
  };
}

const CLIP_MEASURES: ReadonlySet<Measure> = new Set([
  "impressions",
  "skips",
  "finishes",
  "clicks",
  "followOns",
]);

function grouped<Key>(tallies: readonly TallyRow[], keyOf: (tally: TallyRow) => Key): Map<Key, TallyRow[]> {
  return Map.groupBy(
    tallies.filter(({ measure }) => CLIP_MEASURES.has(measure)),
    keyOf,
  );
}

function clipFigures(rows: readonly TallyRow[]): Omit<SlotFigures, "slot"> {
  const of = (measure: Measure): number => sum(rows.filter((row) => row.measure === measure));
  const impressions = of("impressions");
  const share = (measure: Measure): Share => shareOf(of(measure), impressions);
  return {
    impressions,
    skips: share("skips"),
    finishes: share("finishes"),
    clicks: share("clicks"),
    followOns: share("followOns"),
  };
}

function curveOf(tallies: readonly TallyRow[], starts: number): readonly number[] {
  const seconds = tallies.filter(({ measure, at }) => measure === "seconds" && at < LONGEST_CURVE);
  const curve = new Array<number>(1 + seconds.reduce((most, { at }) => Math.max(most, at), -1)).fill(0);
  for (const { at, count } of seconds) curve[at] = (curve[at] ?? 0) + count / starts;
  return curve;
}

function startupOf(tallies: readonly TallyRow[]): StartupFigures | null {
  const buckets = tallies
    .filter(({ measure, count }) => measure === "startups" && count > 0)
    .sort((a, b) => a.at - b.at);
  const plays = sum(buckets);
  if (plays === 0) return null;
  const quantile = (share: number): number => {
    let below = 0;
    const found = buckets.find(({ count }) => {
      below += count;
      return below >= share * plays;
    });
    return bucketMiddle(found?.at ?? 0) / 1000;
  };
  return { plays, p50: quantile(0.5), p95: quantile(0.95) };
}

const sum = (tallies: readonly TallyRow[]): number => tallies.reduce((total, { count }) => total + count, 0);
