import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectError, postJson } from "../kit/raw-request.ts";
import { type IngestedSource, ingestCoded, startTestServer, type TestServer } from "../kit/server.ts";

/** 180 frames at 30 a second: six seconds. */
let source: IngestedSource;
let server: TestServer;

beforeAll(async () => {
  server = await startTestServer();
  source = await ingestCoded(server, { sourceId: 0, frameRate: "30", seconds: 6 });
});
afterAll(() => server.close());

/** Sends a good clip and then this one, as JSON whose times are written as given. */
function publishClip(start: string, end: string, video = source.video.id) {
  const good = `{"video":"${source.video.id}","start":0,"end":1}`;
  const clip = `{"video":${JSON.stringify(video)},"start":${start},"end":${end}}`;
  return postJson(server, "/v1/streams", `{"timeline":{"clips":[${good},${clip}]}}`);
}

describe("times", () => {
  it.each([
    ["-1", "2", "invalid_time", "start", /-1, outside.*180 frames \(6\.000 s\)/],
    ["0", "6.5", "invalid_time", "end", /6\.5, outside/],
    ["0", "6.0170", "invalid_time", "end", /6\.017, outside/],
    ["-0.0170", "1", "invalid_time", "start", /-0\.017, outside/],
    ["0", '"1000/1"', "invalid_time", "end", /1000\/1, outside/],
    ['{"frame":-1}', "1", "invalid_time", "start", /-1.*outside/],
    ["0", '{"frame":181}', "invalid_time", "end", /181.*outside/],
    ['{"frame":0.5}', "1", "invalid_time", "start", /0\.5/],
    ['{"frame":1e300}', "1", "invalid_time", "start", /./],
    ['"NaN"', "1", "invalid_time", "start", /NaN/],
    ["null", "1", "invalid_time", "start", /null/],
    ["0", "1e400", "invalid_time", "end", /Infinity/],
    ['""', "1", "invalid_time", "start", /seconds/],
    ['"1/0"', "1", "invalid_time", "start", /1\/0/],
    ['"0/0"', "1", "invalid_time", "start", /0\/0/],
    ['"two"', "1", "invalid_time", "start", /two/],
    ["[0]", "1", "invalid_time", "start", /a list/],
    ["true", "1", "invalid_time", "start", /true/],
  ])("from %s to %s are refused", async (start, end, code, field, message) => {
    const path = `timeline.clips[1].${field}`;
    const answer = await publishClip(start, end);
    const { error } = JSON.parse(answer.text);
    expect(error?.path?.startsWith(path), answer.text).toBe(true);
    expectError(answer, { status: 422, code, message });
  });

  it.each([
    ["2", "1", /ends before it starts: frame 60 to frame 30/],
    ["2", "2", /holds no frame: frame 60/],
    ["2", "2.01", /holds no frame/],
    ["6", "6", /holds no frame/],
  ])("from %s to %s hold nothing", async (start, end, message) => {
    const path = "timeline.clips[1]";
    expectError(await publishClip(start, end), { status: 422, code: "empty_range", message, path });
  });

  it("may be off by half a frame at the ends", async () => {
    const answer = await publishClip("-0.0166", "6.0166");
    expect(answer.status, answer.text).toBe(201);
    expect(JSON.parse(answer.text).plan.clips[1]).toMatchObject({ startFrame: 0, endFrame: 180 });
  });

  it("that are missing are a malformed request", async () => {
    const clips = [{ video: source.video.id, start: 0 }];
    const answer = await postJson(server, "/v1/streams", { timeline: { clips } });
    expectError(answer, { status: 400, code: "invalid_request", path: "timeline.clips[0].end" });
  });
});

describe("timelines", () => {
  it("need a clip, and take 2,000", async () => {
    const publish = (count: number, target = "/v1/streams") => {
      const clips = Array.from({ length: count }, () => ({ video: source.video.id, start: 0, end: 1 }));
      return postJson(server, target, { timeline: { clips } });
    };
    for (const target of ["/v1/streams", "/v1/plan"]) {
      const at = { status: 422, path: "timeline.clips" } as const;
      expectError(await publish(0, target), { ...at, code: "empty_timeline" });
      expectError(await publish(2001, target), {
        ...at,
        code: "too_many_clips",
        message: /2001 clips.*2000/,
      });
      expectError(await publish(10_000, target), { ...at, code: "too_many_clips", message: /10000/ });
      expectError(await publish(60_000, target), { ...at, code: "too_many_clips", message: /60000/ });
    }
    expect((await publish(2000)).status).toBe(201);
  });

  it("of more videos than can be looked up are told how many clips there may be", async () => {
    const clips = Array.from({ length: 40_000 }, (_, n) => ({ video: `vid_${n}`, start: 0, end: 1 }));
    const answer = await postJson(server, "/v1/streams", { timeline: { clips } });
    expectError(answer, { status: 422, code: "too_many_clips", message: /40000/, path: "timeline.clips" });
  });
});

describe("videos", () => {
  it.each(["vid_0000", "../../etc/passwd", "__proto__", "constructor", "a b\u0000", "😀"])(
    "named %j are unknown",
    async (video) => {
      const message = new RegExp(JSON.stringify(video).slice(1, -1).replace(/[^\w]/g, "."));
      const answer = await publishClip("0", "1", video);
      expectError(answer, {
        status: 404,
        code: "video_not_found",
        ...(video.includes("\u0000") ? {} : { message }),
        path: "timeline.clips[1].video",
      });
    },
  );

  it("that failed say why", async () => {
    const { video } = await server.client.videos.ingest({ path: import.meta.filename });
    await expect(server.client.videos.waitUntilReady(video.id)).rejects.toMatchObject({
      code: "source_unreadable",
    });
    const answer = await publishClip("0", "1", video.id);
    expectError(answer, {
      status: 409,
      code: "video_failed",
      message: new RegExp(`${video.id} could not be ingested: .{10}`),
      path: "timeline.clips[1].video",
    });
    const heads = await postJson(server, `/v1/videos/${video.id}/heads`, { times: [1] });
    expectError(heads, { status: 409, code: "video_failed" });
  });
});
