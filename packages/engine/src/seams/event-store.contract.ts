import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { storedEvent } from "./event-store.fixtures.ts";
import { type EventStore, MOST_EVENTS, type TallyRow } from "./event-store.ts";

/** What every event store does. An adapter's own test calls this with a way to open an empty one. */
export function eventStoreContract(name: string, open: () => Promise<EventStore>): void {
  describe(`event store contract: ${name}`, () => {
    let store: EventStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    test("keeps an event once, however often it is told, and by its stream", async () => {
      const click = storedEvent({ detail: "ü'\"" });
      expect(await store.append([click, click])).toEqual(["stored", "known"]);
      expect(await store.append([click, storedEvent({}, { stream: "other" })])).toEqual(["known", "stored"]);
      expect(await store.append([])).toEqual([]);
      expect(await store.events("str1")).toEqual([click.event]);
      expect(await store.events("nope")).toEqual([]);
      expect(await counts()).toMatchObject({ clicks: 2, impressions: 2, plays: 2 });
    });

    test("counts by group, title and place, over the days asked for", async () => {
      const day = 24 * 3600_000;
      const arm = { experiment: "x", arm: "b" };
      await store.append([
        storedEvent({ id: "1" }, { stream: "a" }),
        storedEvent({ id: "2" }, { stream: "b", ...arm }),
        storedEvent({ id: "3", receivedAt: 1_700_000_000_000 + 3 * day }, { stream: "c", holdout: true }),
      ]);
      // A play belongs to the day on which it began.
      const late = { id: "4", type: "skip", receivedAt: 1_700_000_000_000 + 3 * day } as const;
      await store.append([storedEvent(late, { stream: "b", ...arm })]);
      const group = { experiment: "", arm: "", holdout: false };
      const clicked = { measure: "clicks", title: "Alien", at: 2, count: 1 } as const;
      expect(sorted(await store.tallies({ measures: ["clicks"] }))).toEqual(
        sorted([
          { ...group, ...clicked },
          { ...group, holdout: true, ...clicked },
          { ...group, ...arm, ...clicked },
        ]),
      );
      expect(await store.tallies({ measures: ["skips"], to: "2023-11-14" })).toEqual([
        { ...group, ...arm, ...clicked, measure: "skips" },
      ]);
      expect(await store.tallies({ measures: ["skips"], from: "2023-11-15" })).toEqual([]);
      expect(await store.tallies({ measures: ["plays"], experiment: "x" })).toEqual([
        { ...group, ...arm, measure: "plays", title: "", at: 0, count: 1 },
      ]);
    });

    test("adds up the same in whatever order and however often events come", async () => {
      const all = fc.uniqueArray(
        fc.record({
          id: fc.integer({ min: 0, max: 30 }).map(String),
          type: fc.constantFrom("start", "progress", "skip", "complete", "click", "stall"),
          position: fc.integer({ min: 0, max: 20_000 }),
          played: fc.integer({ min: 0, max: 5000 }),
          duration: fc.integer({ min: 0, max: 3000 }),
          slots: fc.constantFrom([], [{ slot: 0, title: "A" }], [{ slot: 1, title: "B" }]),
        }),
        { selector: ({ id }) => id, minLength: 1 },
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(all, fc.infiniteStream(fc.nat()), async (events, random) => {
          run++;
          const told = (arm: string) =>
            events.map((event) =>
              storedEvent(event, { stream: `s${run}${arm}`, experiment: `x${run}`, arm }),
            );
          for (const one of told("once")) await store.append([one]);
          const shuffled = told("twice")
            .concat(told("twice"))
            .map((one) => ({ one, by: random.next().value }));
          await store.append(shuffled.sort((a, b) => (a.by ?? 0) - (b.by ?? 0)).map(({ one }) => one));
          const tallies = (await store.tallies({ experiment: `x${run}` })).filter(({ count }) => count !== 0);
          const of = (name: string) =>
            sorted(tallies.flatMap((row) => (row.arm === name ? [{ ...row, arm: "" }] : [])));
          expect(of("twice")).toEqual(of("once"));
        }),
        { numRuns: 10 },
      );
    });

    test("is told a batch of many plays at once, by several writers", async () => {
      const batch = Array.from({ length: 1200 }, (_, n) =>
        storedEvent(
          { id: `e${n}` },
          { stream: `s${n % 400}`, viewer: `v${n % 40}`, experiment: "x", arm: "a" },
        ),
      );
      const halves = [batch.slice(0, 800), batch.slice(400).reverse()];
      const outcomes = (await Promise.all(halves.map((half) => store.append(half)))).flat();
      expect(outcomes.filter((outcome) => outcome === "stored")).toHaveLength(1200);
      expect(await counts()).toMatchObject({ plays: 400, clicks: 400, impressions: 400 });
      expect(await store.viewerSums("x", "clickThrough")).toEqual([
        { arm: "a", viewers: 40, x: 400, y: 400, xx: 4000, xy: 4000, yy: 4000 },
      ]);
    });

    test("sums over viewers what they saw and did", async () => {
      const play = (stream: string, viewer: string, arm: string) => ({
        stream,
        viewer,
        experiment: "x",
        arm,
      });
      const shown = [0, 1, 2].map((slot) => ({ slot, title: `t${slot}` }));
      await store.append([
        storedEvent({ type: "progress", slots: shown, position: 9000, played: 9000 }, play("1", "ann", "a")),
        storedEvent({ id: "c", type: "complete", slots: [] }, play("1", "ann", "a")),
        storedEvent({ type: "click" }, play("2", "ann", "a")),
        storedEvent({ type: "start", slots: [] }, play("3", "bob", "b")),
        storedEvent({ type: "impression" }, { ...play("4", "cat", "b"), holdout: true }),
        storedEvent({ type: "impression" }, play("5", "dan", "b")),
      ]);
      expect(await store.viewerSums("x", "clickThrough")).toEqual([
        { arm: "a", viewers: 1, x: 4, y: 1, xx: 16, xy: 4, yy: 1 },
        { arm: "b", viewers: 1, x: 1, y: 0, xx: 1, xy: 0, yy: 0 },
      ]);
      expect(await store.viewerSums("x", "completion")).toEqual([
        { arm: "a", viewers: 1, x: 1, y: 1, xx: 1, xy: 1, yy: 1 },
        { arm: "b", viewers: 1, x: 1, y: 0, xx: 1, xy: 0, yy: 0 },
      ]);
      expect(await store.viewerSums("nope", "completion")).toEqual([]);
    });

    test("gives plays by their streams, page by page", async () => {
      const of = (stream: string) => ({ stream, viewer: "v", experiment: "x", arm: "a", holdout: true });
      await store.append(["c", "a", "b"].map((stream) => storedEvent({}, of(stream))));
      const page = await store.plays({ after: "", limit: 2 });
      expect(page.map(({ play: _, ...context }) => context)).toEqual([of("a"), of("b")]);
      expect(JSON.parse(page[0]?.play ?? "")).toMatchObject({ shown: [[2, "Alien"]] });
      expect(await store.plays({ after: "b", limit: 2, from: "2023-11-14", to: "2023-11-14" })).toHaveLength(
        1,
      );
      expect(await store.plays({ after: "", limit: 2, from: "2023-11-15" })).toEqual([]);
    });

    test("takes no more of one play than a player could tell", async () => {
      const many = Array.from({ length: MOST_EVENTS + 1 }, (_, n) =>
        storedEvent({ id: `e${n}`, type: "stall" }),
      );
      const outcomes = await store.append(many);
      expect([outcomes.at(-2), outcomes.at(-1)]).toEqual(["stored", "excess"]);
      expect(await store.append([storedEvent({ id: "new" })])).toEqual(["excess"]);
    });

    test("forgets events that are old, some at a time, and keeps what they add up to", async () => {
      const at = (receivedAt: number) => storedEvent({ id: `e${receivedAt}`, receivedAt });
      await store.append([at(5), at(7), at(9), at(10)]);
      const [tallies, plays] = [await store.tallies({}), await store.plays({ after: "", limit: 9 })];
      expect(await store.countEvents(10)).toBe(3);
      expect(await store.deleteEvents(10, 2)).toBe(2);
      const stream = plays[0]?.stream ?? "";
      expect((await store.events(stream)).map(({ id }) => id)).toEqual(["e9", "e10"]);
      expect(await store.deleteEvents(10, 2)).toBe(1);
      expect(await store.countEvents(10)).toBe(0);
      expect(await store.tallies({})).toEqual(tallies);
      expect(await store.plays({ after: "", limit: 9 })).toEqual(plays);
    });

    test("is of no use once it is closed, a second time too", async () => {
      await store.close();
      await store.close();
      await expect(store.append([storedEvent()])).rejects.toMatchObject({ code: "storage_failed" });
      await expect(store.tallies({})).rejects.toMatchObject({ code: "storage_failed" });
    });

    const counts = async () => {
      const sums: Record<string, number> = {};
      for (const { measure, count } of await store.tallies({})) sums[measure] = (sums[measure] ?? 0) + count;
      return sums;
    };
  });
}

const sorted = (rows: readonly TallyRow[]) =>
  rows.map((row) => JSON.stringify(row, Object.keys(row).sort())).sort();
