import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { pgliteDialect, startPglite } from "../adapters/postgres/pglite.fixtures.ts";
import { createPostgresAudienceStore } from "../adapters/postgres/postgres-audience-store.ts";
import { createPostgresCatalog } from "../adapters/postgres/postgres-catalog.ts";
import { createPostgresEventStore } from "../adapters/postgres/postgres-event-store.ts";
import { createPostgresMomentStore } from "../adapters/postgres/postgres-moment-store.ts";
import { createPostgresSigningKeys } from "../adapters/postgres/postgres-signing-keys.ts";
import { createPostgresUsageStore } from "../adapters/postgres/postgres-usage-store.ts";
import { loadSigningKeys } from "../keys/signing-keys.ts";
import { parseTextQuery } from "../moments/text-query.ts";
import { openStores, type Stores } from "../open/open-stores.ts";
import { rankingChangeRow, titleRow, watchRow } from "../seams/audience-store.fixtures.ts";
import {
  collectionRow,
  indexRow,
  jobRow,
  megaAssetRow,
  megaVersionRow,
  streamRow,
  videoRow,
} from "../seams/catalog.fixtures.ts";
import { storedEvent } from "../seams/event-store.fixtures.ts";
import { momentQuery, momentRow, unit } from "../seams/moment-store.fixtures.ts";
import { type MoveProgress, moveStoresTo } from "./move-stores.ts";

/** More than are read at a time. */
const MANY = 1_300;

describe("moving from files to PostgreSQL", () => {
  let pglite: PGlite;
  let dataDir: string;
  beforeAll(async () => {
    pglite = await startPglite();
  });
  afterAll(() => pglite?.close());
  beforeEach(async () => {
    dataDir = await mkdtemp(join(tmpdir(), "cutstream-move-"));
    await pglite.exec("drop schema public cascade; create schema public");
  });
  afterEach(() => rm(dataDir, { recursive: true, force: true }));

  const fill = async ({ catalog, moments, audience, events, usage }: Stores): Promise<void> => {
    await catalog.insertCollection(collectionRow());
    await catalog.insertVideo(videoRow({ versions: ["old"], version: "v1" }), jobRow({ progress: 0.1 }));
    await catalog.insertIndex(indexRow());
    await catalog.insertMegaAsset(megaAssetRow());
    await catalog.insertMegaVersion(megaVersionRow({ state: "verified" }), [{ title: "Ü" }]);
    await catalog.promoteMegaVersion("mega1", 1);
    for (let n = 0; n < MANY; n++)
      await catalog.insertStream(streamRow({ id: `s${n}`, name: "Ünïcode '\" \\" }));
    await moments.add(
      Array.from({ length: MANY }, (_, n) =>
        momentRow({
          id: `m${n}`,
          start: n,
          end: n + 1,
          text: n === 7 ? "A \0 goal" : "a pass",
          metadata: { n },
        }),
      ),
    );
    await moments.annotate([{ id: "m9", facts: new Map([["team", ["home"]]]), around: "a goal" }]);
    await moments.setVectors(
      "use",
      Array.from({ length: MANY }, (_, n) => ({ id: `m${n}`, vector: unit(Math.cos(n), Math.sin(n)) })),
    );
    await moments.setVectors("clip", [{ id: "m3", vector: unit(1, 2, 3) }]);
    await audience.putTitles([titleRow(), titleRow({ id: "t2", territories: null, createdAt: 2 })]);
    await audience.putTitles([titleRow({ id: "t3" })]);
    await audience.removeTitle("t3");
    await audience.addWatches(
      Array.from({ length: MANY }, (_, n) => watchRow({ viewer: `v${n % 7}`, time: n })),
    );
    await audience.insertModel({ id: "mdl1", blob: "models/mdl1", facts: { titles: 2 }, createdAt: 7 });
    await audience.insertChange(rankingChangeRow(), null);
    await audience.insertChange(rankingChangeRow({ id: "chg2", evidence: { gain: 0.25 } }), "chg1");
    await events.append([
      ...Array.from({ length: MANY }, (_, n) => storedEvent({ id: `e${n}` }, { stream: `s${n % 90}` })),
      storedEvent({ type: "skip", detail: "Ü '" }, { experiment: "x", arm: "b", holdout: true }),
    ]);
    await usage.add({
      ...{ id: "batch-1", day: "2026-11-22", published: [{ stream: "s1", key: "key_1", day: "2026-11-22" }] },
      listed: [{ day: "2026-11-22", stream: "s1", playlist: "r/v0.m3u8", user: "ann", segments: 9 }],
      served: [{ day: "2026-11-22", segment: "v1/v0/0.m4s" }],
      counts: [{ day: "2026-11-22", key: "key_1", user: null, meter: "bytes", amount: 5_000_000_000 }],
    });
  };
  const close = (stores: Stores) => Promise.all(Object.values(stores).map((store) => store.close()));
  const openMoved = async (): Promise<Stores> => ({
    catalog: await createPostgresCatalog(pgliteDialect(pglite)),
    moments: await createPostgresMomentStore(pgliteDialect(pglite)),
    audience: await createPostgresAudienceStore(pgliteDialect(pglite)),
    events: await createPostgresEventStore(pgliteDialect(pglite)),
    usage: await createPostgresUsageStore(pgliteDialect(pglite)),
  });
  const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).toSorted();
  const answers = async ({ catalog, moments, audience, events, usage }: Stores) => {
    const home = { kind: "in", field: "team", values: ["home"] } as const;
    const near = { model: "use", values: unit(1, 1) };
    const found = await moments.search(
      momentQuery({ text: parseTextQuery("goals"), vector: near, limit: 50 }),
    );
    return {
      catalog: [
        await catalog.collections(),
        (await catalog.videos({ limit: 9 })).items,
        await catalog.jobs({}),
        await catalog.indexes("vid1"),
        (await catalog.streams({ limit: 5000 })).items,
        await catalog.videosOfVersion("old"),
        await catalog.megaAsset("sizzle"),
        await catalog.megaVersions("mega1"),
        await catalog.megaList("mega1", 1),
      ],
      audience: [
        (await audience.titles({ limit: 9 })).items,
        await audience.changedTitles(0),
        await audience.allWatches({ limit: 5000 }),
        (await audience.dayTotals(0)).toSorted((a, b) => a.title.localeCompare(b.title) || a.day - b.day),
        await audience.latestModel(),
        await audience.changes(9),
        await audience.revisions(),
      ],
      events: [
        await events.plays({ after: "", limit: 500 }),
        await events.events("s7"),
        sorted(await events.tallies({})),
        await events.viewerSums("x", "clickThrough"),
      ],
      usage: await usage.totals({ from: "2026-11-22", to: "2026-11-22", by: "key" }),
      moments: await moments.momentsOf("v1"),
      told: await moments.moments(["m7", "m9"]),
      text: found.text.map(({ id }) => id),
      near: found.vector.map(({ id, similarity }) => [id, similarity.toFixed(4)]),
      home: (await moments.search(momentQuery({ where: home }))).ordered,
      counts: [await moments.count("use"), await moments.count("clip")],
    };
  };

  test("brings all there is, which is found as before", async () => {
    const embedded = await openStores({ dataDir });
    await fill(embedded);
    const before = await answers(embedded);
    await close(embedded);
    const keys = await loadSigningKeys(dataDir);

    const progress: MoveProgress[] = [];
    const counts = await moveStoresTo(pgliteDialect(pglite), {
      dataDir,
      onProgress: (step) => progress.push(step),
    });
    expect(counts).toMatchObject({
      collections: 1,
      videos: 1,
      jobs: 1,
      indexes: 1,
      streams: MANY,
      experiments: 0,
      megaAssets: 1,
      megaVersions: 1,
      assets: 0,
      titles: 3,
      watches: MANY,
      tasteModels: 1,
      rankingChanges: 2,
      events: MANY + 1,
      plays: 91,
      usage: 3,
      moments: MANY,
      vectors: MANY + 1,
    });
    for (const stage of ["catalog", "audience", "events", "moments", "vectors"] as const) {
      const steps = progress.filter((step) => step.stage === stage);
      expect(steps.length).toBeGreaterThan(1);
      expect(steps.at(-1)).toMatchObject({ done: steps[0]?.total, total: steps[0]?.total });
    }
    const moved = await openMoved();
    expect(await answers(moved)).toEqual(before);
    // What comes next goes on from what there was.
    expect(await moved.audience.insertChange(rankingChangeRow({ id: "chg3" }), "chg2")).toBe(true);
    expect(await moved.events.append([storedEvent({ id: "e7" }, { stream: "s7" })])).toEqual(["known"]);
    await close(moved);
    const movedKeys = await createPostgresSigningKeys(pgliteDialect(pglite), async () => []);
    expect(await movedKeys.read()).toEqual(keys);
    await movedKeys.close();

    // The files are as they were.
    const again = await openStores({ dataDir });
    expect(await answers(again)).toEqual(before);
    await close(again);
  });

  test("takes the place of a default collection, and of nothing else", async () => {
    await close(await openStores({ dataDir }));
    const catalog = await createPostgresCatalog(pgliteDialect(pglite));
    await catalog.insertCollection(collectionRow({ name: "made by a server" }));
    expect(await moveStoresTo(pgliteDialect(pglite), { dataDir })).toMatchObject({ collections: 0 });
    await catalog.insertStream(streamRow());
    await expect(moveStoresTo(pgliteDialect(pglite), { dataDir })).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining("not empty: it has 1 streams"),
    });
    expect((await catalog.streams({ limit: 5 })).items).toEqual([streamRow()]);
    await catalog.close();
  });

  test("keeps nothing where something does not arrive", async () => {
    const embedded = await openStores({ dataDir });
    await embedded.catalog.insertCollection(collectionRow());
    await embedded.moments.add([momentRow()]);
    await close(embedded);
    await close(await openMoved());
    await pglite.exec(`create function lose() returns trigger language plpgsql as $$ begin return null; end $$;
      create trigger lose before insert on collections for each row execute function lose()`);
    await expect(moveStoresTo(pgliteDialect(pglite), { dataDir })).rejects.toMatchObject({
      message: "The database got 0 collections of 1; nothing was kept of them.",
    });
    await pglite.exec("drop trigger lose on collections");
    expect(await moveStoresTo(pgliteDialect(pglite), { dataDir })).toMatchObject({
      collections: 1,
      moments: 1,
    });
  });

  test("refuses a folder without a catalog, and one that a server works on", async () => {
    await expect(moveStoresTo(pgliteDialect(pglite), { dataDir })).rejects.toMatchObject({
      code: "not_found",
    });
    const running = await openStores({ dataDir });
    await running.catalog.insertCollection(collectionRow());
    await expect(moveStoresTo(pgliteDialect(pglite), { dataDir })).rejects.toMatchObject({
      code: "storage_failed",
      message: expect.stringContaining("stop the server"),
    });
    await running.catalog.insertStream(streamRow());
    await close(running);
    expect(await moveStoresTo(pgliteDialect(pglite), { dataDir })).toMatchObject({ streams: 1 });
  });
});
