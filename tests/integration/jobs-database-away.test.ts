import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cutstream, connect } from "../../packages/client/src/index.ts";
import { createMemoryMomentStore } from "../../packages/engine/src/adapters/memory/memory-moment-store.ts";
import { createEngine, type Engine, type JobView } from "../../packages/engine/src/index.ts";
import { listen } from "../../packages/server/src/index.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { type HeldSource, serveHeld } from "../kit/held-source.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { postgresPrograms, startPostgres, type TestPostgres } from "../kit/postgres.ts";
import { ingestCoded } from "../kit/server.ts";

const programs = postgresPrograms();
if (!programs) console.warn("SKIPPED a job whose database goes away: no initdb on PATH");

describe.skipIf(!programs)("a job whose database crashes under it", () => {
  let postgres: TestPostgres;
  let folder: string;
  let url: string;
  let engine: Engine;
  let client: Cutstream;
  let close: () => Promise<void>;
  let held: HeldSource | undefined;
  beforeAll(async () => {
    postgres = await startPostgres(programs ?? "");
    folder = await mkdtemp(join(tmpdir(), "cutstream-away-"));
    const config = {
      ...{ dataDir: folder, publicUrl: "http://127.0.0.1:1", allowPrivateSources: true },
      databaseUrl: await postgres.database(),
    };
    // Those of a distribution seldom have pgvector.
    engine = await createEngine(config, { moments: createMemoryMomentStore() });
    ({ close, address: url } = await listen(engine, { dataDir: folder, port: 0 }));
    client = connect({ url });
  });
  afterAll(async () => {
    await held?.close();
    await close?.();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const here = (address: string) => new URL(new URL(address).pathname, url).href;
  const readiness = async () => {
    const response = await fetch(`${url}/readyz`);
    const { checks } = (await response.json()) as { checks: Record<string, { ok: boolean }> };
    return { status: response.status, catalog: checks.catalog?.ok, blobs: checks.blobs?.ok };
  };

  it("goes on by itself once it is back, and ends once", async () => {
    const known = await ingestCoded(
      { url, folder, client, close },
      { sourceId: 4, frameRate: "25", seconds: 2, gopSeconds: 1 },
    );
    const path = join(folder, "held.mp4");
    const source = await makeCodedSource({ path, sourceId: 5, frameRate: "25", seconds: 4 });
    held = await serveHeld(path);
    const { video, job } = await client.videos.ingest({ url: `${held.url}/held.mp4` });
    const seen: JobView[] = [];
    const ended = (async () => {
      for await (const change of engine.jobs.watch(job.id)) seen.push(change);
    })();
    const ends = () => seen.flatMap(({ status }) => (/queued|running/.test(status) ? [] : [status]));
    await expect.poll(() => held?.requests.length).toBe(1);
    const acknowledged = await client
      .timeline([{ video: known.video.id, start: { frame: 0 }, end: { frame: 25 } }])
      .stream();

    await postgres.restart({
      signal: "SIGQUIT",
      async meanwhile() {
        await expect.poll(readiness).toEqual({ status: 503, catalog: false, blobs: true });
        expect((await fetch(`${url}/healthz`)).status).toBe(200);
        held?.release();
      },
    });
    await expect.poll(readiness).toEqual({ status: 200, catalog: true, blobs: true });
    await ended;
    expect(ends()).toEqual(["done"]);
    // No process died: the run that was broken off does not count.
    expect(await client.jobs.get(job.id)).toMatchObject({ status: "done", attempts: 1 });

    expect(await client.streams.get(acknowledged.id)).toMatchObject({ expiresAt: acknowledged.expiresAt });
    expect((await fetch(here(acknowledged.url))).status).toBe(200);
    const ready = await client.videos.get(video.id);
    expect(ready).toMatchObject({ status: "ready" });
    const cut = { source: { ...source, video: ready }, from: 30, to: 60 };
    const { url: played } = await client
      .timeline([{ video: ready.id, start: { frame: cut.from }, end: { frame: cut.to } }])
      .stream();
    await expectPlays(continuous(here(played)), [cut]);
  });
});
