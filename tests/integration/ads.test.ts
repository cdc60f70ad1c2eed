import { copyFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AdsInput, Plan } from "../../packages/client/src/index.ts";
import { createFfmpegTranscoder, verifyStream } from "../../packages/engine/src/index.ts";
import { FFMPEG, runProgram } from "../kit/ffmpeg.ts";
import { sharedMedia } from "../kit/media.ts";
import { continuous, expectPlays } from "../kit/played.ts";
import {
  type CodedCut,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

/** Breaks for ads from the SDK to the frames that ffmpeg decodes, with ad servers that behave and that do not. */

let server: TestServer;
let adServer: Server;
let film: IngestedSource;
let spot: IngestedSource;
let answer: (path: string, body: string) => string | undefined;

beforeAll(async () => {
  adServer = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = answer(request.url ?? "", Buffer.concat(chunks).toString());
    // without an answer it hangs
    if (text !== undefined) response.end(text);
  });
  await new Promise<void>((done) => adServer.listen(0, "127.0.0.1", done));
  server = await startTestServer({ adHosts: [new URL(adUrl("/")).host] });
  film = await ingestCoded(server, { sourceId: 1, frameRate: "30000/1001", gopSeconds: 2, seconds: 45 });
  spot = await ingestCoded(server, { sourceId: 2, frameRate: "25", gopSeconds: 1, seconds: 3 });
  // Shots as the analyser writes them, at frames that are no key frames.
  const rate = 30000 / 1001;
  const shots = [0, 311, 640, 955].map((frame, n, all) => ({
    start: { frame },
    end: { frame: all[n + 1] ?? film.frameCount },
    labels: ["shot"],
    metadata: { transition: ["start", "cut", "dissolve", "fade"][n] ?? "cut" },
  }));
  await server.client.indexes.put(film.video.id, "shots", shots);
  await server.client.indexes.put(film.video.id, "events", [
    { start: 955 / rate - 2, end: 955 / rate + 1, labels: ["violence"] },
  ]);
});

afterAll(async () => {
  adServer.closeAllConnections();
  await new Promise((done) => adServer.close(done));
  await server?.close();
});

const adUrl = (path: string) => `http://127.0.0.1:${(adServer.address() as AddressInfo).port}${path}`;
const whole = () =>
  server.client.timeline().add(film.video, { start: { frame: 5 }, end: { frame: film.frameCount } });
const listed = (): AdsInput["decide"] => ({ kind: "list", ads: [{ video: spot.video.id }] });
const cut = (source: IngestedSource, from: number, to: number): CodedCut => ({ source, from, to });
const ad = () => cut(spot, 0, spot.frameCount);
const startsOf = ({ clips }: Plan) => clips.filter((clip) => !clip.ad).map(({ startFrame }) => startFrame);

describe("ads as clips", () => {
  it("break the film off at shots, and every frame is there, once and in order", async () => {
    const slots = [{ at: "pre" }, { at: 15 }, { at: 33 }, { at: "post" }];
    const stream = await whole().ads({ slots, decide: listed() }).stream();
    expect(stream.plan.warnings).toEqual([]);
    expect(stream.plan.ads?.breaks.map(({ slot }) => slot)).toEqual([0, 1, 2, 3]);
    expect(startsOf(stream.plan)).toEqual([5, 311, 955]);
    const frames = [
      ad(),
      cut(film, 5, 311),
      ad(),
      cut(film, 311, 955),
      ad(),
      cut(film, 955, film.frameCount),
      ad(),
    ];
    await expectPlays(continuous(stream.url), frames);
    const playlist = await (await fetch(new URL("r/v0.m3u8", stream.url))).text();
    expect(playlist.match(/CLASS="io\.cutstream\.ad"/g)).toHaveLength(4);
  });

  it("encode nothing once the heads of the shots are made", async () => {
    const plan = () =>
      whole()
        .ads({ slots: [{ at: 15 }], decide: listed() })
        .plan();
    const job = await server.client.videos.prepareHeads(film.video.id, [{ frame: 311 }, { frame: 5 }]);
    await server.client.jobs.done(job.id);
    const { heads } = await plan();
    expect(heads).toMatchObject({ total: heads.ready });
    expect(heads.total).toBeGreaterThan(1);
  });

  it("are not put beside what the content filter forbids, nor into a dissolve", async () => {
    const plan = await whole()
      .ads({
        slots: [
          { at: 32, within: 12 },
          { at: 21, within: 3 },
        ],
        decide: listed(),
        filters: { content: { $not: { labels: "violence" } } },
      })
      .plan();
    expect(startsOf(plan)).toEqual([5]);
    expect(plan.warnings).toEqual([
      "Ad slot 0 (at 32 s) is left out: what is shown there does not pass the content filter.",
      "Ad slot 1 (at 21 s) is left out: no scene boundary is within 3 s of it.",
    ]);
  });

  it("are those that the server offers and the audience filter leaves, in time", async () => {
    let asked: unknown;
    answer = (_, body) => {
      asked = JSON.parse(body);
      const dear = { video: film.video.id, metadata: { rating: "adult" } };
      const tracking = [{ event: "impression", url: "https://t.example/i?a=1" }];
      const tea = { id: "tea", video: spot.video.id, end: 2, metadata: { rating: "all" }, tracking };
      return JSON.stringify({ ads: [dear, tea] });
    };
    const stream = await whole()
      .ads({
        slots: [{ at: 10, duration: 5 }],
        decide: { kind: "http", url: adUrl("/decide"), deadline: 5000 },
        filters: { ads: { rating: "all" } },
        audience: { age: 11 },
      })
      .stream();
    expect(asked).toMatchObject({
      slot: 0,
      position: "mid",
      video: film.video.id,
      audience: { age: 11 },
      duration: 5,
    });
    expect(stream.plan.clips.map(({ ad: mark }) => mark)).toEqual([
      undefined,
      { slot: 0, id: "tea" },
      undefined,
    ]);
    await expectPlays(continuous(stream.url), [
      cut(film, 5, 311),
      cut(spot, 0, 50),
      cut(film, 311, film.frameCount),
    ]);
    expect(await (await fetch(new URL("r/v0.m3u8", stream.url))).text()).toContain(
      'X-TRACKING="impression=https://t.example/i?a=1"',
    );
  });
});

describe("an ad server that", () => {
  const vast = (ads: string) => `<VAST version="4.2">${ads}</VAST>`;
  const media = (id: string, url: string) =>
    vast(`<Ad><InLine><Creatives><Creative><UniversalAdId idRegistry="x">${id}</UniversalAdId><Linear><MediaFiles>
      <MediaFile delivery="progressive" type="video/mp4" height="180">${url}</MediaFile></MediaFiles></Linear></Creative></Creatives></InLine></Ad>`);
  const asked = (deadline?: number, url = adUrl("/vast")) =>
    whole().ads({ slots: [{ at: 10 }], decide: { kind: "vast", url, ...(deadline && { deadline }) } });

  it.each<[string, () => string | undefined, RegExp]>([
    ["hangs", () => undefined, /did not answer in time|nothing was decided within 200 ms/],
    [
      "loops",
      () => vast(`<Ad><Wrapper><VASTAdTagURI>${adUrl("/vast")}</VASTAdTagURI></Wrapper></Ad>`),
      /wrapper that loops/,
    ],
    ["has nothing", () => vast(""), /no ad was offered/],
    ["sends rubbish", () => "<html>", /VAST that cannot be read/],
  ])("%s leaves the film as it is", async (how, text, reason) => {
    answer = text;
    const before = performance.now();
    const stream = await asked(how === "hangs" ? undefined : 5000).stream();
    if (how === "hangs") expect(performance.now() - before).toBeLessThan(10_000);
    expect(stream.plan.warnings).toEqual([expect.stringMatching(reason)]);
    expect(stream.plan.clips).toHaveLength(1);
  });

  it("is at a private address that nobody allowed is not asked", async () => {
    const plan = await asked(1000, "http://127.0.0.2:8080/vast").plan();
    expect(plan.warnings).toEqual([expect.stringMatching(/127\.0\.0\.2 is not a public address/)]);
  });

  it("names a video by its id in a registry has it shown; one that is not here is taken in", async () => {
    const path = `${server.folder}/registered.mp4`;
    await copyFile(spot.path, path);
    const { video } = await server.client.videos.ingest({ path, name: "CNPA0484000H" });
    await server.client.videos.waitUntilReady(video.id);
    answer = () => media("CNPA0484000H", "https://cdn.invalid/tea.mp4");
    const { clips } = await asked(5000).plan();
    expect(clips[1]).toMatchObject({ video: video.id, ad: { id: "CNPA0484000H" } });
    answer = () => media("unknown", "http://127.0.0.2:8080/coffee.mp4");
    const { plan } = await asked(5000).stream();
    expect(plan.warnings).toEqual([expect.stringMatching(/it is being taken in/)]);
    const taken = await Array.fromAsync(server.client.videos.list({ collection: "ads" }));
    expect(taken).toMatchObject([{ name: "http://127.0.0.2:8080/coffee.mp4" }]);
  });
});

describe("a slot that cannot be", () => {
  it.each([
    ["outside the timeline", { slots: [{ at: 100 }] }, "invalid_ads", "timeline.ads.slots[0].at"],
    ["at no time", { slots: [{ at: "noon" }] }, "invalid_request", "timeline.ads.slots[0].at"],
    ["behind a filter of its own", { filters: { content: { a: { $near: 1 } } } }, "invalid_filter", "$near"],
  ] as const)("is refused: %s", async (_, change, code, place) => {
    const plan = whole()
      .ads({ slots: [{ at: 1 }], decide: listed(), ...change })
      .plan();
    await expect(plan).rejects.toMatchObject({ code, message: expect.stringContaining(place) });
  });
});

const reel = sharedMedia("derived/reel_a.mp4");
describe.skipIf(!reel)("a real film, its shots found by the analyser", () => {
  it("is broken off where its pictures are cut, exactly", async () => {
    const path = `${server.folder}/reel.mp4`;
    await runProgram(FFMPEG, ["-v", "error", "-i", reel ?? "", "-t", "81.9", "-c", "copy", path]);
    const { video } = await server.client.videos.ingest({ path });
    await server.client.videos.waitUntilReady(video.id);
    const [job] = await server.client.indexes.analyse(video.id, ["shots"]);
    await server.client.jobs.done(job?.id ?? "");
    const stream = await server.client
      .timeline()
      .add(video, { start: 48, end: 80 })
      // Joins of the reel, which was made of several films, are at 52, 64 and 74 s, at 25 frames a second.
      .ads({
        slots: [
          { at: 6, within: 3 },
          { at: 17, within: 3 },
          { at: 28, within: 3 },
        ],
        decide: listed(),
      })
      .stream();
    expect(stream.plan.warnings).toEqual([]);
    expect(startsOf(stream.plan)).toEqual([48 * 25, 52 * 25, 64 * 25, 74 * 25]);
    const report = await verifyStream({
      stream,
      video: (id) => server.client.videos.get(id),
      fetch: async (url) => new Uint8Array(await (await fetch(url)).arrayBuffer()),
      transcoder: createFfmpegTranscoder(),
    });
    expect(report).toMatchObject({ ok: true });
    expect(report.spans).toHaveLength(7);
  });
});
