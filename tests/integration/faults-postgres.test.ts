import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cutstream, connect, type Stream } from "../../packages/client/src/index.ts";
import { createMemoryMomentStore } from "../../packages/engine/src/adapters/memory/memory-moment-store.ts";
import { createEngine } from "../../packages/engine/src/index.ts";
import { listen } from "../../packages/server/src/index.ts";
import { postgresPrograms, startPostgres, type TestPostgres } from "../kit/postgres.ts";
import { ingestCoded } from "../kit/server.ts";

const programs = postgresPrograms();
if (!programs) console.warn("SKIPPED a database that goes and comes back: no initdb on PATH");

describe.skipIf(!programs)("a database that goes and comes back under a server", () => {
  let postgres: TestPostgres;
  let folder: string;
  let url: string;
  let client: Cutstream;
  let close: () => Promise<void>;
  let video: string;
  beforeAll(async () => {
    postgres = await startPostgres(programs ?? "");
    folder = await mkdtemp(join(tmpdir(), "cutstream-database-"));
    const config = {
      dataDir: folder,
      publicUrl: "http://127.0.0.1:1",
      databaseUrl: await postgres.database(),
    };
    // Those of a distribution seldom have pgvector.
    const engine = await createEngine(config, { moments: createMemoryMomentStore() });
    const server = await listen(engine, { dataDir: folder, port: 0 });
    ({ close, address: url } = server);
    client = connect({ url });
    const source = await ingestCoded(
      { url, folder, client, close },
      { sourceId: 4, frameRate: "25", seconds: 2, gopSeconds: 1 },
    );
    video = source.video.id;
  });
  afterAll(async () => {
    await close?.();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const publish = (): Promise<Stream> =>
    client.timeline([{ video, start: { frame: 0 }, end: { frame: 25 } }]).stream();
  const here = (address: string) => new URL(new URL(address).pathname, url).href;

  it("refuses cleanly meanwhile, loses nothing it acknowledged, and goes on by itself", async () => {
    const acknowledged = [await publish()];
    const playlist = await (await fetch(here(acknowledged[0]!.url))).text();
    const media = here(new URL(/^[^#\s].*$/m.exec(playlist)?.[0] ?? "", acknowledged[0]!.url).href);
    const segments = await (await fetch(media)).text();
    const segment = here(new URL(/^[^#\s].*$/m.exec(segments)?.[0] ?? "", media).href);
    expect((await fetch(segment)).status).toBe(200);

    let back = false;
    let refused = 0;
    const write = async (): Promise<void> => {
      while (!back) {
        const stream = await publish().catch((error: { status?: number; code?: string }) => {
          expect(error).toMatchObject({ status: 500, code: "storage_failed" });
          refused++;
        });
        if (stream) acknowledged.push(stream);
        // What needs no database plays on.
        expect((await fetch(segment)).status).toBe(200);
      }
    };
    const writers = [write(), write(), write()];
    await expect.poll(() => acknowledged.length).toBeGreaterThan(5);
    await postgres.restart();
    const before = acknowledged.length;
    await expect.poll(() => acknowledged.length).toBeGreaterThan(before + 5);
    back = true;
    await Promise.all(writers);
    for (const stream of acknowledged) {
      expect(await client.streams.get(stream.id)).toMatchObject({ expiresAt: stream.expiresAt });
      expect((await fetch(here(stream.url))).status).toBe(200);
    }
    console.info(`${acknowledged.length} streams acknowledged, ${refused} refused meanwhile`);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
  });
});
