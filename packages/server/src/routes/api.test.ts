import { connect } from "cutstream";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const clip = (start: unknown, end: unknown = 2) => ({ video: "v1", start, end });
const timeline = (...clips: unknown[]) => ({ timeline: { clips } });

async function withVideo() {
  const rig = await createRig();
  const { body } = await rig.app.inject({
    method: "POST",
    url: "/v1/videos",
    body: { path: "/media/a.mp4" },
  });
  rig.engine.finish(JSON.parse(body).video.id);
  return rig;
}

describe("collections", () => {
  it("are created, listed and deleted", async () => {
    await using rig = await createRig();
    const made = await rig.app.inject({ method: "POST", url: "/v1/collections", body: { name: "Season" } });
    expect(made.statusCode).toBe(201);
    const { id } = made.json();
    const list = await rig.app.inject("/v1/collections");
    expect(list.json().items.map((item: { id: string }) => item.id)).toContain(id);
    const gone = await rig.app.inject({ method: "DELETE", url: `/v1/collections/${id}` });
    expect([gone.statusCode, gone.body]).toEqual([204, ""]);
    const again = await rig.app.inject({ method: "DELETE", url: `/v1/collections/${id}` });
    expect([again.statusCode, again.json().error.code]).toEqual([404, "collection_not_found"]);
  });
});

describe("videos", () => {
  it("are ingested by path and URL, shown, listed page by page and deleted", async () => {
    await using rig = await createRig();
    const body = { url: "https://example.com/a.mp4", name: "A", mode: "encode", ladder: [360, 240] };
    const made = await rig.app.inject({ method: "POST", url: "/v1/videos", body });
    expect(made.statusCode).toBe(202);
    expect(made.json()).toMatchObject({
      video: { id: "v1", status: "processing" },
      job: { id: "j1", status: "queued" },
    });
    expect(rig.engine.ingests[0]).toEqual({
      source: { kind: "url", url: "https://example.com/a.mp4" },
      name: "A",
      mode: "encode",
      ladder: [360, 240],
    });
    await rig.app.inject({ method: "POST", url: "/v1/videos", body: { path: "/b.mp4" } });
    const first = (await rig.app.inject("/v1/videos?limit=1")).json();
    expect(first.items.map((item: { id: string }) => item.id)).toEqual(["v1"]);
    const second = (await rig.app.inject(`/v1/videos?limit=1&cursor=${first.next}`)).json();
    expect(second).toMatchObject({ items: [{ id: "v2" }], next: null });
    expect((await rig.app.inject({ method: "DELETE", url: "/v1/videos/v1" })).statusCode).toBe(204);
    expect((await rig.app.inject("/v1/videos/v1")).json().error.code).toBe("video_not_found");
  });

  it("that could not be taken in are tried again", async () => {
    await using rig = await createRig();
    const cs = connect({ url: await rig.listen() });
    const { video, job } = await cs.videos.ingest({ url: "https://example.com/a.mp4" });
    await expect(cs.videos.retry(video.id)).rejects.toMatchObject({ code: "job_not_retryable" });
    rig.engine.jobs.change(job.id, { status: "failed" });
    expect(await cs.videos.retry(video.id)).toMatchObject({ id: job.id, status: "queued" });
    await expect(cs.videos.retry("v9")).rejects.toMatchObject({ code: "video_not_found" });
  });

  it("name what is wrong with a request", async () => {
    await using rig = await createRig();
    const cases: [unknown, string | undefined, RegExp][] = [
      [{}, undefined, /exactly one of path, url and upload/],
      [{ path: "/a", url: "https://a.b" }, undefined, /exactly one of/],
      [{ url: "file:///etc/passwd" }, "url", /http or https URL; got "file/],
      [{ path: "/a", mode: "fast" }, "mode", /"auto" or "copy" or "encode"; got "fast"/],
      [{ path: "/a", ladder: [360, "x"] }, "ladder[1]", /must be a number; got "x"/],
      [{ path: "/a", ladder: [1e9] }, "ladder[0]", /must be at most 4320; got 1000000000/],
      [{ path: "/a", colour: 1 }, undefined, /unknown fields: colour/],
      [{ path: 7 }, "path", /must be a string; got 7/],
      [[], undefined, /must be an object; got a list/],
    ];
    for (const [body, path, message] of cases) {
      const answer = await rig.app.inject({ method: "POST", url: "/v1/videos", body: body as object });
      const { error } = answer.json();
      expect([answer.statusCode, error.code, error.path]).toEqual([400, "invalid_request", path]);
      expect(error.message).toMatch(message);
      expect(error.remedy).toBeTruthy();
      expect(error.requestId).toBe(answer.headers["x-request-id"]);
    }
    expect(rig.engine.ingests).toEqual([]);
    const limit = await rig.app.inject("/v1/videos?limit=0");
    expect(limit.json().error).toMatchObject({ code: "invalid_request", path: "limit" });
  });

  it("prepare heads", async () => {
    await using rig = await withVideo();
    const url = "/v1/videos/v1/heads";
    const made = await rig.app.inject({
      method: "POST",
      url,
      body: { times: [1, "1001/30000", { frame: 9 }] },
    });
    expect([made.statusCode, made.json().job.kind]).toEqual([202, "heads"]);
    const wrong = await rig.app.inject({ method: "POST", url, body: { times: [1, "noon"] } });
    expect([wrong.statusCode, wrong.json().error.code, wrong.json().error.path]).toEqual([
      422,
      "invalid_time",
      "times[1]",
    ]);
  });
});

describe("plan and streams", () => {
  it("plan without publishing", async () => {
    await using rig = await withVideo();
    const body = timeline(clip(1), clip("1001/30000"), clip({ frame: 5 }, { frame: 6 }));
    const answer = await rig.app.inject({ method: "POST", url: "/v1/plan", body });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().clips).toHaveLength(3);
    expect((await rig.app.inject("/v1/streams")).json().items).toEqual([]);
  });

  it("publish, show, list, renew and revoke", async () => {
    await using rig = await withVideo();
    const body = { ...timeline(clip(1)), ttl: "7d", user: "42", name: "highlights", container: "ts" };
    const made = await rig.app.inject({ method: "POST", url: "/v1/streams", body });
    expect(made.statusCode).toBe(201);
    const { id } = made.json();
    expect((await rig.app.inject(`/v1/streams/${id}`)).json()).toEqual(made.json());
    expect((await rig.app.inject("/v1/streams?user=42")).json().items).toHaveLength(1);
    expect((await rig.app.inject("/v1/streams?user=43")).json()).toEqual({ items: [], next: null });
    for (const renewal of [{ ttl: 60 }, {}, undefined]) {
      const renewed = await rig.app.inject({
        method: "POST",
        url: `/v1/streams/${id}/renew`,
        ...(renewal && { body: renewal }),
      });
      expect([renewed.statusCode, renewed.json().expiresAt]).toEqual([200, "2030-01-01T00:00:00.000Z"]);
    }
    expect((await rig.app.inject({ method: "DELETE", url: `/v1/streams/${id}` })).json().revoked).toBe(true);
    expect((await rig.app.inject("/v1/streams/none")).statusCode).toBe(404);
  });

  it("refuse times that are none, with their path", async () => {
    await using rig = await withVideo();
    const times = [
      "NaN",
      "abc",
      "1/0",
      "",
      "Infinity",
      null,
      true,
      [],
      { frame: 1.5 },
      { second: 1 },
      "0x10",
    ];
    for (const time of times) {
      const body = timeline(clip(0), clip(0), clip(0), clip(time));
      const { error } = (await rig.app.inject({ method: "POST", url: "/v1/streams", body })).json();
      expect(error.code, JSON.stringify(time)).toBe("invalid_time");
      expect(error.path).toMatch(/^timeline\.clips\[3\]\.start(\.frame)?$/);
    }
    const payload = '{"timeline":{"clips":[{"video":"v1","start":0,"end":1e999}]}}';
    const infinite = await rig.app.inject({
      method: "POST",
      url: "/v1/plan",
      payload,
      headers: { "content-type": "application/json" },
    });
    expect(infinite.json().error).toMatchObject({ code: "invalid_time", path: "timeline.clips[0].end" });
  });

  it("tell a missing field from a wrong one", async () => {
    await using rig = await withVideo();
    const body = timeline({ video: "v1", end: 2 });
    const { error } = (await rig.app.inject({ method: "POST", url: "/v1/plan", body })).json();
    expect(error).toMatchObject({ code: "invalid_request", path: "timeline.clips[0].start" });
    expect(error.message).toMatch(/is required/);
  });

  it("leave limits to the engine: none, ten thousand; but no endless list", async () => {
    await using rig = await withVideo();
    const post = async (body: object) => rig.app.inject({ method: "POST", url: "/v1/plan", body });
    expect((await post(timeline())).json().error.code).toBe("empty_timeline");
    expect((await post(timeline(...Array.from({ length: 10_000 }, () => clip(1))))).statusCode).toBe(200);
    const endless = await post({ timeline: { clips: Array.from({ length: 1_000_000 }, () => 0) } });
    expect([endless.statusCode, endless.json().error.code]).toEqual([422, "too_many_clips"]);
  });

  it.each([0, -5, "soon", "1.5h", "7 d"])("refuse the ttl %j", async (ttl) => {
    await using rig = await withVideo();
    const { error } = (
      await rig.app.inject({ method: "POST", url: "/v1/streams", body: { ...timeline(clip(0)), ttl } })
    ).json();
    expect(error).toMatchObject({ code: "invalid_request", path: "ttl" });
  });
});
