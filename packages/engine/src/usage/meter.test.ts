import { describe, expect, it } from "vitest";
import { openSqliteUsageStore } from "../adapters/sqlite/sqlite-usage-store.ts";
import type { UsageBatch } from "../seams/usage-store.ts";
import { createMeter, type UsageFor } from "./meter.ts";
import { createUsageService } from "./usage-service.ts";

const NOW = Date.UTC(2026, 10, 22, 12);
const ANN: UsageFor = { key: "key_1", user: "ann" };

/** A store that keeps batches, and fails as often as it is told to: before or after it took them. */
function fakeStore() {
  const batches: UsageBatch[] = [];
  const store = {
    batches,
    failBefore: 0,
    failAfter: 0,
    async add(batch: UsageBatch) {
      await Promise.resolve();
      if (store.failBefore-- > 0) throw new Error("no database");
      batches.push(batch);
      if (store.failAfter-- > 0) throw new Error("the answer was lost");
    },
  };
  return store;
}

const setUp = (delay?: number) => {
  const store = fakeStore();
  const troubles: unknown[] = [];
  const meter = createMeter({
    ...{ store, now: () => NOW, onTrouble: (thrown: unknown) => troubles.push(thrown) },
    ...(delay !== undefined && { delay }),
  });
  return { store, meter, troubles };
};

describe("a meter", () => {
  it("has written what it settles, that of those who came meanwhile in one batch", async () => {
    const { store, meter } = setUp();
    await Promise.all(Array.from({ length: 50 }, () => meter.settle({ retrievals: 1 }, ANN)));
    const amounts = store.batches.flatMap(({ counts }) => counts.map(({ amount }) => amount));
    expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(50);
    expect(store.batches.length).toBeLessThan(5);
    await meter.close();
  });

  it("writes what it notes when it is closed at the latest", async () => {
    const { store, meter } = setUp(60_000);
    meter.note({ bytes: 10, encoderMs: 1.6 }, ANN);
    meter.note({ bytes: 5, encoderMs: 0 }, ANN);
    expect(store.batches).toEqual([]);
    await meter.close();
    expect(store.batches[0]?.counts.map(({ meter: name, amount }) => [name, amount])).toEqual([
      ["bytes", 15],
      ["encoderMs", 2],
    ]);
  });

  it("writes nothing once it is closed, whatever is noted", async () => {
    const { store, meter, troubles } = setUp(1);
    await meter.close();
    store.failBefore = Number.POSITIVE_INFINITY;
    meter.note({ encoderMs: 5 }, ANN);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([troubles, store.batches]).toEqual([[], []]);
  });

  it("tells of playlists and segments once a day", async () => {
    const { store, meter } = setUp();
    const playlist = { stream: "str_1", playlist: "r/v0.m3u8", user: "ann", segments: 3 };
    for (let n = 0; n < 3; n++) {
      meter.listed(playlist);
      meter.served("v1/a.m4s");
    }
    await meter.close();
    expect(store.batches).toHaveLength(1);
    expect(store.batches[0]).toMatchObject({ listed: [{ segments: 3 }], served: [{ day: "2026-11-22" }] });
  });

  it("tries a batch again until it is written, as the same batch", async () => {
    const { store, meter, troubles } = setUp(1);
    store.failBefore = 1;
    store.failAfter = 1;
    await meter.settle({ streams: 1 }, ANN);
    expect(troubles).toHaveLength(1);
    await expect.poll(() => store.batches.length).toBeGreaterThan(1);
    await meter.close();
    expect(new Set(store.batches.map(({ id }) => id)).size).toBe(1);
  });
});

describe("what was used", () => {
  it("is shown by day, key and user, this month where nothing is said", async () => {
    const store = await openSqliteUsageStore({ path: ":memory:" });
    const meter = createMeter({ store, now: () => NOW });
    const service = createUsageService(store, meter, () => NOW);
    await meter.published("str_1", { streams: 1, reels: 1 }, ANN);
    meter.listed({ stream: "str_1", playlist: "r/v0.m3u8", user: "ann", segments: 8 });
    meter.served("v1/a.m4s");
    meter.note({ encoderMs: 1500 }, { key: null, user: null });
    service.sent(1000);
    service.sent(24, { user: "ann", stream: "str_1" });
    await meter.close();

    const zero = { retrievals: 0, streams: 0, reels: 0, segments: 0, encoderSeconds: 0, bytes: 0 };
    const total = {
      ...zero,
      streams: 1,
      reels: 1,
      segments: 8,
      uniqueSegments: 1,
      encoderSeconds: 1.5,
      bytes: 1024,
    };
    expect(await service.show({})).toEqual({
      ...{ from: "2026-11-01", to: "2026-11-22", by: "day", total },
      rows: [{ of: "2026-11-22", ...total }],
    });
    const mine = { ...zero, streams: 1, reels: 1, segments: 8, uniqueSegments: null, bytes: 24 };
    const nobodys = { ...zero, uniqueSegments: null, encoderSeconds: 1.5, bytes: 1000 };
    for (const [by, of] of [
      ["key", "key_1"],
      ["user", "ann"],
    ] as const) {
      expect((await service.show({ by })).rows).toEqual([
        { of: "", ...nobodys },
        { of, ...mine },
      ]);
    }
    await store.close();
  });

  it.each([
    { from: "2026-11-23", to: "2026-11-22" },
    { from: "2026-02-30" },
    { to: "yesterday" },
    { from: "2020-01-01" },
  ])("is not shown for %o", async (request) => {
    const store = await openSqliteUsageStore({ path: ":memory:" });
    const service = createUsageService(store, { note: () => {} }, () => NOW);
    await expect(service.show(request)).rejects.toMatchObject({ code: "invalid_request" });
    await store.close();
  });
});
