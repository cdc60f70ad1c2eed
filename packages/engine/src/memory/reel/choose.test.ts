import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { RetrievedMoment } from "../../api/memory.ts";
import { type Candidate, type Hit, joinHits, overlap, secondsOf } from "./candidates.ts";
import { chooseBest, chooseSpread } from "./choose.ts";
import { episodeOrder, storyTimeOrder } from "./order.ts";
import type { ReelQuery } from "./plan.ts";
import { snapToShots } from "./shots.ts";

const FRAME = 1 / 25;
const query = (purpose: string): ReelQuery => ({ purpose, weight: 1, before: 0, after: 0 });
const PEAKS = query("peaks");
const EVENTS = query("events");

const candidate = (from: number, to: number, worth = 1, video = "v0"): Candidate => {
  const frames = { from: Math.round(from / FRAME), to: Math.round(to / FRAME) };
  return { video, ...frames, frame: FRAME, worth, hits: [] };
};

const hit = (
  query: ReelQuery,
  from: number,
  to: number,
  worth: number,
  more: Partial<RetrievedMoment> = {},
): Hit => {
  const frames = { startFrame: Math.round(from / FRAME), endFrame: Math.round(to / FRAME) };
  const moment = { video: "v0", videoName: "v0", ...frames, start: from, end: to, metadata: {}, ...more };
  return { query, worth, moment: moment as RetrievedMoment };
};

const seconds = ({ from, to, frame }: Candidate) => [from * frame, to * frame];
const { compare, placeOf } = episodeOrder([candidate(0, 1), candidate(0, 100)]);

describe("candidates", () => {
  it("that several queries found are one, worth more than each", () => {
    const [joined, ...others] = joinHits([
      hit(PEAKS, 10, 14, 0.5),
      hit(EVENTS, 8, 12, 0.8),
      hit(EVENTS, 40, 44, 0.6),
    ]);
    expect(seconds(joined!)).toEqual([8, 14]);
    expect(joined?.worth).toBeCloseTo(0.9, 9);
    expect(joined?.hits.map(({ query }) => query.purpose)).toEqual(["events", "peaks"]);
    expect(others.map(({ worth }) => worth)).toEqual([0.6]);
  });

  it("that one query found twice are worth no more for it", () => {
    expect(joinHits([hit(PEAKS, 10, 14, 0.5), hit(PEAKS, 11, 15, 0.4)])).toMatchObject([{ worth: 0.5 }]);
  });

  it("do not grow without end, however loud a crowd is", () => {
    const loud = Array.from({ length: 50 }, (_, n) => hit(PEAKS, n * 4, n * 4 + 10, 1 - n / 100));
    for (const joined of joinHits(loud)) expect(secondsOf(joined)).toBeLessThanOrEqual(30);
  });

  it("stay what was found where a long one lies around", () => {
    const [joined, ...others] = joinHits([hit(EVENTS, 10, 14, 0.8), hit(PEAKS, 5, 25, 0.5)]);
    expect([seconds(joined!), others]).toEqual([[10, 14], []]);
    expect(joined?.worth).toBeCloseTo(0.9, 9);
  });

  it("of other videos have nothing to do with one another", () => {
    expect(joinHits([hit(PEAKS, 10, 14, 1), hit(PEAKS, 10, 14, 1, { video: "v1" })])).toHaveLength(2);
  });
});

describe("choosing the best", () => {
  it("takes what is worth most within the length, and shows it by time", () => {
    const all = [
      candidate(0, 10, 0.5),
      candidate(20, 30, 0.9),
      candidate(40, 50, 0.7),
      candidate(60, 63, 0.1),
    ];
    expect(chooseBest(all, 24, compare).map(seconds)).toEqual([
      [20, 30],
      [40, 50],
      [60, 63],
    ]);
  });

  it("takes no two that overlap", () => {
    const all = [candidate(0, 10, 0.5), candidate(5, 15, 0.9), candidate(14, 20, 0.4)];
    expect(chooseBest(all, 60, compare).map(seconds)).toEqual([[5, 15]]);
  });

  it("cuts the best where it alone is too long", () => {
    const [cut] = chooseBest([candidate(0, 100)], 10, compare);
    expect(seconds(cut!)).toEqual([45, 55]);
  });
});

describe("choosing from all parts", () => {
  it("takes some of the end although the beginning is worth more", () => {
    const all = Array.from({ length: 20 }, (_, n) => candidate(n * 5, n * 5 + 4, 1 - n / 40));
    const starts = chooseSpread(all, 16, compare, placeOf).map(({ from, frame }) => from * frame);
    expect(starts).toEqual([0, 25, 50, 75]);
  });
});

describe("whatever there is to choose from", () => {
  const arbitrary = fc.array(
    fc
      .record({
        video: fc.constantFrom("v0", "v1"),
        from: fc.nat(5000),
        frames: fc.integer({ min: 1, max: 900 }),
        worth: fc.double({ min: 0, max: 1, noNaN: true }),
      })
      .map(({ video, from, frames, worth }) => ({
        ...{ video, from, to: from + frames, frame: FRAME, worth },
        hits: [],
      })),
    { minLength: 1, maxLength: 30 },
  );
  const lengths = fc.integer({ min: 1, max: 120 });
  const edges = fc.array(fc.array(fc.nat(6000), { maxLength: 30 }), { maxLength: 30 });

  it("nothing overlaps, nothing is too long, something is shown, in order; also once it meets the shots", () => {
    fc.assert(
      fc.property(arbitrary, lengths, fc.boolean(), edges, (all, duration, best, edges) => {
        const order = episodeOrder(all);
        const chosen = best
          ? chooseBest(all, duration, order.compare)
          : chooseSpread(all, duration, order.compare, order.placeOf);
        for (const some of [chosen, snapToShots(chosen, edges, duration)]) {
          expect(some.length).toBeGreaterThan(0);
          expect(some.reduce((sum, one) => sum + secondsOf(one), 0)).toBeLessThanOrEqual(duration + 1e-9);
          for (const [n, one] of some.entries()) {
            expect(one.to).toBeGreaterThan(one.from);
            for (const other of some.slice(n + 1)) expect(overlap(one, other)).toBe(false);
          }
          expect([...some].sort(order.compare)).toEqual(some);
        }
      }),
    );
  });
});

describe("changes of shot", () => {
  it("are met by edges that are near, and by no others", () => {
    const [snapped] = snapToShots([candidate(10, 20)], [[255, 525, 700]], 60);
    expect([snapped?.from, snapped?.to]).toEqual([255, 525]);
    const [kept] = snapToShots([candidate(10, 20)], [[200, 600]], 60);
    expect([kept?.from, kept?.to]).toEqual([250, 500]);
  });

  it("never cost any of what was found", () => {
    const [bare] = joinHits([hit(EVENTS, 10, 20, 1)]);
    expect(snapToShots([bare!], [[260, 490]], 60)[0]).toMatchObject({ from: 250, to: 500 });
    const [padded] = joinHits([hit({ ...EVENTS, before: 1, after: 1 }, 10, 20, 1)]);
    expect(snapToShots([padded!], [[260, 490]], 60)[0]).toMatchObject({ from: 260, to: 490 });
    expect(snapToShots([padded!], [[280, 470]], 60)[0]).toMatchObject({ from: 250, to: 500 });
  });

  it("are not met where the reel would become too long, or nothing be left", () => {
    expect(snapToShots([candidate(10, 20)], [[240]], 10)[0]?.from).toBe(250);
    expect(snapToShots([candidate(10, 11)], [[262]], 10)[0]).toMatchObject({ from: 250, to: 275 });
  });
});

describe("the order of a story", () => {
  const found = (video: string, videoName: string, metadata = {}, from = 1) =>
    joinHits([hit(PEAKS, from, from + 1, 1, { video, videoName, metadata })])[0]!;

  it("is that of the episodes as they were given", () => {
    const [a, b] = [found("v1", "b"), found("v2", "a")];
    expect([a, b].sort(episodeOrder([a, b], ["v2", "v1"]).compare)).toEqual([b, a]);
  });

  it("is by season and episode, else by names in which numbers count", () => {
    const [a, b] = [found("x", "z", { season: 1, episode: 10 }), found("y", "a", { season: 1, episode: 2 })];
    expect([a, b].sort(episodeOrder([a, b]).compare)).toEqual([b, a]);
    const [c, d] = [found("x", "Part 10"), found("y", "Part 2")];
    expect([c, d].sort(episodeOrder([c, d]).compare)).toEqual([d, c]);
  });

  it("is by story_time where all have it", () => {
    const [now, then] = [found("x", "1", { story_time: 7 }), found("y", "2", { story_time: -3 })];
    const episodes = episodeOrder([now, then]);
    const story = storyTimeOrder([now, then], episodes);
    expect(story?.by).toBe("story_time");
    expect([now, then].sort(story?.compare)).toEqual([then, now]);
    expect(storyTimeOrder([now, found("z", "3")], episodes)).toBeUndefined();
    expect(storyTimeOrder([now, found("z", "3", { story_time: "1984-01-01" })], episodes)).toBeUndefined();
  });
});
