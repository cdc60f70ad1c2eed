import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createMemoryBlobStore } from "../../adapters/memory/memory-blob-store.ts";
import { openEventDatabase } from "../../adapters/sqlite/open-event-database.ts";
import { openSqliteAudienceStore } from "../../adapters/sqlite/sqlite-audience-store.ts";
import type { RankingService } from "../../api/ranking.ts";
import type { AudienceStore } from "../../seams/audience-store.ts";
import type { ReelRow } from "../../seams/catalog.ts";
import type { EventStore } from "../../seams/event-store.ts";
import { createSigner } from "../../stream/address/signature.ts";
import { createReelBook } from "../maker/reel-book.ts";
import { encodeReel, type RecordedSlot } from "../maker/reel-record.ts";
import { seededRandom } from "../ranking/random.ts";
import { createRankingService } from "../ranking/service.ts";
import { createEventFeedback } from "../telemetry/event-feedback.ts";
import { layoutsFrom } from "../telemetry/layouts-from.ts";
import { createEventIntake, type EventIntake } from "../telemetry/telemetry.ts";
import { createDailyLearning } from "./daily.ts";
import { groupOf } from "./groups.ts";

const DAY = 86_400_000;
const NOON = Date.UTC(2026, 0, 10, 12);
const TITLES = ["t0", "t1", "t2", "t3", "t4"];
const FRAMES = 50;
const PARTS = { preference: 0.5, popularity: 0.5, recency: 0.5 };
const signer = createSigner([{ id: "k1", secret: "secret" }]);

/** A reel of all titles, two seconds each, each viewer's beginning with another. */
function reelRow(viewer: string, first: number): ReelRow {
  const slots = TITLES.map((_, place): RecordedSlot => {
    const range = { first: 0, end: FRAMES };
    return {
      ...{
        role: "slot",
        place,
        title: TITLES[(place + first) % TITLES.length] ?? "",
        weight: 1,
        rank: place,
      },
      ...{ asked: "short", clip: "short", score: 0.5, parts: PARTS, cutBy: "slot", range, frames: range },
      ...{ start: place * FRAMES, end: (place + 1) * FRAMES },
    };
  });
  const columns = { viewer, mega: "m", version: 1 };
  const record = encodeReel({
    ...{ ...columns, cadence: { id: "c", revision: 1 }, video: "vid", frameRate: "25", seed: "", slots },
    ...{ rankedBy: "built-in", experiment: null, arm: null, holdout: groupOf(viewer) === "holdout" },
    ...{ music: null, asked: TITLES.length * FRAMES, notes: [] },
  });
  return { ...columns, stream: `str_${viewer}`, cadence: "c", record, createdAt: NOON };
}

describe("learning from events", () => {
  const reels = new Map<string, ReelRow>();
  const catalog = { reel: async (stream: string) => reels.get(stream) };
  let time: number;
  let store: AudienceStore;
  let events: EventStore;
  let ranking: RankingService;
  let intake: EventIntake;
  const now = () => time;
  beforeEach(async () => {
    time = NOON;
    reels.clear();
    events = openEventDatabase(":memory:");
    intake = createEventIntake({
      store: events,
      signer,
      layoutOf: layoutsFrom(createReelBook(catalog)),
      now,
    });
    store = await openSqliteAudienceStore({ path: ":memory:" });
    const eventsOf = createEventFeedback(events, catalog);
    ranking = createRankingService({ store, blobs: createMemoryBlobStore(), now, eventsOf });
    await ranking.titles.put(TITLES.map((id) => ({ id, name: id, launchedAt: "2020-01-01T00:00:00Z" })));
  });
  afterEach(async () => {
    await intake.close();
    await ranking.close();
    await events.close();
    await store.close();
  });

  /** Viewers watch their reels to the end, and click on what draws them. */
  const watch = async (viewers: number, draw: (title: string) => number): Promise<void> => {
    const random = seededRandom(viewers);
    const told = Array.from({ length: viewers }, (_, n) => {
      const viewer = `v${n}`;
      const row = reelRow(viewer, n);
      reels.set(row.stream, row);
      const stream = `/u/${viewer}/${row.stream}/${signer.sign(viewer, row.stream)}/reel.m3u8`;
      const clicked = TITLES.filter((title) => random() < draw(title));
      return [
        { stream, id: "end", type: "progress" as const, position: 10, played: 10 },
        ...clicked.map((title) => ({ stream, id: title, type: "click" as const, title })),
      ];
    });
    const receipt = await intake.take(told.flat());
    expect(receipt).toEqual({ stored: told.flat().length, known: 0, refused: [] });
  };
  const [learner, heldOut] = [false, true].map((held) =>
    Array.from({ length: 1000 }, (_, n) => `viewer-${n}`).find(
      (viewer) => (groupOf(viewer) === "holdout") === held,
    ),
  ) as [string, string];
  const first = async (viewer: string) => (await ranking.rank({ viewer })).titles[0]?.title;
  const liked = (title: string) => (title === "t3" ? 0.8 : 0.05);

  test("ranks by what was clicked, records it, and leaves the holdout alone, until it is taken back", async () => {
    await watch(500, liked);
    const before = await ranking.weights.get();
    const { adopted, change, verdict, viewers } = await ranking.learning.learn({ by: "ann" });
    expect(adopted).toBe(true);
    expect(viewers.holdout).toBe(
      Array.from({ length: 500 }, (_, n) => groupOf(`v${n}`)).filter((group) => group === "holdout").length,
    );
    expect((await ranking.weights.history())[0]).toEqual(change);
    expect(change).toMatchObject({
      by: "ann",
      from: before,
      evidence: { attempt: 1, adopted: true, gain: verdict.gain, feedback: 2500, from: "2025-12-14" },
    });
    expect(await first(learner)).toBe("t3");
    expect(await first(heldOut)).toBe("t0");
    await ranking.weights.revert(change.id, { by: "ann", why: "t3 is over" });
    expect(await first(learner)).toBe("t0");
  });

  test("every day, once, from days that are over; a day without plays is none", async () => {
    const parts = { store, events, learning: ranking.learning, now };
    const daily = createDailyLearning(parts);
    expect(await daily()).toBeUndefined();
    await watch(60, liked);
    expect(await daily()).toBeUndefined();
    time += DAY;
    const nodes = [createDailyLearning(parts), createDailyLearning(parts)];
    const learned = await Promise.allSettled(nodes.map((node) => node()));
    const views = learned.flatMap((one) => (one.status === "fulfilled" && one.value ? [one.value] : []));
    expect(views).toHaveLength(1);
    expect(views[0]?.change).toMatchObject({
      by: "daily",
      evidence: { attempt: 1, feedback: 300, from: "2025-12-14", to: "2026-01-10" },
    });
    for (const node of [daily, ...nodes]) expect(await node()).toBeUndefined();
    time += DAY;
    for (const node of [daily, ...nodes]) expect(await node()).toBeUndefined();
    expect(await ranking.weights.history()).toHaveLength(1);
  });

  test("every day, once, wherever the clock jumps in between", async () => {
    const daily = createDailyLearning({ store, events, learning: ranking.learning, now });
    await watch(60, liked);
    for (const days of [400, -400, 0, 2, -1]) {
      time = NOON + days * DAY;
      expect(await daily()).toBeUndefined();
    }
    time = NOON + DAY;
    expect(await daily()).toMatchObject({ change: { evidence: { to: "2026-01-10" } } });
    for (const days of [400, 1, -400, 1, 2, 1]) {
      time = NOON + days * DAY;
      expect(await daily()).toBeUndefined();
    }
    expect(await ranking.weights.history()).toHaveLength(1);
  });

  test("from the days that are asked for, or from feedback", async () => {
    await watch(10, liked);
    const { learn } = ranking.learning;
    await expect(learn({ by: "ann", to: "2026-01-09" })).rejects.toMatchObject({ code: "nothing_to_learn" });
    const one = { viewer: "v", title: "t0", slot: 0, impressions: 1, clicks: 0, skips: 0, completions: 0 };
    const given = await learn({ by: "ann", feedback: [one] });
    expect(given.change.evidence).toMatchObject({ feedback: 1 });
    expect(given.change.evidence).not.toHaveProperty("from");
    for (const [days, path] of [
      [{ from: "2026-02-30" }, "from"],
      [{ from: "2026-01-10", to: "2026-01-09" }, "from"],
      [{ feedback: [one], to: "2026-01-10" }, "feedback"],
    ] as const) {
      const refused = learn({ by: "ann", ...days });
      await expect(refused).rejects.toMatchObject({ code: "invalid_request", details: { path } });
    }
  });

  test("from no more than it can hold", async () => {
    await watch(10, liked);
    expect(await createEventFeedback(events, catalog, 7)({})).toHaveLength(7);
  });
});
