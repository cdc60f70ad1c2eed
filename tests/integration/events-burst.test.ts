import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { makeCodedSource } from "../kit/coded-source.ts";
import { type ServerProcess, spawnServer } from "../kit/server-process.ts";
import { EVENTS_PER_STREAM, tellBatch, tellEvents } from "../kit/tell-events.ts";

const BATCH = 500;
const EVENTS = 25_000;

let folder: string;
let server: ServerProcess;
let streams: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-events-"));
  server = await spawnServer(join(folder, "data"));
  const path = join(folder, "source.mp4");
  await makeCodedSource({ path, sourceId: 1, frameRate: "25", seconds: 2, audio: null });
  const { video } = await server.client.videos.ingest({ path });
  await server.client.videos.waitUntilReady(video.id);
  const clip = { video: video.id, start: 0, end: 2 };
  const published = Array.from({ length: EVENTS / EVENTS_PER_STREAM }, () =>
    server.client.timeline([clip]).stream(),
  );
  streams = (await Promise.all(published)).map(({ url }) => url);
});
afterAll(async () => {
  await server.stop();
  await rm(folder, { recursive: true });
});

it("loses nothing of a burst of events that it acknowledged, though it is killed amidst them", async () => {
  const half = EVENTS / BATCH / 2;
  let killed: Promise<void> | undefined;
  const told = await tellEvents({
    ...{ url: server.url, streams, events: EVENTS, batch: BATCH, clients: 60 },
    goOn(batches) {
      if (batches < half) return true;
      killed ??= server.stop("SIGKILL");
      return false;
    },
  });
  await killed;
  expect(told.acknowledged.length).toBeGreaterThanOrEqual(half);
  server = await spawnServer(join(folder, "data"));
  const url = server.url;
  for (const first of told.acknowledged) {
    const answer = await tellBatch({ url, streams, batch: BATCH }, first);
    expect([answer.status, await answer.json()]).toEqual([200, { stored: 0, known: BATCH, refused: [] }]);
  }
  const all = await tellEvents({ url, streams, events: EVENTS, batch: BATCH, clients: 60 });
  expect(all.strange).toEqual([]);
  expect(all.stored + all.known).toBe(EVENTS);
});

it("says of a batch that is too large that it is", async () => {
  const answer = await fetch(`${server.url}/v1/events`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ stream: streams[0], events: [], more: "x".repeat(2 * 1024 * 1024) }),
  });
  expect(answer.status).toBe(413);
  expect(await answer.json()).toMatchObject({ error: { code: expect.any(String) } });
});
