import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cutstream, connect, type Stream } from "../../packages/client/src/index.ts";
import { addKey } from "../../packages/server/src/access/keys-file.ts";
import { type RunningServer, startServer } from "../../packages/server/src/index.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { startPgliteServer } from "../kit/pglite.ts";
import { hasExtension, postgresPrograms, startPostgres, type TestPostgres } from "../kit/postgres.ts";
import { fetchWhole } from "../kit/server.ts";

const programs = postgresPrograms();
if (!programs) console.warn("SKIPPED tenants on PostgreSQL: no initdb on PATH");

const TENANTS = ["default", "acme", "globex"] as const;
type Tenant = (typeof TENANTS)[number];

describe.skipIf(!programs)("tenants of a server on PostgreSQL, each with a database of its own", () => {
  let postgres: TestPostgres;
  let folder: string;
  let keysFile: string;
  let server: RunningServer;
  const stops: (() => Promise<void>)[] = [];
  const databases = {} as Record<Tenant, { databaseUrl: string; momentsUrl?: string }>;
  const keys = {} as Record<Tenant, string>;
  const videos = {} as Record<Tenant, string>;
  const streams = {} as Record<Tenant, Stream>;
  const clientOf = (tenant: Tenant): Cutstream => connect({ url: server.address, apiKey: keys[tenant] });

  /** On the port of before, which addresses that are out have. */
  const start = async (port = 0): Promise<void> => {
    const { databaseUrl, momentsUrl } = databases.default;
    server = await startServer({
      ...{ port, dataDir: join(folder, "data"), keysFile, apiKeys: [keys.default] },
      ...{ databaseUrl, ...(momentsUrl !== undefined && { momentsUrl }) },
      ...{ models: { embedder: { kind: "none" } } },
    });
  };

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutstream-postgres-tenants-"));
    postgres = await startPostgres(programs ?? "", ["max_connections=300"]);
    for (const tenant of TENANTS) {
      const databaseUrl = await postgres.database();
      // Those of a distribution seldom have pgvector.
      const moments = hasExtension(programs ?? "", "vector") ? undefined : await startPgliteServer();
      if (moments) stops.push(moments.stop);
      databases[tenant] = { databaseUrl, ...(moments && { momentsUrl: moments.url }) };
    }
    keysFile = join(folder, "keys.json");
    keys.default = "the-key-of-the-owner";
    for (const tenant of ["acme", "globex"] as const)
      keys[tenant] = await addKey(keysFile, { name: tenant, tenant, scopes: ["admin"] });
    await writeKeys({ acme: databases.acme, globex: databases.globex });
    await start();
    const path = join(folder, "source.mp4");
    await makeCodedSource({ sourceId: 6, frameRate: "25", seconds: 2, gopSeconds: 1, path });
    await Promise.all(
      TENANTS.map(async (tenant) => {
        const client = clientOf(tenant);
        const { video } = await client.videos.upload(new Blob([await readFile(path)]), {
          name: `${tenant}.mp4`,
        });
        videos[tenant] = (await client.videos.waitUntilReady(video.id)).id;
        await client.indexes.put(video.id, "events", [{ start: 0, end: 1, text: `${tenant} goal` }]);
        streams[tenant] = await client
          .timeline([{ video: video.id, start: { frame: 0 }, end: { frame: 40 } }])
          .stream({ user: "ann" });
      }),
    );
  }, 240_000);
  afterAll(async () => {
    await server?.close();
    for (const stop of stops) await stop();
    await postgres?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const writeKeys = async (tenants: object): Promise<void> => {
    const file = JSON.parse(await readFile(keysFile, "utf8"));
    await writeFile(keysFile, JSON.stringify({ ...file, tenants }));
  };
  const namesIn = async (tenant: Tenant): Promise<string[]> => {
    const client = new pg.Client({ connectionString: databases[tenant].databaseUrl });
    await client.connect();
    const { rows } = await client.query("select name from videos").finally(() => client.end());
    return rows.map(({ name }) => name);
  };

  it("has each tenant's rows in that tenant's database alone", async () => {
    for (const tenant of TENANTS) expect(await namesIn(tenant)).toEqual([`${tenant}.mp4`]);
  });

  it("shows each what is its own, over a restart too, and the others nothing of it", async () => {
    for (const restarted of [false, true]) {
      if (restarted) {
        const port = Number(new URL(server.address).port);
        await server.close();
        await start(port);
      }
      for (const tenant of TENANTS) {
        const client = clientOf(tenant);
        expect((await Array.fromAsync(client.videos.list())).map(({ id }) => id)).toEqual([videos[tenant]]);
        expect((await client.retrieve("goal")).map(({ text }) => text)).toEqual([`${tenant} goal`]);
        expect(await fetchWhole(streams[tenant].url)).toBeGreaterThan(0);
        for (const other of TENANTS.filter((one) => one !== tenant)) {
          await expect(client.videos.get(videos[other])).rejects.toMatchObject({ status: 404 });
          await expect(client.streams.get(streams[other].id)).rejects.toMatchObject({ status: 404 });
        }
      }
    }
  });

  it("counts what each used for itself", async () => {
    const before = await Promise.all(TENANTS.map(async (tenant) => (await clientOf(tenant).usage()).total));
    await clientOf("acme").retrieve("goal");
    await clientOf("acme")
      .timeline([{ video: videos.acme, start: 0, end: 1 }])
      .stream({ user: "bob" });
    const after = await Promise.all(TENANTS.map(async (tenant) => (await clientOf(tenant).usage()).total));
    const used = after.map(({ streams, retrievals }, n) => [
      streams - (before[n]?.streams ?? 0),
      retrievals - (before[n]?.retrievals ?? 0),
    ]);
    expect(used).toEqual([
      [0, 0],
      [1, 1],
      [0, 0],
    ]);
    const { rows } = await clientOf("globex").usage({ by: "user" });
    expect(rows.map(({ of }) => of)).toEqual(["", "ann"]);
  });

  it("does not start where two tenants name one database, or a tenant the server's", async () => {
    const port = Number(new URL(server.address).port);
    await server.close();
    for (const tenants of [
      { acme: databases.acme, globex: databases.acme },
      { acme: databases.acme, globex: databases.default },
    ]) {
      await writeKeys(tenants);
      await expect(start(port)).rejects.toMatchObject({
        code: "invalid_request",
        message: expect.stringContaining("globex name the same database"),
      });
    }
    await writeKeys({ acme: databases.acme, globex: databases.globex });
    await start(port);
    expect(await Array.fromAsync(clientOf("globex").videos.list())).toHaveLength(1);
  });
});
