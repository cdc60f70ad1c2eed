import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "../../packages/client/src/index.ts";
import { startServer } from "../../packages/server/src/index.ts";
import { decodeFrames } from "../kit/decode.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import { type IngestedSource, ingestCoded, startTestServer, type TestServer } from "../kit/server.ts";
import { spawnServer } from "../kit/server-process.ts";

let server: TestServer;
let source: IngestedSource;

const EVENTS = [
  { start: { frame: 33 }, end: { frame: 81 }, text: "A header into the corner", labels: ["goal"] },
  { start: { frame: 120 }, end: { frame: 139 }, text: "The keeper lets it slip", labels: ["goal"] },
  { start: { frame: 170 }, end: { frame: 190 }, text: "Rain sets in", metadata: { weather: "rain" } },
];

beforeAll(async () => {
  server = await startTestServer();
  source = await ingestCoded(server, { sourceId: 4, frameRate: "25", seconds: 8, gopSeconds: 4 });
  await server.client.indexes.put(source.video.id, "events", EVENTS);
});
afterAll(() => server.close());

describe("from a query to a stream", () => {
  it("takes two lines, and plays what was found to the frame", async () => {
    const moments = await server.client.retrieve({ query: "goal", minScore: 0.5 });
    const stream = await server.client.timeline(moments).stream();
    const cuts = moments.map(({ startFrame, endFrame }) => ({ source, from: startFrame, to: endFrame }));
    expect(cuts.map(({ from, to }) => [from, to]).sort()).toEqual([
      [120, 139],
      [33, 81],
    ]);
    await expectPlays(continuous(stream.url), cuts);
  });

  it("finds by meaning what shares no word", async () => {
    const find = async () =>
      (await server.client.retrieve("wet weather begins")).find(({ text }) => text === EVENTS[2]?.text);
    await expect.poll(find).toBeDefined();
    const moment = await find();
    expect(moment?.why.find(({ by }) => by === "meaning")?.score).toBeGreaterThan(0.3);
  });

  it("has every head made ahead: composing what was found encodes nothing", async () => {
    const moments = await server.client.retrieve({ indexes: ["events"] });
    expect(moments).toHaveLength(3);
    await expect
      .poll(async () => (await server.client.timeline(moments).plan()).heads, { interval: 250 })
      .toSatisfy(({ total, ready }) => total > 3 && ready === total);
  });

  it("gives each moment a stream and a picture of its own", async () => {
    const [moment] = await server.client.retrieve({ query: "keeper", limit: 1 });
    const frames = await decodeFrames(moment?.url ?? "");
    expect(frames.map(({ code }) => code)).toEqual(
      Array.from({ length: 19 }, (_, n) => ({ source: 4, frame: 120 + n })),
    );
    const picture = await fetch(moment?.thumbnail ?? "");
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  });

  it("takes subtitles in as they are", async () => {
    const data = "1\n00:00:01,000 --> 00:00:02,500\nA penguin crosses the pitch.\n";
    const index = await server.client.indexes.import(source.video.id, "speech", {
      format: "srt",
      data,
      language: "en",
    });
    expect(index).toMatchObject({ name: "speech", moments: 1, status: "ready" });
    const [moment] = await server.client.retrieve({ query: "penguin", limit: 1 });
    expect(moment).toMatchObject({ startFrame: 25, endFrame: 63, index: "speech" });
    expect((await server.client.videos.transcript(source.video.id)).text).toBe(
      "A penguin crosses the pitch.",
    );
    await expect(
      server.client.indexes.import(source.video.id, "speech", { format: "srt", data: "no subtitles\n" }),
    ).rejects.toMatchObject({ code: "import_unreadable" });
  });
});

describe("an edit decision list", () => {
  const LIST = `TITLE: highlights
001  TAPE  V  C        01:00:04:00 01:00:06:00 10:00:00:00 10:00:02:00
* FROM CLIP NAME: The save
002  TAPE  V  C        01:00:01:00 01:00:02:12 10:00:02:00 10:00:03:12
* FROM CLIP NAME: The kick
`;
  const take = (options: object, format: "edl" | "csv" = "edl") =>
    server.client.indexes.import(source.video.id, "cut", { format, data: LIST, ...options });
  const places = async () =>
    (await server.client.indexes.moments(source.video.id, "cut")).map(({ start, end, text }) => [
      start,
      end,
      text,
    ]);

  it("is of what it cuts from, or of what it makes, from the video's own timecode", async () => {
    await take({ startTimecode: "01:00:00:00" });
    expect(await places()).toEqual([
      [1, 2.48, "The kick"],
      [4, 6, "The save"],
    ]);
    await take({ side: "record", startTimecode: "09:59:58:00" });
    expect(await places()).toEqual([
      [2, 4, "The save"],
      [4, 5.48, "The kick"],
    ]);
  });

  it.each([
    [{}, "edl", "invalid_time", /moments\[0\]\.start/],
    [{ startTimecode: "02:00:00:00" }, "edl", "import_unreadable", /Line 2: 01:00:04:00 lies before/],
    [{ startTimecode: "1 o'clock" }, "edl", "invalid_request", /no timecode at 25 frames a second/],
    [{ side: "left" }, "edl", "invalid_request", /side must be "source" or "record"; got "left"/],
    [{ side: "record" }, "csv", "invalid_request", /side is for edl and otio files/],
  ] as const)(
    "is refused with %j as %s, and leaves what was there",
    async (options, format, code, message) => {
      await take({ startTimecode: "01:00:00:00" });
      await expect(take(options, format)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(message),
      });
      expect(await places()).toHaveLength(2);
    },
  );
});

describe("what is remembered", () => {
  it("survives kill -9, and goes with its video", async () => {
    const folder = await mkdtemp(join(tmpdir(), "cutstream-memory-"));
    const first = await spawnServer(folder);
    const { video } = await first.client.videos.ingest({ path: source.path });
    await first.client.videos.waitUntilReady(video.id);
    await first.client.indexes.put(video.id, "events", EVENTS);
    await first.stop("SIGKILL");
    const server = await startServer({ port: 0, dataDir: folder });
    const cs = connect({ url: server.address });
    expect((await cs.retrieve({ query: "header" }))[0]).toMatchObject({ video: video.id, startFrame: 33 });
    await cs.videos.delete(video.id);
    expect(await cs.retrieve({ query: "header" })).toHaveLength(0);
    await server.close();
    await rm(folder, { recursive: true });
  });
});
