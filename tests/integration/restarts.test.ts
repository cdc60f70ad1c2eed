import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Stream } from "../../packages/client/src/index.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { expectError, sendRaw } from "../kit/raw-request.ts";
import { type CodedCut, fetchWhole, type IngestedSource } from "../kit/server.ts";
import { type ServerProcess, spawnServer } from "../kit/server-process.ts";

let folder: string;
let source: Omit<IngestedSource, "video">;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-restart-"));
  source = await makeCodedSource({
    path: join(folder, "source.mp4"),
    sourceId: 5,
    frameRate: "25",
    seconds: 4,
    gopSeconds: 1,
  });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const portOf = ({ url }: ServerProcess) => Number(new URL(url).port);

async function ingest({ client }: ServerProcess): Promise<IngestedSource> {
  const { video } = await client.videos.ingest({ path: source.path });
  return { ...source, video: await client.videos.waitUntilReady(video.id) };
}

function publish(
  { client }: ServerProcess,
  { source, from, to }: CodedCut,
  options: object = {},
): Promise<Stream> {
  const clip = { video: source.video.id, start: { frame: from }, end: { frame: to } };
  return client.timeline([clip]).stream(options);
}

describe("a server that is killed while streams are published", () => {
  it("plays every stream that it has acknowledged once it is back", async () => {
    const dataDir = join(folder, "killed");
    let server = await spawnServer(dataDir);
    const port = portOf(server);
    const ingested = await ingest(server);
    const acknowledged: { stream: Stream; cut: CodedCut }[] = [];

    for (let round = 0; round < 3; round++) {
      const target = server;
      const before = acknowledged.length;
      let killed = false;
      const load = async (worker: number) => {
        for (let n = 0; !killed; n++) {
          const from = (7 * n + 13 * worker + round) % 75;
          const cut = { source: ingested, from, to: from + 25 };
          const stream = await publish(target, cut).catch(() => undefined);
          if (stream) acknowledged.push({ stream, cut });
        }
      };
      const workers = Promise.all([0, 1, 2, 3].map(load));
      while (acknowledged.length < before + 40) await sleep(5);
      await server.stop("SIGKILL");
      killed = true;
      await workers;
      server = await spawnServer(dataDir, { port });
    }

    const { items } = (await (await fetch(`${server.url}/v1/streams?limit=500`)).json()) as {
      items: Stream[];
    };
    const known = new Map(items.map((stream) => [stream.id, stream]));
    for (const { stream } of acknowledged) {
      const found = known.get(stream.id) ?? (await server.client.streams.get(stream.id));
      expect(found).toMatchObject({ url: stream.url, expiresAt: stream.expiresAt });
      expect((await fetch(stream.url)).status).toBe(200);
    }
    // Of all of them some, each with a head of its own.
    for (const { stream, cut } of acknowledged.filter((_, n) => n % 37 === 0)) {
      expect(await fetchWhole(stream.url)).toBeGreaterThan(1);
      await expectPlays(continuous(stream.url), [cut]);
    }
    await server.stop();
  });
});

describe("servers on one folder, one after the other", () => {
  it("keep videos, streams, keys, collections and revocations", async () => {
    const dataDir = join(folder, "kept");
    let server = await spawnServer(dataDir);
    const port = portOf(server);
    const ingested = await ingest(server);
    const cut = { source: ingested, from: 11, to: 61 };
    const { id: collection } = await server.client.collections.create("Kept");
    const kept = await publish(server, cut, { user: "ann", ttl: "7d", name: "kept" });
    const ts = await publish(server, cut, { container: "ts" });
    const short = await publish(server, cut, { ttl: 1 });
    const revoked = await server.client.streams.revoke((await publish(server, cut)).id);
    const playlists = (url: string) =>
      Promise.all(["r/v0.m3u8", "r/a0.m3u8"].map(async (file) => (await fetch(new URL(file, url))).text()));
    const before = await playlists(kept.url);
    await sleep(Math.max(1, Date.parse(short.expiresAt) - Date.now()));

    for (let restart = 0; restart < 2; restart++) {
      await server.stop();
      server = await spawnServer(dataDir, { port });
      expect(await server.client.streams.get(kept.id)).toMatchObject({
        ...kept,
        plan: { ...kept.plan, heads: { total: kept.plan.heads.total } },
      });
      expect(await server.client.videos.get(ingested.video.id)).toEqual(ingested.video);
      expect((await server.client.collections.list()).map(({ id }) => id)).toContain(collection);
      expect(await playlists(kept.url)).toEqual(before);
      await expectPlays(continuous(kept.url), [cut]);
      await expectPlays(continuous(ts.url), [cut]);
      await expectPlays(continuous(ingested.video.streamUrl ?? ""), [{ source: ingested, from: 0, to: 100 }]);
      const gone = { [short.url]: "stream_expired", [revoked.url]: "stream_revoked" };
      for (const [url, code] of Object.entries(gone)) {
        expectError(await sendRaw(server, new URL(url).pathname), { status: 410, code });
      }
      // What was ingested before is known again: nothing is made anew.
      const { video } = await server.client.videos.ingest({ path: source.path });
      expect((await server.client.videos.waitUntilReady(video.id)).versions).toEqual(ingested.video.versions);
    }
    await server.stop();
  });
});
