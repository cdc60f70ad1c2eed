import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cutstream, connect, type Stream } from "../../packages/client/src/index.ts";
import { addKey } from "../../packages/server/src/access/keys-file.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { type Edge, missingForEdge, startEdge } from "../kit/nginx.ts";
import { startTestServer, type TestServer } from "../kit/server.ts";

const missing = missingForEdge();
if (missing !== undefined) console.warn(`SKIPPED tenants at the edge: ${missing}`);

const MAIN = join(import.meta.dirname, "../../packages/server/src/cli/main.ts");

describe.skipIf(missing !== undefined)("addresses of tenants, through nginx as examples/edge has it", () => {
  let server: TestServer;
  let edge: Edge;
  let folder: string;
  /** Of the default tenant, and of two more. */
  const streams: Record<string, Stream> = {};

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutstream-edge-tenants-"));
    const keysFile = join(folder, "keys.json");
    const keys: Record<string, string> = { "": "the-key-of-the-owner" };
    for (const tenant of ["acme", "globex"])
      keys[tenant] = await addKey(keysFile, { name: tenant, tenant, scopes: ["admin"] });
    server = await startTestServer({ keysFile, apiKeys: [keys[""] ?? ""] });
    // One of its own: the same file has the same names for all who took it in.
    for (const [n, [tenant, apiKey]] of Object.entries(keys).entries()) {
      const path = join(folder, `source-${n}.mp4`);
      await makeCodedSource({ sourceId: n + 1, frameRate: "25", seconds: 2, gopSeconds: 1, path });
      const file = new Blob([await readFile(path)]);
      streams[tenant] = await publish(connect({ url: server.url, apiKey }), file);
    }

    const args = ["keys", "edge", "--data", join(server.folder, "data"), "--keys-file", keysFile];
    const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args]);
    await writeFile(join(folder, "printed.json"), stdout);
    await mkdir(join(folder, "edge"));
    edge = await startEdge(join(folder, "edge"), server.url, join(folder, "printed.json"));
  });
  afterAll(async () => {
    await edge?.stop();
    await server?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function publish(client: Cutstream, file: Blob): Promise<Stream> {
    const { video } = await client.videos.upload(file);
    await client.videos.waitUntilReady(video.id);
    return client
      .timeline([{ video: video.id, start: { frame: 0 }, end: { frame: 40 } }])
      .stream({ user: "ann" });
  }

  const pathOf = (tenant: string): string => new URL(streams[tenant]?.url ?? "").pathname;
  const lines = (text: Buffer): string[] =>
    text
      .toString()
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));
  const segmentOf = async (tenant: string): Promise<string> => {
    const playlist = await edge.get(pathOf(tenant).replace(/[^/]*$/, "r/v0.m3u8"));
    return lines(playlist.body)[0] ?? "";
  };

  it.each(["", "acme", "globex"])("play, and their media are kept: tenant %j", async (tenant) => {
    const prefix = tenant === "" ? "" : `/~${tenant}`;
    expect(pathOf(tenant).startsWith(`${prefix}/u/`)).toBe(true);
    expect((await edge.get(pathOf(tenant))).status).toBe(200);
    const segment = await segmentOf(tenant);
    expect(segment.startsWith(`${prefix}/m/`)).toBe(true);
    const [first, again] = [await edge.get(`${segment}?CMCD=a`), await edge.get(`${segment}?CMCD=b`)];
    expect([first, again].map(({ status, headers }) => [status, headers["x-cache"]])).toEqual([
      [200, "MISS"],
      [200, "HIT"],
    ]);
    expect(again.body.equals(first.body)).toBe(true);
  });

  it("are opened by what their own tenant signed, and the others never reach the server", async () => {
    const asked = async () =>
      [
        ...(await (await ask("/metrics")).text()).matchAll(
          /^http_request_duration_seconds_count\{.*"\/u\/.* (\d+)$/gm,
        ),
      ]
        .map(([, count]) => Number(count))
        .reduce((sum, count) => sum + count, 0);
    const ask = (path: string) =>
      fetch(server.url + path, { headers: { authorization: "Bearer the-key-of-the-owner" } });
    const before = await asked();
    const forged = [
      pathOf("acme").replace("/~acme", "/~globex"),
      pathOf("acme").replace("/~acme", ""),
      pathOf("").replace("/u/", "/~acme/u/"),
      pathOf("acme").replace("/~acme", "/~nobody"),
      pathOf("acme").replace("/~acme", "/~constructor"),
      pathOf("acme").replace("/u/ann/", "/u/bob/"),
    ];
    for (const path of forged) {
      const answer = await edge.get(path);
      expect([answer.status, answer.body.toString()], path).toEqual([
        403,
        expect.stringContaining("stream_forged"),
      ]);
    }
    expect(await asked()).toBe(before);
  });

  it("lead to no other tenant's media, nor to the API", async () => {
    const segment = await segmentOf("acme");
    for (const prefix of ["/~globex", "", "/~nobody"])
      expect((await edge.get(segment.replace("/~acme", prefix))).status).toBe(404);
    for (const path of ["/~acme/v1/videos", "/~acme/metrics", "/~acme/", "/~acme/mcp", "/~acme"])
      expect((await edge.get(path)).status, path).toBe(404);
    expect((await edge.get("/~acme/r/ann/daily.m3u8")).status).toBe(403);
    expect((await edge.get("/~acme/player.js")).status).toBe(200);
    // What players tell goes to their tenant, which knows the stream.
    const { status } = await edge.get("/~acme/v1/events", { method: "POST" });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).not.toBe(404);
  });
});
