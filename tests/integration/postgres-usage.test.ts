import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openPostgresUsageStore } from "../../packages/engine/src/adapters/postgres/postgres-usage-store.ts";
import { startWriter } from "../../packages/engine/src/adapters/writer-process.fixtures.ts";
import type { UsageStore } from "../../packages/engine/src/seams/usage-store.ts";
import { createMeter, type Meter } from "../../packages/engine/src/usage/meter.ts";
import { postgresPrograms, startPostgres, type TestPostgres } from "../kit/postgres.ts";
import { between, seededRandom } from "../kit/random.ts";

const programs = postgresPrograms();
if (!programs) console.warn("SKIPPED what was used, on PostgreSQL: no initdb on PATH");

const DAY = "2026-11-22";
const NODES = 4;

describe.skipIf(!programs)("what several nodes count in one PostgreSQL database", () => {
  let postgres: TestPostgres;
  let url: string;
  let store: UsageStore;
  beforeAll(async () => {
    postgres = await startPostgres(programs ?? "");
  });
  afterAll(() => postgres?.stop());
  beforeEach(async () => {
    url = await postgres.database();
    store = await openPostgresUsageStore({ url });
  });
  afterEach(() => store?.close());

  const sums = async (from = DAY, to = DAY): Promise<Record<string, number>> => {
    const rows = await store.totals({ from, to, by: "day" });
    return Object.fromEntries(rows.map(({ of, meter, amount }) => [`${of} ${meter}`, amount]));
  };

  it("is what was acknowledged, whichever of them are killed", async () => {
    const script = join(import.meta.dirname, "usage-writer.fixture.ts");
    const writers = Array.from({ length: NODES }, () => startWriter(script, url));
    await Promise.all(writers.map((writer) => writer.acknowledged(25)));
    const [first, ...others] = writers;
    const before = (await first?.kill())?.length ?? 0;
    // The others go on, and are not held up by what it had begun.
    await Promise.all(others.map((writer) => writer.acknowledged(25)));
    const settled = (await Promise.all(others.map((writer) => writer.kill()))).map(({ length }) => length);
    const acknowledged = settled.reduce((sum, count) => sum + count, before);
    // What each had under way when it was killed is ended, one way or the other, with its connection.
    const counted = async () => (await sums())[`${DAY} retrievals`] ?? 0;
    expect(await counted()).toBeGreaterThanOrEqual(acknowledged);
    expect(await counted()).toBeLessThanOrEqual(acknowledged + NODES);
  });

  /** Nodes at work, which end one by one; their clocks are set by what `now` says. */
  const work = async (now: () => number, meanwhile: () => Promise<void>) => {
    const troubles: unknown[] = [];
    const stores = await Promise.all(Array.from({ length: NODES }, () => openPostgresUsageStore({ url })));
    const meters = stores.map((one) =>
      createMeter({ store: one, now, delay: 5, onTrouble: (thrown) => troubles.push(thrown) }),
    );
    const expected = {
      retrievals: 0,
      streams: 0,
      bytes: 0,
      playlists: new Set<string>(),
      served: new Set<string>(),
    };
    let over = false;
    const node = async (meter: Meter, seed: number): Promise<void> => {
      const random = seededRandom(seed);
      while (!over) {
        const day = new Date(now()).toISOString().slice(0, 10);
        const [stream, segment] = [`str_${between(random, 0, 20)}`, `v1/v0/${between(random, 0, 300)}.m4s`];
        const playlist = `r/v${between(random, 0, 3)}.m3u8`;
        meter.served(segment);
        meter.listed({ stream, playlist, user: "ann", segments: 7 });
        expected.served.add(`${day} ${segment}`);
        expected.playlists.add(`${day} ${stream} ${playlist}`);
        const bytes = between(random, 1, 100_000);
        meter.note({ bytes }, { key: null, user: "ann", stream });
        expected.bytes += bytes;
        const whom = { key: `key_${between(random, 0, 3)}`, user: random() < 0.5 ? "ann" : null };
        if (random() < 0.7) {
          expected.retrievals++;
          await meter.settle({ retrievals: 1 }, whom);
        } else {
          expected.streams++;
          await meter.published(stream, { streams: 1 }, whom);
        }
      }
    };
    const nodes = meters.flatMap((meter, n) => [node(meter, 2 * n + 1), node(meter, 2 * n + 2)]);
    await meanwhile();
    over = true;
    await Promise.all(nodes);
    await Promise.all(meters.map((meter) => meter.close()));
    await Promise.all(stores.map((one) => one.close()));
    return { expected, troubles };
  };

  const total = (rows: Record<string, number>, name: string): number =>
    Object.entries(rows).reduce((sum, [of, amount]) => sum + (of.endsWith(` ${name}`) ? amount : 0), 0);

  const expectExact = async ({ expected }: Awaited<ReturnType<typeof work>>): Promise<void> => {
    const rows = await sums("1999-01-01", "2031-12-31");
    const names = ["retrievals", "streams", "bytes", "segments", "uniqueSegments"];
    expect(Object.fromEntries(names.map((name) => [name, total(rows, name)]))).toEqual({
      ...{ retrievals: expected.retrievals, streams: expected.streams, bytes: expected.bytes },
      ...{ segments: 7 * expected.playlists.size, uniqueSegments: expected.served.size },
    });
    expect(expected.retrievals).toBeGreaterThan(20);
  };

  const counted = (more: number) => async (): Promise<void> => {
    const before = total(await sums("1999-01-01", "2031-12-31"), "retrievals");
    const now = async () => total(await sums("1999-01-01", "2031-12-31"), "retrievals");
    await expect.poll(() => now().catch(() => 0)).toBeGreaterThan(before + more);
  };

  it("is exact, each playlist and segment once a day, while the database restarts under them", async () => {
    const done = await work(
      () => Date.parse(DAY),
      async () => {
        await counted(40)();
        await postgres.restart();
        await counted(40)();
      },
    );
    expect(done.troubles.length).toBeGreaterThan(0);
    await expectExact(done);
  });

  it("is exact while the clock jumps days ahead and back under them", async () => {
    let now = Date.parse(DAY);
    const done = await work(
      () => now,
      async () => {
        for (const day of [DAY, "2031-05-01", DAY, "1999-12-31", "2026-11-23", DAY]) {
          now = Date.parse(day);
          await counted(15)();
        }
      },
    );
    expect(done.troubles).toEqual([]);
    await expectExact(done);
  });
});
