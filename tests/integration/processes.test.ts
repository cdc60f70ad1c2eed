import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ClusterDatabase, hasDatabase, startDatabase } from "../../examples/cluster/database.ts";
import type { Stream } from "../../packages/client/src/index.ts";
import { childPids } from "../kit/children.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { type IngestedSource, ingestCoded } from "../kit/server.ts";
import { type ServerProcess, spawnServer } from "../kit/server-process.ts";

const runs = hasDatabase() && process.platform === "linux";
if (!runs) console.warn("SKIPPED several processes on one port: no Linux, or PostgreSQL is not installed");

const PROCESSES = 2;
it("cannot be where the catalog is one process's own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-processes-"));
  const started = spawnServer(folder, { args: ["--processes", "2"], env: { DATABASE_URL: "" } });
  await expect(started).rejects.toThrow(/ended with 2: .*need a PostgreSQL database/s);
  await rm(folder, { recursive: true });
});

describe.skipIf(!runs)("several processes on one port", () => {
  let database: ClusterDatabase;
  let folder: string;
  let server: ServerProcess;
  let source: IngestedSource;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutstream-processes-"));
    database = await startDatabase(PROCESSES + 1);
    server = await spawnServer(join(folder, "data"), {
      args: ["--processes", String(PROCESSES)],
      env: database.environment,
    });
    const { url, client } = server;
    source = await ingestCoded(
      { url, client, folder, close: async () => undefined },
      { sourceId: 3, frameRate: "25", seconds: 8, gopSeconds: 1 },
    );
  });
  afterAll(async () => {
    await server?.stop();
    await database?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  const publish = (from: number, to: number): Promise<Stream> =>
    server.client.timeline([{ video: source.video.id, start: { frame: from }, end: { frame: to } }]).stream();
  const figures = async (name: string): Promise<Record<string, number>> => {
    const text = (await bytesOf(`${server.url}/metrics`)).toString();
    const lines = text.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, "gm"));
    return Object.fromEntries(Array.from(lines, ([, labels = "", value]) => [labels, Number(value)]));
  };
  const running = async () => (await figures("cutstream_processes"))['state="running"'];

  it("share the work, and any tells of all: metrics, health and usage", async () => {
    const streams = await Promise.all(Array.from({ length: 10 }, (_, n) => publish(10 * n, 10 * n + 50)));
    for (const { url } of streams) await bytesOf(url);
    for (let n = 0; n < 40; n++) await bytesOf(`${server.url}/healthz`);
    for (const process of [1, 2]) {
      const healthz = `process="${process}",method="GET",route="/healthz",status="200"`;
      await expect
        .poll(async () => (await figures("http_request_duration_seconds_count"))[healthz])
        .toBeGreaterThan(0);
    }
    await expect
      .poll(async () => (await fetch(`${server.url}/readyz`)).json())
      .toMatchObject({ ok: true, checks: { processes: { detail: "2 of 2 answer" } } });
    // Each playlist is counted once, whichever process was asked, and however often.
    for (let n = 0; n < 6; n++) await Promise.all(streams.map(({ url }) => bytesOf(playlistOf(url))));
    const segments = (await Promise.all(streams.map(({ url }) => segmentsOf(playlistOf(url))))).flat().length;
    const counted = async () => {
      const { total } = await server.client.usage();
      return { streams: total.streams, segments: total.segments };
    };
    await expect.poll(counted).toEqual({ streams: streams.length, segments });
  });

  it("go on where one is killed in the middle, which is started again; nothing wrong is served", async () => {
    const stream = await publish(7, 180);
    const segments = await segmentsOf(playlistOf(stream.url));
    const right = new Map<string, Buffer>();
    for (const url of segments) right.set(url, await bytesOf(url));
    let [reads, broken, over] = [0, 0, false];
    const read = async (): Promise<void> => {
      while (!over)
        for (const [url, bytes] of right) {
          // A connection that the killed process had breaks off; what is answered is right.
          const answer = await bytesOf(url).catch((error: NodeJS.ErrnoException) => {
            expect(error.code).toMatch(/^ECONN(?:RESET|REFUSED)$/);
            broken++;
          });
          if (answer) expect(answer.equals(bytes)).toBe(true);
          reads++;
          await pause(5);
        }
    };
    const readers = Array.from({ length: 2 }, read);
    await expect.poll(() => reads).toBeGreaterThan(20);
    const [victim = 0] = await childPids(server.pid);
    process.kill(victim, "SIGKILL");
    await expect
      .poll(() => figures("cutstream_process_restarts_total").catch(() => undefined))
      .toEqual({ "": 1 });
    await expect.poll(running).toBe(PROCESSES);
    over = true;
    await Promise.all(readers);
    expect(broken).toBeLessThan(reads / 2);
    expect(await childPids(server.pid)).not.toContain(victim);
    await expectPlays(continuous(stream.url), [{ source, from: 7, to: 180 }]);
  });

  it("all shut viewers out when a stream is revoked, whichever was told", async () => {
    const stream = await publish(20, 60);
    for (let n = 0; n < 10; n++) expect(await statusOf(stream.url)).toBe(200);
    await server.client.streams.revoke(stream.id);
    const statuses = async () =>
      new Set(await Promise.all(Array.from({ length: 20 }, () => statusOf(stream.url))));
    await expect.poll(statuses).toEqual(new Set([410]));
  });

  it("end together, and leave nothing behind", async () => {
    const members = await childPids(server.pid);
    expect(members).toHaveLength(PROCESSES);
    await server.stop();
    for (const pid of members) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  });
});

const playlistOf = (url: string): string => new URL("r/v0.m3u8", url).href;

async function segmentsOf(playlist: string): Promise<string[]> {
  const text = (await bytesOf(playlist)).toString();
  return Array.from(text.matchAll(/^[^#\s].*$/gm), ([line]) => new URL(line, playlist).href);
}

/** Over a connection of its own, so that any of the processes may be asked. */
async function ask(url: string): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { agent: false }), "response")) as [IncomingMessage];
  return response;
}

async function statusOf(url: string): Promise<number | undefined> {
  const response = await ask(url);
  response.resume();
  return response.statusCode;
}

async function bytesOf(url: string): Promise<Buffer> {
  const response = await ask(url);
  const bytes = await buffer(response);
  if (response.statusCode !== 200) throw new Error(`${url}: ${response.statusCode} ${bytes}`);
  return bytes;
}
