import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { EVENT_TYPES } from "../../api/events.ts";
import { storedEvent } from "../../seams/event-store.fixtures.ts";
import type { PlacedEvent } from "./event.ts";
import {
  decodePlay,
  EMPTY_PLAY,
  encodePlay,
  isWatched,
  joinEvent,
  type Play,
  watchedSeconds,
} from "./play.ts";
import { bucketMiddle, startupBucket } from "./startup-buckets.ts";
import { tallyChange } from "./tally.ts";

const slots = fc.uniqueArray(
  fc.integer({ min: 0, max: 5 }).map((slot) => ({ slot, title: `t${slot % 3}` })),
  { selector: ({ slot }) => slot, maxLength: 3 },
);
const placed: fc.Arbitrary<PlacedEvent> = fc
  .record({
    type: fc.constantFrom(...EVENT_TYPES),
    position: fc.option(fc.integer({ min: 0, max: 4_000_000 })),
    played: fc.integer({ min: 0, max: 20_000 }),
    duration: fc.option(fc.integer({ min: 0, max: 60_000 })),
    slots,
  })
  .map((change) => storedEvent({ ...change, finished: change.slots.slice(1) }).event);

const joined = (events: readonly PlacedEvent[]): Play => events.reduce(joinEvent, EMPTY_PLAY);
const plain = (play: Play) => {
  const { sets, shown, ...rest } = JSON.parse(encodePlay(play)) as {
    sets: number[][];
    shown: [number, string][];
  };
  return { ...rest, sets: sets.map((set) => set.sort()), shown: shown.sort() };
};

describe("a play", () => {
  test("is the same in whatever order its events come", () => {
    fc.assert(
      fc.property(fc.array(placed), fc.infiniteStream(fc.nat()), (events, random) => {
        const order = events
          .map((event) => ({ event, by: random.next().value ?? 0 }))
          .sort((a, b) => a.by - b.by);
        expect(plain(joined(order.map(({ event }) => event)))).toEqual(plain(joined(events)));
      }),
    );
  });

  test("has shown what was skipped, finished, clicked and followed, and was started where it completed", () => {
    fc.assert(
      fc.property(fc.array(placed), (events) => {
        const play = joined(events);
        for (const set of [play.skipped, play.clicked, play.followed]) {
          for (const slot of set) expect(play.shown.has(slot)).toBe(true);
        }
        expect(Number(play.completed)).toBeLessThanOrEqual(Number(play.started));
        expect(watchedSeconds(play) > 0 && !play.started).toBe(false);
      }),
    );
  });

  test("is read as it was written", () => {
    fc.assert(
      fc.property(fc.array(placed), (events) => {
        const play = joined(events);
        expect(plain(decodePlay(encodePlay(play)))).toEqual(plain(play));
      }),
    );
  });

  test("counts a second once, where its middle was played", () => {
    const progress = (position: number, played: number) =>
      storedEvent({ type: "progress", position, played }).event;
    const { seconds } = joined([progress(3400, 3000), progress(2900, 1000), progress(9_000_000, 9000)]);
    expect([0, 1, 2, 3, 4].map((second) => isWatched(seconds, second))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    expect(watchedSeconds({ seconds })).toBe(3);
  });
});

describe("tallies", () => {
  test("are the same whether events come one by one or at once", () => {
    fc.assert(
      fc.property(fc.array(placed), (events) => {
        const sums = new Map<string, number>();
        let play: Play | undefined;
        const add = (before: Play | undefined, after: Play, into: Map<string, number>) => {
          for (const { count, ...key } of tallyChange(before, after)) {
            const text = JSON.stringify(key);
            into.set(text, (into.get(text) ?? 0) + count);
          }
        };
        for (const event of events) {
          const after = joinEvent(play ?? EMPTY_PLAY, event);
          add(play, after, sums);
          play = after;
        }
        const atOnce = new Map<string, number>();
        if (play) add(undefined, play, atOnce);
        const without0 = [...sums].filter(([, count]) => count !== 0);
        expect(new Map(without0)).toEqual(atOnce);
        for (const [, count] of without0) expect(count).toBeGreaterThan(0);
      }),
    );
  });

  test("read a duration from its bucket to within a twentieth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1e7 }), (ms) => {
        expect(Math.abs(bucketMiddle(startupBucket(ms)) / ms - 1)).toBeLessThan(0.05);
      }),
    );
    expect(bucketMiddle(startupBucket(0))).toBe(1);
  });
});
