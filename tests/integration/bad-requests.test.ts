import { once } from "node:events";
import { createServer, request as httpRequest, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectError, postJson, type RawAnswer, sendRaw } from "../kit/raw-request.ts";
import {
  fetchWhole,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

let server: TestServer;
let source: IngestedSource;
/** Answers with a file's headers, then never goes on. */
let endless: Server;
let endlessUrl: string;

beforeAll(async () => {
  server = await startTestServer({ allowPrivateSources: true });
  source = await ingestCoded(server, { sourceId: 0, frameRate: "30", seconds: 2 });
  endless = createServer((_, response) => {
    response.writeHead(200, { "content-type": "video/mp4", "content-length": 1_000_000 });
    response.write("....ftyp");
  }).listen(0, "127.0.0.1");
  await once(endless, "listening");
  endlessUrl = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/match.mp4`;
});
afterAll(async () => {
  endless.closeAllConnections();
  endless.close();
  await server.close();
});

const timeline = () => ({ clips: [{ video: source.video.id, start: 0, end: 1 }] });

/** Sends `bytes` of JSON until the server answers. */
async function sendEndlessJson(target: string, bytes: number): Promise<RawAnswer & { sent: number }> {
  const request = httpRequest(`${server.url}${target}`, {
    method: "POST",
    headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
  });
  const answered = once(request, "response");
  let sent = 0;
  let over = false;
  request.on("error", () => {
    over = true;
  });
  const chunk = Buffer.alloc(1 << 20, " ");
  const feed = async () => {
    while (sent < bytes && !over) {
      sent += chunk.length;
      if (!request.write(chunk)) await Promise.race([once(request, "drain"), answered]);
    }
  };
  const [[response]] = await Promise.all([answered.finally(() => (over = true)), feed()]);
  const chunks: Buffer[] = [];
  for await (const part of response) chunks.push(part);
  request.destroy();
  return {
    status: response.statusCode,
    headers: response.headers,
    text: Buffer.concat(chunks).toString(),
    sent,
  };
}

describe("bodies", () => {
  it.each(["/v1/streams", "/v1/plan", "/v1/videos", "/v1/collections"])(
    "of 100 MB are refused early by %s",
    async (target) => {
      const before = process.memoryUsage().rss;
      const { sent, ...answer } = await sendEndlessJson(target, 100 * 2 ** 20);
      expectError(answer, { status: 413, code: "body_too_large" });
      // Besides what is read, the sockets of both sides hold some megabytes.
      expect(sent).toBeLessThan(40 * 2 ** 20);
      expect(process.memoryUsage().rss - before).toBeLessThan(64 * 2 ** 20);
    },
  );

  it("that say how large they are, are refused before they are sent", async () => {
    const answer = await sendRaw(server, "/v1/streams", {
      method: "POST",
      headers: { "content-type": "application/json", "content-length": String(100 * 2 ** 20) },
      body: "{}",
    });
    expectError(answer, { status: 413, code: "body_too_large" });
  });

  it.each(['{"timeline": ', "[", "", "nonsense", '{"timeline":{"clips":[],}}', "\u0000", '"a'])(
    "of broken JSON are refused: %j",
    async (body) => {
      expectError(await postJson(server, "/v1/streams", body), { status: 400, code: "invalid_request" });
    },
  );

  it.each([
    ["null", ""],
    ["[]", ""],
    ["7", ""],
    ['{"timeline":[]}', "timeline"],
    ['{"timeline":{"clips":{}}}', "timeline.clips"],
    ['{"timeline":{"clips":[null]}}', "timeline.clips[0]"],
    ['{"timeline":{"clips":[]},"container":"avi"}', "container"],
    ['{"timeline":{"clips":[]},"user":7}', "user"],
    ['{"timeline":{"clips":[],"loop":true}}', "timeline"],
    ['{"__proto__":{"timeline":{"clips":[]}}}', ""],
  ])("of another shape are refused: %s", async (body, path) => {
    const answer = await postJson(server, "/v1/streams", body);
    expectError(answer, { status: 400, code: "invalid_request", ...(path ? { path } : {}) });
  });

  it.each([
    "text/plain",
    "application/xml",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "a/b/c",
  ])("of type %s are refused", async (type) => {
    const answer = await sendRaw(server, "/v1/streams", {
      method: "POST",
      headers: { "content-type": type },
      body: JSON.stringify({ timeline: timeline() }),
    });
    expectError(answer, { status: 400, code: "invalid_request" });
  });
});

describe("lifetimes", () => {
  it.each(["7x", -1, 0, "", "0d", "-1h", "1e3", " 7d ", 1e300, "999999999d", null, {}, true, "7d\r\nx: y"])(
    "of %j are refused",
    async (ttl) => {
      const publish = await postJson(server, "/v1/streams", { timeline: timeline(), ttl });
      expectError(publish, { status: 400, code: "invalid_request", path: "ttl" });
      const { id } = await server.client.timeline(timeline().clips).stream();
      const renew = await postJson(server, `/v1/streams/${id}/renew`, { ttl });
      expectError(renew, { status: 400, code: "invalid_request", path: "ttl" });
    },
  );
});

describe("what is not there", () => {
  it.each([
    ["GET", "/v1/streams/str_0", "stream_not_found"],
    ["DELETE", "/v1/streams/str_0", "stream_not_found"],
    ["POST", "/v1/streams/str_0/renew", "stream_not_found"],
    ["GET", "/v1/videos/vid_0", "video_not_found"],
    ["DELETE", "/v1/videos/vid_0", "video_not_found"],
    ["GET", "/v1/jobs/job_0", "job_not_found"],
    ["POST", "/v1/jobs/job_0/retry", "job_not_found"],
    ["DELETE", "/v1/collections/col_0", "collection_not_found"],
    ["GET", "/v1/nothing", "not_found"],
    ["PUT", "/v1/videos", "not_found"],
    ["GET", `/v1/streams/${"x".repeat(5000)}`, "not_found"],
    ["GET", "/v1/streams/%F0%9F%98%80", "stream_not_found"],
  ])("%s %.40s", async (method, target, code) => {
    expectError(await sendRaw(server, target, { method }), { status: 404, code });
  });

  it("is told of cursors and pages too", async () => {
    const at = { status: 400, code: "invalid_request" } as const;
    for (const limit of ["0", "-1", "501", "x", "1.5", "1e9"]) {
      expectError(await sendRaw(server, `/v1/videos?limit=${limit}`), { ...at, path: "limit" });
    }
    for (const cursor of ["%00", "nonsense", "x".repeat(900)]) {
      const answer = await sendRaw(server, `/v1/videos?cursor=${cursor}`);
      expect([200, 400], answer.text).toContain(answer.status);
    }
  });
});

describe("ingest", () => {
  const ingest = (body: object) => postJson(server, "/v1/videos", body);

  it.each([
    [{ collection: "col_0" }, 404, "collection_not_found", "collection"],
    [{ ladder: "360" }, 400, "invalid_request", "ladder"],
    [{ ladder: [360.5] }, 400, "invalid_request", "ladder[0]"],
    [{ ladder: [360, -240] }, 400, "invalid_request", "ladder[1]"],
    [{ ladder: [0] }, 400, "invalid_request", "ladder[0]"],
    [{ ladder: [1e9] }, 400, "invalid_request", "ladder[0]"],
    [{ ladder: Array(100).fill(360) }, 400, "invalid_request", "ladder"],
    [{ mode: "fast" }, 400, "invalid_request", "mode"],
    [{ name: "" }, 400, "invalid_request", "name"],
    [{ name: "a\r\nb" }, 400, "invalid_request", "name"],
    [{ url: "http://127.0.0.1/a.mp4" }, 400, "invalid_request", undefined],
    [{ path: "/nowhere/at/all.mp4" }, 422, "source_not_found", undefined],
    [{ path: "/proc" }, 422, "source_not_found", undefined],
    [{ path: "a\u0000b" }, 422, "source_not_found", undefined],
    [{ path: "" }, 400, "invalid_request", "path"],
    [{ path: undefined, url: "ftp://example.com/a.mp4" }, 400, "invalid_request", "url"],
    [{ path: undefined, url: "http://" }, 400, "invalid_request", "url"],
    [{ path: undefined, url: "file:///etc/passwd" }, 400, "invalid_request", "url"],
    [{ path: undefined, upload: "../../catalog.sqlite" }, 400, "invalid_request", "upload"],
    [{ path: undefined }, 400, "invalid_request", undefined],
  ])("refuses %j", async (body, status, code, path) => {
    const answer = await ingest({ path: source.path, ...body });
    expectError(answer, { status, code, ...(path ? { path } : {}) });
  });

  it("leaves out rungs that are not smaller than the source, and doubles", async () => {
    const { video } = await server.client.videos.ingest({ path: source.path, ladder: [180, 90, 90, 2160] });
    await expect
      .poll(async () => (await server.client.videos.get(video.id)).renditions.map(({ name }) => name))
      .toEqual(["v180", "v90", "a0"]);
  });

  it("keeps a video that is not ready out of streams until it is", async () => {
    const { video, job } = await server.client.videos.ingest({ url: endlessUrl });
    const clips = [{ video: video.id, start: 0, end: 1 }];
    const message = new RegExp(`${video.id} is still being ingested`);
    const expected = { status: 409, code: "video_not_ready", message } as const;
    for (const target of ["/v1/plan", "/v1/streams"]) {
      const answer = await postJson(server, target, { timeline: { clips } });
      expectError(answer, { ...expected, path: "timeline.clips[0].video" });
    }
    expectError(await postJson(server, `/v1/videos/${video.id}/heads`, { times: [0] }), expected);
    expect((await server.client.videos.get(video.id)).streamUrl).toBeNull();
    await server.client.jobs.cancel(job.id);
    const after = await postJson(server, "/v1/plan", { timeline: { clips } });
    expectError(after, { status: 409, code: "video_failed", message: /cancelled/ });
    await server.client.videos.delete(video.id);
  });
});

describe("collections", () => {
  it("that hold videos stay", async () => {
    const { id } = await server.client.collections.create("Matches");
    const { video } = await server.client.videos.ingest({ path: source.path, collection: id });
    await server.client.videos.waitUntilReady(video.id);
    const target = `/v1/collections/${id}`;
    expectError(await sendRaw(server, target, { method: "DELETE" }), {
      status: 409,
      code: "collection_not_empty",
      message: new RegExp(id),
    });
    expect((await server.client.videos.get(video.id)).status).toBe("ready");
    await server.client.videos.delete(video.id);
    expect((await sendRaw(server, target, { method: "DELETE" })).status).toBe(204);
    expectError(await sendRaw(server, "/v1/collections/default", { method: "DELETE" }), {
      status: 409,
      code: "collection_not_empty",
    });
  });

  it("that are emptied take nothing along that another video plays", async () => {
    expect(await fetchWhole(source.video.streamUrl ?? "")).toBeGreaterThan(1);
  });
});
