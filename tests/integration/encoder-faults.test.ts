import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseMediaPlaylist } from "@cutstream/media";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { continuous, expectPlays } from "../kit/played.ts";
import { expectError, sendRaw } from "../kit/raw-request.ts";
import {
  type CodedCut,
  fetchWhole,
  type IngestedSource,
  ingestCoded,
  publishCuts,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";
import { type WrappedEncoder, wrapEncoder } from "../kit/wrapped-encoder.ts";

let folder: string;
let encoder: WrappedEncoder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-encoder-"));
  encoder = await wrapEncoder(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const coded = { sourceId: 2, frameRate: "30", seconds: 8, bFrames: 0 } as const;

/** Targets of a stream's video segments; asking for the playlist has its first head made, where it begins with one. */
async function segmentsOf(url: string): Promise<string[]> {
  const playlist = await fetch(new URL("r/v0.m3u8", url));
  return parseMediaPlaylist(await playlist.text()).segments.map(({ uri }) => uri);
}

describe("an encoder that fails", () => {
  let server: TestServer;
  let source: IngestedSource;
  beforeAll(async () => {
    server = await startTestServer({ ffmpegPath: encoder.path });
    source = await ingestCoded(server, coded);
  });
  afterAll(() => server.close());

  it.each(["exit", "cut", "short", "empty"] as const)(
    "(%s) shows no wrong frame, and is tried again",
    async (mood) => {
      const at = { exit: 7, cut: 67, short: 127, empty: 187 }[mood];
      const cuts: CodedCut[] = [
        { source, from: 0, to: 60 },
        { source, from: at, to: at + 50 },
      ];
      const stream = await publishCuts(server, cuts);
      expect(stream.plan.heads).toMatchObject({ total: 3, ready: 0 });
      await encoder.behave(mood);
      const [whole = "", head = ""] = await segmentsOf(stream.url);
      for (const target of [head, head]) {
        const answer = await sendRaw(server, target);
        expectError(answer, { status: 500, code: "encoder_failed", message: /frames 7 to \d+ of a GOP/ });
        expect(answer.headers["cache-control"]).toBe("no-store");
      }
      expect((await sendRaw(server, whole)).status).toBe(200);
      await encoder.behave("well");
      expect((await sendRaw(server, head)).status).toBe(200);
      await expectPlays(continuous(stream.url), cuts);
    },
  );

  it("fails an ingest aloud, which can be retried", async () => {
    await encoder.behave("exit");
    const other = await startTestServer({ ffmpegPath: encoder.path });
    const { video, job } = await other.client.videos.ingest({ path: source.path });
    await expect(other.client.videos.waitUntilReady(video.id)).rejects.toMatchObject({
      code: "encoder_failed",
    });
    await encoder.behave("well");
    await other.client.jobs.retry(job.id);
    const ready = await other.client.videos.waitUntilReady(video.id);
    await expectPlays(continuous(ready.streamUrl ?? ""), [{ source, from: 0, to: source.frameCount }]);
    await other.close();
  });
});

describe("an encoder with a queue", () => {
  it("refuses what is too much, and publishes without heads meanwhile", async () => {
    const server = await startTestServer({ ffmpegPath: encoder.path, encoders: 1, encoderQueue: 1 });
    const source = await ingestCoded(server, coded);
    const cuts = [5, 65, 125, 185].map((from) => ({ source, from, to: from + 50 }));
    const stream = await publishCuts(server, cuts);
    expect(stream.plan.warnings).toEqual([]);
    await encoder.behave("held");
    const targets = (await segmentsOf(stream.url)).slice(0, 4);
    const answers = Promise.all(targets.map((target) => sendRaw(server, target)));

    const late = [{ source, from: 20, to: 100 }];
    const moved = await vi.waitFor(
      async () => {
        const published = await publishCuts(server, late);
        expect(published.plan.warnings).toEqual([
          expect.stringMatching(/^Moved to key frames.*1 heads wait already.*clips 0/),
        ]);
        return published;
      },
      { timeout: 120_000, interval: 20 },
    );
    expect(moved.plan).toMatchObject({
      heads: { total: 0 },
      clips: [{ method: "snap", startFrame: 0, endFrame: 120, startErrorFrames: -20, endErrorFrames: 20 }],
    });
    await encoder.behave("well");
    const statuses = (await answers).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(2);
    for (const answer of await answers) {
      if (answer.status === 200) continue;
      expectError(answer, { status: 503, code: "encoder_busy", message: /1 heads wait for an encoder/ });
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
    }
    await expectPlays(continuous(moved.url), [{ source, from: 0, to: 120 }]);
    await expectPlays(continuous(stream.url), cuts);
    expect((await publishCuts(server, late)).plan.warnings).toEqual([]);
    await server.close();
  });
});

describe("no encoder at all", () => {
  const dataDir = () => join(folder, "data");
  let source: IngestedSource;
  let made: { url: string; cuts: CodedCut[] };
  let unmade: string;
  let port: number;
  let server: TestServer;

  beforeAll(async () => {
    const before = await startTestServer({ dataDir: dataDir() });
    port = Number(new URL(before.url).port);
    source = await ingestCoded(before, { ...coded, bFrames: 3 });
    const cuts = [{ source, from: 17, to: 101 }];
    made = { url: (await publishCuts(before, cuts)).url, cuts };
    await fetchWhole(made.url);
    unmade = (await publishCuts(before, [{ source, from: 33, to: 90 }])).url;
    await before.close();
    server = await startTestServer({ dataDir: dataDir(), port, ffmpegPath: join(folder, "no-ffmpeg-here") });
  });
  afterAll(() => server.close());

  it("is told by /readyz, while the server lives", async () => {
    expect((await sendRaw(server, "/healthz")).status).toBe(200);
    const ready = await sendRaw(server, "/readyz");
    expect(ready.status).toBe(503);
    expect(JSON.parse(ready.text).checks.encoder).toEqual({
      ok: false,
      detail: expect.stringContaining("no-ffmpeg-here"),
    });
  });

  it("fails an ingest with what to install", async () => {
    const { video } = await server.client.videos.ingest({ path: import.meta.filename });
    await expect(server.client.videos.waitUntilReady(video.id)).rejects.toMatchObject({
      code: "encoder_missing",
      message: expect.stringContaining("no-ffmpeg-here"),
      remedy: expect.stringContaining("Install ffmpeg"),
    });
  });

  it("plays whole videos and heads that exist", async () => {
    await expectPlays(continuous(source.video.streamUrl ?? ""), [{ source, from: 0, to: source.frameCount }]);
    await expectPlays(continuous(made.url), made.cuts);
    const again = await publishCuts(server, made.cuts);
    expect(again.plan).toMatchObject({ warnings: [], clips: [{ method: "head", startErrorFrames: 0 }] });
    await expectPlays(continuous(again.url), made.cuts);
  });

  it("moves cuts without heads to key frames, and says so in the plan", async () => {
    // Clips 1 and 2 follow on from one another: where one is moved the other must be.
    const ranges = [
      [17, 101],
      [35, 95],
      [95, 120],
      [60, 120],
      [200, 239],
    ] as const;
    const clips = ranges.map(([from, to]) => ({
      video: source.video.id,
      start: { frame: from },
      end: { frame: to },
    }));
    const planned = await server.client.timeline(clips).plan();
    const stream = await server.client.timeline(clips).stream();
    for (const plan of [planned, stream.plan]) {
      expect(plan.warnings).toEqual([
        expect.stringMatching(/^Moved to key frames, since no head can be made now \(.*no-ffmpeg-here/),
      ]);
      expect(plan.heads.ready).toBe(plan.heads.total);
      expect(plan.clips.map(({ method }) => method)).toEqual(["head", "snap", "snap", "aligned", "snap"]);
    }
    const shown = stream.plan.clips.map(({ startFrame, endFrame }) => ({
      source,
      from: startFrame,
      to: endFrame,
    }));
    expect(shown[0]).toMatchObject({ from: 17, to: 101 });
    expect(shown[3]).toMatchObject({ from: 60, to: 120 });
    await expectPlays(continuous(stream.url), shown);
  });

  it("answers for heads of streams published before", async () => {
    const targets = await segmentsOf(unmade);
    const answers = await Promise.all(targets.map((target) => sendRaw(server, target)));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused)
      expectError(answer, { status: 503, code: "encoder_missing", message: /no-ffmpeg-here/ });
  });
});
