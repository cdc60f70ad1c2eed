import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect, type Stream } from "../../packages/client/src/index.ts";
import { startServer } from "../../packages/server/src/index.ts";
import { type PgliteServer, startPgliteServer } from "../kit/pglite.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { type IngestedSource, ingestCoded } from "../kit/server.ts";
import { type ServerProcess, spawnServer } from "../kit/server-process.ts";

const MAIN = join(import.meta.dirname, "../../packages/server/src/cli/main.ts");

let postgres: PgliteServer;
let folder: string;
let source: IngestedSource;
let stream: Stream;

const dataDir = () => join(folder, "data");
const moveCatalog = () =>
  promisify(execFile)(process.execPath, [
    MAIN,
    "move-catalog",
    "--data",
    dataDir(),
    "--database-url",
    postgres.url,
  ]);
const found = async (server: ServerProcess, query: string) =>
  (await server.client.retrieve({ query, minScore: 0.5 })).map(({ id, startFrame, endFrame, text }) => ({
    ...{ id, startFrame, endFrame, text },
  }));

beforeAll(async () => {
  postgres = await startPgliteServer();
  folder = await mkdtemp(join(tmpdir(), "cutstream-postgres-"));
  const server = await startServer({ port: 0, dataDir: dataDir() });
  const client = connect({ url: server.address });
  source = await ingestCoded(
    { url: server.address, folder, client, close: server.close },
    { sourceId: 9, frameRate: "25", seconds: 4, gopSeconds: 2 },
  );
  await client.indexes.put(source.video.id, "events", [
    { start: { frame: 10 }, end: { frame: 40 }, text: "A header into the corner", labels: ["goal"] },
  ]);
  stream = await client
    .timeline([{ video: source.video.id, start: { frame: 10 }, end: { frame: 40 } }])
    .stream();
  await server.close();
});
afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A server on the moved folder, which `DATABASE_URL` leads to PostgreSQL. */
async function withServer(use: (server: ServerProcess) => Promise<void>): Promise<void> {
  process.env.DATABASE_URL = postgres.url;
  const port = Number(new URL(stream.url).port);
  const server = await spawnServer(dataDir(), { port }).finally(() => {
    delete process.env.DATABASE_URL;
  });
  await use(server).finally(() => server.stop());
}

describe("a server that moved to PostgreSQL", () => {
  it("has everything that it had, and plays what it had published", async () => {
    const { stdout } = await moveCatalog();
    expect(stdout).toMatch(
      /^moved and counted: 1 collections, 1 videos, \d+ jobs, 1 indexes, 1 streams, .*0 plays, .*1 moments/,
    );
    await withServer(async (server) => {
      expect((await server.client.videos.get(source.video.id)).name).toBe(source.video.name);
      expect(await found(server, "goals")).toMatchObject([{ startFrame: 10, endFrame: 40 }]);
      await expectPlays(continuous(stream.url), [{ source, from: 10, to: 40 }]);
    });
  });

  it("goes on there: what is new is found, over restarts too, and what is deleted is not", async () => {
    await withServer(async (server) => {
      await server.client.indexes.put(source.video.id, "weather", [
        { start: { frame: 50 }, end: { frame: 60 }, text: "Rain sets in" },
      ]);
      expect(await found(server, "rain")).toMatchObject([{ text: "Rain sets in" }]);
      const meaning = async () =>
        (await server.client.retrieve("wet weather begins")).find(({ text }) => text === "Rain sets in");
      await expect.poll(meaning).toBeDefined();
    });
    await withServer(async (server) => {
      expect(await found(server, "rain")).toHaveLength(1);
      await server.client.videos.delete(source.video.id);
      expect(await found(server, "rain")).toEqual([]);
    });
  });

  it("is told by the doctor what the database has", async () => {
    const flags = ["--json", "--port", "0", "--data", dataDir(), "--database-url", postgres.url];
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, "doctor", ...flags]);
    const findings: { name: string; state: string; detail: string }[] = JSON.parse(stdout);
    expect(findings.find(({ name }) => name === "database")).toMatchObject({
      state: "good",
      detail: expect.stringMatching(/^PostgreSQL \d+.*; vector 0\.\d+\.\d+; btree_gist 1\.\d+$/),
    });
  });

  it("does not move there twice", async () => {
    await expect(moveCatalog()).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining("The database is not empty"),
    });
  });
});
