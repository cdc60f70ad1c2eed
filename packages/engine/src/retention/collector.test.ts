import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createMemoryBlobStore } from "../adapters/memory/memory-blob-store.ts";
import { openSqliteEventStore } from "../adapters/sqlite/sqlite-event-store.ts";
import { openSqliteUsageStore } from "../adapters/sqlite/sqlite-usage-store.ts";
import type { Engine } from "../api/engine.ts";
import type { RetentionRules } from "../api/retention.ts";
import type { PublishRequest } from "../api/streams.ts";
import type { ClipInput } from "../api/timeline.ts";
import { createFilmStore } from "../exports/film-store.ts";
import { createVersionDeleter } from "../ingest/delete-version.ts";
import { createSourceLocks } from "../ingest/source-locks.ts";
import { keys } from "../library/keys.ts";
import { collectionRow, jobRow, videoRow } from "../seams/catalog.fixtures.ts";
import type { Catalog } from "../seams/catalog.ts";
import { storedEvent } from "../seams/event-store.fixtures.ts";
import type { EventStore } from "../seams/event-store.ts";
import type { UsageStore } from "../seams/usage-store.ts";
import { createPlanBinder } from "../stream/project/bind-stored.ts";
import { createTextStore } from "../subtitles/text-store.ts";
import { createMadeEngine } from "../testing/made-engine.ts";
import { makeVersion, storeVersion } from "../testing/made-library.ts";
import { createCollector } from "./collector.ts";
import { DAY } from "./rules.ts";
import { createUses } from "./uses.ts";

const versions = [0, 1].map((n) => makeVersion({ n: n + 1, gops: [50, 50, 50], heights: [180, 90] }));

let folder: string;
let events: EventStore;
let usage: UsageStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-retention-"));
  events = await openSqliteEventStore({ path: ":memory:" });
  usage = await openSqliteUsageStore({ path: ":memory:" });
});
afterEach(async () => {
  await Promise.all([events.close(), usage.close()]);
  await rm(folder, { recursive: true, force: true });
});

const clip = (video: string, from: number, to: number): ClipInput => ({
  video,
  start: { frame: from },
  end: { frame: to },
});

/**
 * A server's stores, and engines that are started on them one after the other: each knows only what is stored.
 * @param rules of the node that collects; `ownRules` of the one that serves.
 */
async function createWorld(rules: RetentionRules, ownRules = rules) {
  const stored = createMemoryBlobStore();
  const clock = { now: Date.UTC(2026, 0, 1) };
  let opened = 0;
  const catalogPath = join(folder, `catalog-${crypto.randomUUID()}.sqlite`);
  // The engine opens the catalog, and asks the blobs.
  const markUsed = (...input: Parameters<Catalog["markUsed"]>) => catalog.markUsed(...input);
  const uses = createUses({ catalog: { markUsed }, rules: ownRules, now: () => clock.now });
  const watched = uses.watch(stored);
  const open = async () => {
    const made = await createMadeEngine({
      versions,
      blobs: watched,
      stored: opened++ > 0,
      catalogPath,
    });
    made.clock.now = clock.now;
    return made;
  };
  let engine = await open();
  const catalog: Catalog = engine.catalog;
  await catalog.insertCollection(collectionRow());
  for (const [n, { id }] of versions.entries()) {
    await catalog.insertVideo(
      videoRow({ id: `v${n}`, version: id, versions: [id], status: "ready" }),
      jobRow({ id: `j${n}`, video: `v${n}`, status: "done" }),
    );
    await stored.put(keys.source(id), new Uint8Array(3));
    await stored.put(keys.sourceUse(id, id), new Uint8Array());
  }
  const locks = createSourceLocks();
  const { library } = engine;
  const deleteVersion = createVersionDeleter({ catalog, blobs: stored, library, locks });
  const collector = createCollector({
    ...{ catalog, events, usage, blobs: stored, films: createFilmStore(stored), deleteVersion, rules },
    bind: createPlanBinder({ library, texts: createTextStore(stored) }),
    now: () => clock.now,
  });
  return {
    catalog,
    stored,
    clock,
    collector,
    engine: () => engine,
    async restart() {
      await engine.jobs.close();
      engine = await open();
      return engine;
    },
    async pass(days: number) {
      await uses.flush();
      clock.now += days * DAY;
      engine.clock.now = clock.now;
    },
    async collect(dryRun = false) {
      await uses.flush();
      return collector.collect({ dryRun });
    },
    async deleteVideo(n: number) {
      await catalog.deleteVideo(`v${n}`);
      await deleteVersion(versions[n]?.id ?? "");
    },
    /** All keys of blobs below a prefix. */
    blobs: async (prefix = "") => (await Array.fromAsync(stored.list(prefix))).sort(),
    async close() {
      await uses.close();
      await engine.jobs.close();
      await catalog.close();
      if (engine.catalog !== catalog) await engine.catalog.close();
    },
  };
}
type World = Awaited<ReturnType<typeof createWorld>>;

/** Everything that the playlists of a stream name, by its address; what is made of it is made. */
async function fetchAll({ origin }: Pick<Engine, "origin">, url: string): Promise<Map<string, string>> {
  const [, , user = "", stream = "", signature = "", file = ""] = new URL(url).pathname.split("/");
  const found = new Map<string, string>();
  const playlist = async (name: string): Promise<string> => {
    const { body } = await origin.playlist({ user, stream, signature, file: name, form: "default" });
    return new TextDecoder().decode(body as Uint8Array);
  };
  const urisOf = (text: string) =>
    Array.from(text.matchAll(/URI="([^"]+)"|^([^#\s].*)$/gm), ([, quoted, bare]) => quoted ?? bare ?? "");
  for (const name of urisOf(await playlist(file))) {
    for (const uri of urisOf(await playlist(name))) {
      const path = new URL(uri, url).pathname.replace(/^\/m\//, "");
      if (found.has(path)) continue;
      const { body } = await origin.media(path);
      const bytes = body instanceof Uint8Array ? body : Buffer.concat(await Array.fromAsync(body));
      found.set(path, Buffer.from(bytes).toString("base64"));
    }
  }
  return found;
}

/** What happens to a server. */
type Step =
  | { readonly do: "publish"; readonly request: PublishRequest; readonly videos: readonly number[] }
  | { readonly do: "pass"; readonly days: number }
  | { readonly do: "renew" | "revoke" | "play"; readonly which: number }
  | { readonly do: "delete"; readonly video: number }
  | { readonly do: "collect" | "restart" };

const range = fc
  .tuple(fc.nat(149), fc.nat(149))
  .filter(([a, b]) => a !== b)
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 }));
const publish: fc.Arbitrary<Step> = fc
  .record({
    clips: fc.array(fc.record({ video: fc.nat(1), at: range }), { minLength: 1, maxLength: 3 }),
    render: fc.boolean(),
    days: fc.integer({ min: 1, max: 20 }),
  })
  .map(({ clips, render, days }) => ({
    do: "publish",
    videos: clips.map(({ video }) => video),
    request: {
      timeline: {
        clips: clips.map(({ video, at }) => clip(`v${video}`, at.from, at.to)),
        ...(render && { reframe: { aspect: "1:1", mode: "simple" } }),
      },
      ...(render && { render: "segments" }),
      ttl: `${days}d`,
    },
  }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: publish },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("pass"), days: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("renew", "revoke", "play"), which: fc.nat(9) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete"), video: fc.nat(1) }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom("collect", "restart") }) },
) as fc.Arbitrary<Step>;

/** A stream that was published, and what it was made of. */
interface Published {
  readonly id: string;
  readonly url: string;
  readonly videos: readonly number[];
  readonly bytes: ReadonlyMap<string, string>;
  expires: number;
  revoked: boolean;
}

/** Does a step. */
async function take(world: World, streams: Published[], deleted: Set<number>, step: Step): Promise<void> {
  const engine = world.engine();
  const one = "which" in step ? streams[step.which % Math.max(1, streams.length)] : undefined;
  const live = one && !one.revoked && !one.videos.some((video) => deleted.has(video));
  switch (step.do) {
    case "publish": {
      if (step.videos.some((video) => deleted.has(video))) return;
      const { id, url, expiresAt } = await engine.streams.publish(step.request);
      const bytes = await fetchAll(engine, url);
      streams.push({ id, url, videos: step.videos, bytes, expires: Date.parse(expiresAt), revoked: false });
      return;
    }
    case "pass":
      return world.pass(step.days);
    case "renew": {
      if (!live || !one || !(await world.catalog.stream(one.id))) return;
      one.expires = Date.parse((await engine.streams.renew(one.id, "5d")).expiresAt);
      return;
    }
    case "revoke":
      if (!live || !one || !(await world.catalog.stream(one.id))) return;
      await engine.streams.revoke(one.id);
      one.revoked = true;
      return;
    case "play":
      if (live && one && one.expires > world.clock.now)
        expect(await fetchAll(engine, one.url)).toEqual(one.bytes);
      return;
    case "delete":
      if (deleted.has(step.video)) return;
      deleted.add(step.video);
      return world.deleteVideo(step.video);
    case "restart":
      await world.restart();
      return;
    case "collect":
      await world.collect();
  }
}

describe("collection", () => {
  it("leaves all that a live stream needs, whatever came before", async () => {
    const rules: RetentionRules = { streams: 3, parts: 1, exports: 1, events: 1, leftovers: 1 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
        const world = await createWorld(rules);
        const streams: Published[] = [];
        const deleted = new Set<number>();
        try {
          for (const one of steps) await take(world, streams, deleted, one);
          await world.pass(2);
          await world.collect();
          const engine = await world.restart();
          for (const { url, videos, bytes, expires, revoked } of streams) {
            if (revoked || expires <= world.clock.now || videos.some((video) => deleted.has(video))) continue;
            expect(await fetchAll(engine, url)).toEqual(bytes);
          }
          // nothing was made again: it was all there
          expect([engine.transcoder.requests, engine.transcoder.renders]).toEqual([[], []]);
          for (const video of deleted) expect(await world.blobs(`v/${versions[video]?.id}`)).toEqual([]);
        } finally {
          await world.close();
        }
      }),
      { numRuns: 25 },
    );
  });

  it("lets go what nobody asked for, says so before, and makes it again for who asks", async () => {
    const world = await createWorld({ streams: 5, parts: 2 });
    const { streams } = world.engine();
    const request = { timeline: { clips: [clip("v0", 13, 110)] }, ttl: "1d" };
    const { url, id } = await streams.publish(request);
    const bytes = await fetchAll(world.engine(), url);
    const heads = await world.blobs("h/");
    expect(heads.length).toBeGreaterThan(0);

    await world.pass(1.5);
    expect((await world.collect()).collected).toEqual([]);
    await world.pass(2);
    const sizes = await Promise.all(heads.map((key) => world.stored.size(key)));
    const freed = sizes.reduce<number>((sum, size = 0) => sum + size, 0);
    const would = { collected: [{ kind: "heads", count: heads.length, bytes: freed }] };
    expect(await world.collect(true)).toEqual({ dryRun: true, ...would });
    expect(await world.blobs("h/")).toEqual(heads);
    expect(await world.collect()).toEqual({ dryRun: false, ...would });
    expect(await world.blobs("h/")).toEqual([]);
    expect(world.collector.counters).toMatchObject({
      collected_heads_total: heads.length,
      collected_bytes_total: freed,
    });

    await world.engine().streams.renew(id, "1d");
    expect(await fetchAll(await world.restart(), url)).toEqual(bytes);
    await world.pass(7);
    expect((await world.collect()).collected).toContainEqual({ kind: "streams", count: 1, bytes: 0 });
    await expect(world.engine().streams.get(id)).rejects.toMatchObject({ code: "stream_not_found" });
    await world.close();
  });

  it("keeps an export while its film is fetched, though the node that serves it has no rule", async () => {
    const world = await createWorld({ exports: 2 }, {});
    // Jobs are dated by the system's clock.
    world.clock.now = Date.now();
    const { exports, jobs, origin } = world.engine();
    const { id, job } = await exports.create({ timeline: { clips: [clip("v0", 0, 50)] } });
    for await (const _ of jobs.watch(job.id));
    const url = (await exports.get(id)).files[0]?.url ?? "";
    const fetchFilm = async () => {
      const file = await origin.exported(new URL(url).pathname.replace("/e/", ""));
      return Buffer.concat(await Array.fromAsync(file.read(0, file.size))).length;
    };
    for (let day = 0; day < 6; day++) {
      expect(await fetchFilm()).toBeGreaterThan(0);
      await world.pass(1);
      expect((await world.collect()).collected).toEqual([]);
    }
    await world.pass(3);
    expect((await world.collect()).collected).toContainEqual(
      expect.objectContaining({ kind: "exports", count: 1 }),
    );
    await expect(fetchFilm()).rejects.toMatchObject({ status: 404 });
    await world.close();
  });

  it("forgets who published a stream once that is gone, and not while it may be renewed", async () => {
    const world = await createWorld({ streams: 5 });
    const day = (time: number) => new Date(time).toISOString().slice(0, 10);
    const publish = async (ttl: string): Promise<string> => {
      const { id } = await world.engine().streams.publish({ timeline: { clips: [clip("v0", 0, 50)] }, ttl });
      const published = [{ stream: id, key: "key_1", day: day(world.clock.now) }];
      const empty = { counts: [], listed: [], served: [] };
      await usage.add({ id, day: day(world.clock.now), ...empty, published });
      return id;
    };
    const known = async () => new Set(await usage.publishedBefore("9999-01-01", { limit: 2000 }));
    const [short, long] = [await publish("1d"), await publish("30d")];
    // More of them than are looked at together, of which the catalog never knew.
    const lost = Array.from({ length: 1200 }, (_, n) => ({ stream: `a${n}`, key: "", day: "2025-12-01" }));
    await usage.add({ id: "lost", day: "2025-12-01", counts: [], listed: [], served: [], published: lost });

    await world.pass(5.5);
    await world.collect(true);
    expect((await known()).size).toBe(1202);
    await world.collect();
    expect(await known()).toEqual(new Set([short, long]));
    await world.pass(2);
    const late = await publish("1d");
    await world.collect();
    expect(await known()).toEqual(new Set([long, late]));
    await world.close();
  });

  it("keeps a version that a video had before while a stream may be renewed that plays it", async () => {
    const world = await createWorld({ streams: 9 });
    const [old, next] = versions;
    const { id, url } = await world.engine().streams.publish({
      timeline: { clips: [clip("v0", 0, 50)] },
      ttl: "1d",
    });
    const bytes = await fetchAll(world.engine(), url);
    await world.catalog.updateVideo("v0", { version: next!.id, versions: [old!.id, next!.id] });
    await world.pass(1);
    await world.collect();
    await world.pass(7);
    await world.collect();
    await world.engine().streams.renew(id, "1d");
    expect(await fetchAll(await world.restart(), url)).toEqual(bytes);
    await world.engine().streams.revoke(id);
    await world.pass(40);
    expect((await world.collect()).collected).toMatchObject([{ kind: "streams" }, { kind: "versions" }]);
    expect(await world.blobs(`v/${old!.id}`)).toEqual([]);
    expect((await world.catalog.video("v0"))?.versions).toEqual([next!.id]);
    expect(await world.blobs("sources/")).toHaveLength(2);
    await world.close();
  });

  it("clears up what interrupted work left, once nobody has touched it for long", async () => {
    const world = await createWorld({ leftovers: 7 });
    const lost = makeVersion({ n: 77 });
    await storeVersion(world.stored, lost);
    await world.stored.put("v/00000000000000000000004e/v180/c0", new Uint8Array(5));
    await world.stored.put("sources/ab/data", new Uint8Array(9));
    await world.stored.put("sidecars/vid_gone/subtitles.json", new Uint8Array(1));
    const kept = await world.blobs();
    await world.collect();
    await world.pass(7);
    await world.collect();
    expect(await world.blobs()).toEqual(kept);
    await world.pass(1);
    const { collected } = await world.collect();
    expect(collected.map(({ kind, count }) => [kind, count])).toEqual([
      ["versions", 2],
      ["sources", 1],
      ["sidecars", 1],
    ]);
    const roots = [`v/${lost.id}`, "v/00000000000000000000004e", "sources/ab", "sidecars/"];
    expect(await world.blobs()).toEqual(kept.filter((key) => !roots.some((root) => key.startsWith(root))));
    expect((await world.collect()).collected).toEqual([]);
    await world.close();
  });

  it("forgets events, and keeps what they add up to", async () => {
    const world = await createWorld({ events: 30 });
    const now = world.clock.now;
    await events.append([
      storedEvent({ receivedAt: now - 31 * DAY }),
      storedEvent({ id: "e2", receivedAt: now }),
    ]);
    const tallies = await events.tallies({});
    expect((await world.collect(true)).collected).toEqual([{ kind: "events", count: 1, bytes: 0 }]);
    expect((await world.collect()).collected).toEqual([{ kind: "events", count: 1, bytes: 0 }]);
    expect(await events.tallies({})).toEqual(tallies);
    await world.close();
  });
});
