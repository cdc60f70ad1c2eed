import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { PlaybackEvent } from "../../api/events.ts";
import type { PlacedEvent, ReelLayout } from "./event.ts";
import { CLOCK_ERROR, OLDEST, placeEvent } from "./place-event.ts";

const SECOND = 705_600_000;
const NOW = 1_700_000_000_000;

/** Three clips of two seconds, the first title twice. */
const LAYOUT: ReelLayout = {
  viewer: "ann",
  holdout: false,
  slots: ["Alien", "Brazil", "Alien"].map((title, slot) => ({
    ...{ slot, title, clipType: "40" },
    ...{ start: slot * 2 * SECOND, end: (slot + 1) * 2 * SECOND },
  })),
};

const placed = (event: Partial<PlaybackEvent>): PlacedEvent => {
  const found = placeEvent({ id: "e", type: "impression", ...event }, LAYOUT, NOW);
  if (typeof found === "string") throw new Error(found);
  return found;
};
const slotsOf = (event: Partial<PlaybackEvent>) => placed(event).slots.map(({ slot }) => slot);

describe("an event's place", () => {
  test("is the clip on the screen, the next one from its first frame on, and the last one at the very end", () => {
    const at = [0, 1.999, 2, 3.9, 4, 6, 6.5].map((position) => slotsOf({ position }));
    expect(at).toEqual([[0], [0], [1], [1], [2], [2], [2]]);
    expect(slotsOf({ type: "skip", position: 2.5 })).toEqual([1]);
    expect(placed({ position: 6.5 }).position).toBe(6000);
  });

  test("is every clip that was played up to it, and which of them to their end", () => {
    const { slots, finished } = placed({ type: "progress", position: 4.5, played: 3 });
    expect([slots, finished].map((some) => some.map(({ slot }) => slot))).toEqual([
      [0, 1, 2],
      [0, 1],
    ]);
    expect(slotsOf({ type: "progress", position: 4, played: 2 })).toEqual([1]);
    expect(slotsOf({ type: "progress", position: 4 })).toEqual([2]);
    expect(placed({ type: "progress", position: 1, played: 900 }).played).toBe(1000);
    expect(placed({ type: "complete" }).finished).toEqual([{ slot: 2, title: "Alien" }]);
  });

  test("is the clip of the title that is named: the one on the screen, the last one seen, or the first to come", () => {
    const click = (position: number, title?: string) =>
      slotsOf({ type: "click", position, ...(title && { title }) });
    expect(click(3)).toEqual([1]);
    expect(click(5, "Alien")).toEqual([2]);
    expect(click(3, "Alien")).toEqual([0]);
    expect(click(1, "Brazil")).toEqual([1]);
    expect(slotsOf({ type: "follow-on", title: "Brazil" })).toEqual([1]);
  });

  test("is nowhere in a stream that is no reel", () => {
    const found = placeEvent({ id: "e", type: "click", title: "Any", position: 1e5 }, undefined, NOW);
    expect(found).toMatchObject({ position: 1e8, slots: [], finished: [] });
  });

  test("is refused for a title that the reel does not have, and outside of it", () => {
    const refused = (event: Partial<PlaybackEvent>) =>
      placeEvent({ id: "e", type: "click", ...event }, LAYOUT, NOW);
    expect(refused({ title: "Casablanca" })).toBe("unknown_title");
    expect(refused({ position: 7.1 })).toBe("outside_the_stream");
  });

  test("is now for a clock that is a little ahead; one far ahead, or a week behind, is refused", () => {
    const at = (at: number) => placeEvent({ id: "e", type: "start", at }, LAYOUT, NOW);
    expect(at(NOW - 5)).toMatchObject({ at: NOW - 5, receivedAt: NOW });
    expect(at(NOW + CLOCK_ERROR)).toMatchObject({ at: NOW });
    expect(at(NOW + CLOCK_ERROR + 1)).toBe("from_the_future");
    expect(at(NOW - OLDEST)).toMatchObject({ at: NOW - OLDEST });
    expect(at(NOW - OLDEST - 1)).toBe("too_old");
  });

  test("a reel told in pieces is the reel told at once, wherever it is broken", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 5999 }), { maxLength: 10 }), (breaks) => {
        const ends = [...breaks, 6000].sort((a, b) => a - b);
        const pieces = ends.map((end, n) =>
          placed({ type: "progress", position: end / 1000, played: (end - (ends[n - 1] ?? 0)) / 1000 }),
        );
        const of = (key: "slots" | "finished") =>
          new Set(pieces.flatMap((piece) => piece[key].map(({ slot }) => slot)));
        expect(of("slots")).toEqual(new Set([0, 1, 2]));
        expect(of("finished")).toEqual(new Set([0, 1, 2]));
      }),
    );
  });
});
