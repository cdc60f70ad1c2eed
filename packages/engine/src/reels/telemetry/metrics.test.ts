import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TallyRow } from "../../seams/event-store.ts";
import { meanOf, rateOf, shareOf } from "./interval.ts";
import { figuresOf } from "./metrics.ts";
import { startupBucket } from "./startup-buckets.ts";
import type { Measure } from "./tally.ts";

const tally = (measure: Measure, count: number, at = 0, title = ""): TallyRow => ({
  ...{ experiment: "", arm: "", holdout: false },
  ...{ measure, title, at, count },
});

describe("intervals", () => {
  test("of shares are Wilson's", () => {
    // E. B. Wilson's interval of 8 out of 10, as statistics packages give it.
    const { share } = shareOf(8, 10);
    expect(share?.low).toBeCloseTo(0.4902, 3);
    expect(share?.high).toBeCloseTo(0.9433, 3);
    expect(shareOf(0, 0).share).toBeNull();
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (count, more) => {
        const found = shareOf(count, count + more).share;
        if (!found) return;
        expect(
          0 <= found.low && found.low <= found.value && found.value <= found.high && found.high <= 1,
        ).toBe(true);
      }),
    );
  });

  test("of means and rates narrow with what is known", () => {
    expect(meanOf(30, 300, 3)).toEqual({ value: 10, low: 10, high: 10 });
    expect(meanOf(0, 0, 0)).toBeNull();
    // Byar's limits of 10 events are 4.79 and 18.39.
    const rate = rateOf(10, 1);
    expect(rate?.low).toBeCloseTo(4.79, 1);
    expect(rate?.high).toBeCloseTo(18.39, 1);
    expect(rateOf(0, 2)?.low).toBe(0);
    expect(rateOf(3, 0)).toBeNull();
  });
});

describe("figures", () => {
  test("divide what was counted by what was shown and started", () => {
    const figures = figuresOf(
      [
        tally("plays", 11),
        tally("starts", 10),
        tally("completions", 4),
        tally("watched", 50),
        tally("watchedSquared", 300),
        ...[10, 8, 5].map((count, second) => tally("seconds", count, second)),
        tally("impressions", 10, 0, "Alien"),
        tally("impressions", 5, 1, "Brazil"),
        tally("impressions", 6, 2, "Alien"),
        tally("skips", 2, 1, "Brazil"),
        tally("clicks", 4, 0, "Alien"),
        tally("followOns", 1, 2, "Alien"),
        tally("startups", 9, startupBucket(200)),
        tally("startups", 1, startupBucket(3000)),
        tally("stalls", 2),
        tally("stalled", 3500),
      ],
      1,
    );
    expect(figures).toMatchObject({ plays: 11, starts: 10, errors: 0, titleCount: 2 });
    expect(figures.completion.share?.value).toBe(0.4);
    expect(figures.watched?.value).toBe(5);
    expect(figures.curve).toEqual([1, 0.8, 0.5]);
    expect(figures.slots.map(({ slot, skips }) => [slot, skips.count, skips.of])).toEqual([
      [0, 0, 10],
      [1, 2, 5],
      [2, 0, 6],
    ]);
    expect(figures.titles).toHaveLength(1);
    expect(figures.titles[0]).toMatchObject({
      title: "Alien",
      impressions: 16,
      clicks: { count: 4, of: 16 },
    });
    expect(figures.startup?.p50).toBeCloseTo(0.2, 2);
    expect(figures.startup?.p95).toBeGreaterThan(2.8);
    expect(figures.stalls).toMatchObject({ count: 2, seconds: 3.5, perHour: { value: 144 } });
  });

  test("of nothing are nothing", () => {
    expect(figuresOf([], 10)).toMatchObject({
      plays: 0,
      curve: [],
      slots: [],
      titles: [],
      startup: null,
      watched: null,
    });
  });
});
