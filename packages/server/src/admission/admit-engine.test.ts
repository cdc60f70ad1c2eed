import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import type { StreamView } from "@cutstream/engine";
import { describe, expect, it } from "vitest";
import { mediaResponse } from "../testing/fake-origin.ts";
import { createRig } from "../testing/rig.ts";
import type { AdmissionLimits } from "./limits.ts";

const TIMELINE = { timeline: { clips: [{ video: "v1", start: 0, end: 10 }] } };
const BYTES = Buffer.alloc(300_000, "segment ");

/** By default only the limits that a test sets refuse anything: the machine that runs it may be late for other work. */
async function busyRig(limits: Partial<AdmissionLimits>) {
  const rig = await createRig({
    limits: { lateness: Number.POSITIVE_INFINITY, waiting: Number.POSITIVE_INFINITY, ...limits },
  });
  const { video } = await rig.engine.videos.ingest({ source: { kind: "path", path: "/a.mp4" } });
  rig.engine.finish(video.id);
  rig.engine.origin.files.set("v/1.m4s", () =>
    mediaResponse(Readable.from(blocks(BYTES), { objectMode: false }), BYTES.length),
  );
  const url = await rig.listen();
  const post = (path: string, body: object) =>
    fetch(url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    });
  return { rig, url, post };
}

/** A body that comes in pieces, each when the one before has gone. */
async function* blocks(bytes: Buffer): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += 20_000) {
    yield bytes.subarray(at, at + 20_000);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function expectRefused(response: Response): Promise<void> {
  expect(response.status).toBe(503);
  const seconds = Number(response.headers.get("retry-after"));
  expect(seconds).toBeGreaterThanOrEqual(2);
  expect(seconds).toBeLessThanOrEqual(6);
  expect(await response.json()).toMatchObject({ error: { code: "overloaded" } });
}

describe("a server with as much work as it takes", () => {
  it("refuses new streams while what plays gets every byte", async () => {
    const { rig, url, post } = await busyRig({ compose: 2 });
    await using _rig = rig;
    expect((await fetch(`${url}/u/anyone/s1/good/film.m3u8`)).status).toBe(200);

    const { streams } = rig.engine;
    const made = Promise.withResolvers<StreamView>();
    const publish = streams.publish;
    streams.publish = () => made.promise;
    const waiting = [post("/v1/streams", TIMELINE), post("/v1/streams", TIMELINE)];
    await expect.poll(async () => (await metrics(url)).compose_under_way).toBe(2);

    for (const path of ["/v1/plan", "/v1/streams"]) await expectRefused(await post(path, TIMELINE));
    await expectRefused(await post("/v1/reels/from-prompt", { prompt: "goals", video: "v1" }));
    const segments = await Promise.all(
      Array.from({ length: 20 }, async () => (await fetch(`${url}/m/v/1.m4s`)).arrayBuffer()),
    );
    for (const segment of segments) expect(Buffer.from(segment).equals(BYTES)).toBe(true);
    for (const file of ["film.m3u8", "r/v0.m3u8", "r/a0.m3u8"])
      expect((await fetch(`${url}/u/anyone/s1/good/${file}`)).status).toBe(200);

    made.resolve(await publish(TIMELINE));
    for (const response of await Promise.all(waiting)) expect(response.status).toBe(201);
    streams.publish = publish;
    expect((await post("/v1/streams", TIMELINE)).status).toBe(201);
    expect(await metrics(url)).toMatchObject({ compose_under_way: 0, refused_compose_total: 3 });
  });

  it("lets nobody begin to play whom it does not know, and ends nothing that plays", async () => {
    const { rig, url } = await busyRig({ session: 1 });
    await using _rig = rig;
    const open = (stream: string, file = "film.m3u8") => fetch(`${url}/u/anyone/${stream}/good/${file}`);
    expect((await open("s1")).status).toBe(200);

    const { origin } = rig.engine;
    const { playlist } = origin;
    const gate = Promise.withResolvers<void>();
    origin.playlist = async (request) => {
      if (request.stream === "slow") await gate.promise;
      return playlist(request);
    };
    const first = open("slow");
    await expect.poll(async () => (await metrics(url)).session_under_way).toBe(1);
    await expectRefused(await open("s2"));
    expect((await open("s1")).status).toBe(200);
    // Its first playlist may have come from another node.
    expect((await open("s2", "r/v0.m3u8")).status).toBe(200);
    gate.resolve();
    expect((await first).status).toBe(200);
    expect((await open("s2")).status).toBe(200);
  });

  it("counts files as long as they are read", async () => {
    const { rig, url } = await busyRig({ download: 1 });
    await using _rig = rig;
    const file = `${url}/u/anyone/s1/good/film.mp4`;
    const { origin } = rig.engine;
    const { download } = origin;
    origin.download = async () => ({ ...(await download(request)), size: 1e9, read: () => endless() });
    const request = { user: "anyone", stream: "s1", signature: "good", file: "film.mp4" };
    const [reading] = (await once(get(file), "response")) as [IncomingMessage];
    expect(reading.statusCode).toBe(200);
    await expectRefused(await fetch(file));
    reading.destroy();
    await expect.poll(async () => (await metrics(url)).download_under_way).toBe(0);
  });

  it("refuses where the event loop is late, and says how late", async () => {
    const { rig, url, post } = await busyRig({ lateness: 0, busyRate: 0 });
    await using _rig = rig;
    await expectRefused(await post("/v1/videos", { path: "/a.mp4" }));
    await expectRefused(await post("/v1/streams", TIMELINE));
    await expectRefused(await post("/v1/retrieve", { query: "goals" }));
    await expectRefused(await post("/v1/videos/v1/heads", { times: [1] }));
    const moments = [{ start: 0, end: 1, text: "a goal" }];
    const put = await fetch(`${url}/v1/videos/v1/indexes/events`, {
      method: "PUT",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ moments }),
    });
    await expectRefused(put);
    expect(Buffer.from(await (await fetch(`${url}/m/v/1.m4s`)).arrayBuffer()).equals(BYTES)).toBe(true);
    expect(await metrics(url)).toMatchObject({
      event_loop_late_ms: expect.any(Number),
      refused_ingest_total: 1,
      refused_compose_total: 2,
      refused_store_total: 2,
    });
  });
});

function endless(): Readable {
  return new Readable({
    read() {
      this.push(Buffer.alloc(16_384));
    },
  });
}

async function metrics(url: string): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text();
  const lines = text.matchAll(/^cutstream_(\w+) (\S+)$/gm);
  return Object.fromEntries(Array.from(lines, ([, name = "", value]) => [name, Number(value)]));
}
