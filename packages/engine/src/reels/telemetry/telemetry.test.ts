import { describe, expect, test } from "vitest";
import { openEventDatabase } from "../../adapters/sqlite/open-event-database.ts";
import type { PlaybackEvent } from "../../api/events.ts";
import type { EventStore } from "../../seams/event-store.ts";
import { createSigner } from "../../stream/address/signature.ts";
import type { ReelLayout, StoredEvent } from "./event.ts";
import { createEventQueue } from "./event-queue.ts";
import { createEventIntake, type EventIntake, type EventIntakeParts } from "./telemetry.ts";

const SECOND = 705_600_000;
const signer = createSigner([{ id: "k1", secret: "secret" }]);
const LAYOUT: ReelLayout = {
  ...{ viewer: "ann", experiment: "x", arm: "b", holdout: false },
  slots: [{ slot: 0, title: "Alien", clipType: "40", start: 0, end: 2 * SECOND }],
};
const address = (stream: string, user = "ann") =>
  `https://video.example/base/u/${user}/${stream}/${signer.sign(user, stream)}/reel.m3u8?x=1`;

const intakeOver = (store: Pick<EventStore, "append">, parts: Partial<EventIntakeParts> = {}): EventIntake =>
  createEventIntake({
    ...{ store, signer, now: () => 1_700_000_000_000 },
    layoutOf: async (stream) => (stream === "film" ? undefined : LAYOUT),
    ...parts,
  });
const click = (change: Partial<PlaybackEvent> & { stream?: string } = {}) => ({
  ...({ id: "e1", type: "click", title: "Alien", stream: address("str_1") } as const),
  ...change,
});

describe("intake", () => {
  test("keeps an event with the title it is about and the arm it was shown in, once", async () => {
    const store = openEventDatabase(":memory:");
    const intake = intakeOver(store);
    expect(await intake.take([click(), click()])).toEqual({ stored: 1, known: 1, refused: [] });
    expect(await intake.take([click()])).toEqual({ stored: 0, known: 1, refused: [] });
    const [tally] = await store.tallies({ measures: ["clicks"] });
    expect(tally).toMatchObject({
      experiment: "x",
      arm: "b",
      holdout: false,
      title: "Alien",
      at: 0,
      count: 1,
    });
    expect(intake.metrics().counters).toMatchObject({
      "events.stored": 1,
      "events.known": 2,
      "events.type.click": 1,
      "events.type.skip": 0,
    });
    await store.close();
  });

  test("lets nobody vote for titles of streams that they were not given", async () => {
    const store = openEventDatabase(":memory:");
    const intake = intakeOver(store);
    const forged = [
      address("str_1").replace("/u/ann/", "/u/bob/"),
      address("str_1").replace("str_1", "str_2"),
      address("str_1").replace(/k1\.[^/]*/, "k1.AAAA"),
      "str_1",
      "https://video.example/u/%E0%A4%A/str_1/k1.x/reel.m3u8",
      "",
    ];
    for (const stream of forged) {
      await expect(intake.take([click({ stream })])).rejects.toMatchObject({ code: "stream_forged" });
    }
    const mixed = await intake.take([click({ stream: forged[0] ?? "" }), click({ id: "e2" })]);
    expect(mixed).toEqual({ stored: 1, known: 0, refused: [{ index: 0, id: "e1", reason: "forged" }] });
    const votes = Array.from({ length: 50 }, (_, n) => click({ id: `v${n}` }));
    expect(await intake.take(votes)).toMatchObject({ stored: 50 });
    // A thousand clicks of one viewer on one clip are one click.
    expect(await store.tallies({ measures: ["clicks"] })).toMatchObject([{ count: 1 }]);
    await store.close();
  });

  test("says which events it refuses, and keeps the others", async () => {
    const store = openEventDatabase(":memory:");
    const intake = intakeOver(store);
    const receipt = await intake.take([
      click({ id: "a", title: "Nobody" }),
      click({ id: "b", at: 1_800_000_000_000 }),
      click({ id: "c", stream: address("film", "bob") }),
      click({ id: "d", position: 99 }),
      click({ id: "e", at: 1 }),
    ]);
    expect(receipt.stored).toBe(1);
    expect(receipt.refused.map(({ index, reason }) => [index, reason])).toEqual([
      [0, "unknown_title"],
      [1, "from_the_future"],
      [3, "outside_the_stream"],
      [4, "too_old"],
    ]);
    expect(await store.events("film")).toMatchObject([{ id: "c", slots: [] }]);
    await store.close();
  });

  test("turns away what it has no room for, and loses nothing that it acknowledged", async () => {
    const kept = new Set<string>();
    const stalled = Promise.withResolvers<void>();
    let most = 0;
    const store = {
      async append(events: readonly StoredEvent[]) {
        await stalled.promise;
        most = Math.max(most, events.length);
        for (const { play, event } of events) kept.add(`${play.stream} ${event.id}`);
        return events.map(() => "stored" as const);
      },
    };
    const intake = intakeOver(store, { capacity: 5000 });
    // Twenty thousand at once.
    const batches = Array.from({ length: 40 }, (_, batch) =>
      Array.from({ length: 500 }, (_, n) => click({ id: `${batch}-${n}` })),
    );
    const asked = batches.map((batch) => intake.take(batch));
    const outcomes = Promise.allSettled(asked);
    await Promise.allSettled(asked.slice(20));
    expect(intake.metrics().gauges.eventsWaiting).toBeLessThanOrEqual(5000);
    stalled.resolve();
    const taken = (await outcomes).flatMap((outcome, batch) => {
      if (outcome.status === "fulfilled") return [batch];
      expect(outcome.reason).toMatchObject({ code: "events_busy", details: { retryAfter: 1 } });
      return [];
    });
    expect(taken).toHaveLength(10);
    expect(kept.size).toBe(5000);
    expect(most).toBeLessThanOrEqual(2000);
    expect(intake.metrics()).toMatchObject({
      counters: { "events.stored": 5000, "events.turnedAway": 15_000 },
      gauges: { eventsWaiting: 0 },
    });
    // Whoever was turned away comes again.
    expect(await intake.take(batches[39] ?? [])).toMatchObject({ stored: 500 });
  });
});

describe("the queue", () => {
  const one = (id: string): StoredEvent => ({ event: { id } }) as StoredEvent;

  test("writes what came during a commit with the next one, and says to each what became of theirs", async () => {
    const commits: string[][] = [];
    const queue = createEventQueue(
      {
        append: async (events) => {
          commits.push(events.map(({ event }) => event.id));
          return events.map(({ event }) => (event.id === "b" ? "known" : "stored"));
        },
      },
      10,
    );
    const told = ["a", "b", "c"].map((id) => queue.push([one(id)]));
    expect(await Promise.all(told)).toEqual([["stored"], ["known"], ["stored"]]);
    expect(commits).toEqual([["a"], ["b", "c"]]);
    await queue.close();
  });

  test("tells of a failure those whose events were not written, and goes on", async () => {
    let full = true;
    const queue = createEventQueue(
      {
        append: async (events) => {
          if (full) throw new Error("full");
          return events.map(() => "stored");
        },
      },
      10,
    );
    await expect(queue.push([one("a")])).rejects.toThrow("full");
    full = false;
    expect(await queue.push([one("a")])).toEqual(["stored"]);
    expect(queue.waiting).toBe(0);
  });
});
