import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect as connectHttp2 } from "node:http2";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { connect as connectTls } from "node:tls";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Stream } from "../../packages/client/src/index.ts";
import { type Edge, missingForEdge, startEdge } from "../kit/nginx.ts";
import {
  type IngestedSource,
  ingestCoded,
  publishCuts,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

const missing = missingForEdge();
if (missing !== undefined) console.warn(`SKIPPED all tests of the edge: ${missing}`);

describe.skipIf(missing !== undefined)("nginx in front of the server, as examples/edge has it", () => {
  let server: TestServer;
  let edge: Edge;
  let source: IngestedSource;
  let stream: Stream;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutstream-edge-"));
    server = await startTestServer();
    source = await ingestCoded(server, { sourceId: 3, frameRate: "25", seconds: 8, gopSeconds: 2 });
    stream = await publishCuts(server, [
      { source, from: 0, to: 100 },
      { source, from: 110, to: 190 },
    ]);
    edge = await startEdge(folder, server.url, join(server.folder, "data", "signing-keys.json"));
  });
  afterAll(async () => {
    await edge?.stop();
    await server?.close().catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  });

  const pathOf = ({ url }: { readonly url: string }): string => new URL(url).pathname;
  const lines = (text: Buffer): string[] =>
    text
      .toString()
      .split("\n")
      .filter((line) => line !== "" && !line.startsWith("#"));

  /** How many requests of a route the origin has answered. */
  const atOrigin = async (route: string): Promise<number> => {
    const text = await (await fetch(`${server.url}/metrics`)).text();
    const counts = text.matchAll(/^http_request_duration_seconds_count\{([^}]*)\} (\d+)$/gm);
    return Array.from(counts)
      .filter(([, labels]) => labels?.includes(`route="${route}"`))
      .reduce((sum, [, , count]) => sum + Number(count), 0);
  };
  const segmentsOf = async (published: Stream): Promise<string[]> => {
    const base = pathOf(published).replace(/[^/]*$/, "");
    return lines((await edge.get(`${base}r/v0.m3u8`)).body);
  };

  it("keeps media under its path alone, whatever query comes with it", async () => {
    const [segment = ""] = await segmentsOf(stream);
    const before = await atOrigin("/m/*");
    const first = await edge.get(`${segment}?token=abc`);
    expect([first.status, first.headers["x-cache"]]).toEqual([200, "MISS"]);
    for (const query of ["", "?token=def", "?CMCD=bl%3D2000"]) {
      const again = await edge.get(segment + query);
      expect([again.status, again.headers["x-cache"]]).toEqual([200, "HIT"]);
      expect(again.body.equals(first.body)).toBe(true);
      expect(again.headers).toMatchObject({
        "cache-control": "public, max-age=31536000, immutable",
        "access-control-allow-origin": "*",
        etag: first.headers.etag,
      });
    }
    expect(await atOrigin("/m/*")).toBe(before + 1);
    const direct = Buffer.from(await (await fetch(server.url + segment)).arrayBuffer());
    expect(direct.equals(first.body)).toBe(true);

    const part = await edge.get(segment, { headers: { range: "bytes=100-199" } });
    expect([part.status, part.headers["content-range"]]).toEqual([206, `bytes 100-199/${first.body.length}`]);
    expect(part.body.equals(first.body.subarray(100, 200))).toBe(true);
    const known = await edge.get(segment, { headers: { "if-none-match": first.headers.etag ?? "" } });
    expect([known.status, known.body.length]).toEqual([304, 0]);
  });

  it("asks the origin once for what a hundred want at a time, though it has to be encoded", async () => {
    // Its head is made when the first of them asks.
    const cut = await publishCuts(server, [{ source, from: 33, to: 97 }]);
    const [head = ""] = await segmentsOf(cut);
    const before = await atOrigin("/m/*");
    const answers = await Promise.all(Array.from({ length: 100 }, () => edge.get(head)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const [first] = answers;
    expect(answers.every(({ body }) => first?.body.equals(body))).toBe(true);
    expect(await atOrigin("/m/*")).toBe(before + 1);
  });

  it("turns forged addresses away by itself, and hears of expired and revoked ones from the origin", async () => {
    const path = pathOf(stream);
    expect((await edge.get(path)).status).toBe(200);
    const before = await atOrigin("/u/:user/:stream/:signature/*");
    const forgeries = [
      path.replace(/^\/u\/[^/]+/, "/u/somebody"),
      path.replace(/\/(k[^./]+)\.(.)/, (_, key, letter) => `/${key}.${letter === "A" ? "B" : "A"}`),
      path.replace(/\/k[^./]+\./, "/k0."),
      path.replace(/(\/k[^/]+)\//, "$1A/"),
      path.replace(/\/k[^/]+\//, "/none/"),
      path.replace(/^\/u\/[^/]+/, "/u/%zz"),
      "/u/anyone",
    ];
    for (const forged of forgeries) {
      const answer = await edge.get(forged);
      // nginx refuses by itself what cannot be read
      expect(forged.includes("%zz") ? [400, 403] : [403], forged).toContain(answer.status);
    }
    expect(await atOrigin("/u/:user/:stream/:signature/*")).toBe(before);
    expect((await edge.get(forgeries[0] ?? "")).body.toString()).toContain("stream_forged");

    const named = await server.client
      .timeline([{ video: source.video.id, start: 0, end: 2 }])
      .stream({ user: "Zoë & Söhne", ttl: 1 });
    const expires = Date.parse(named.expiresAt);
    const seen = await edge.get(pathOf(named));
    expect(Date.now() < expires ? [200] : [200, 410]).toContain(seen.status);
    await sleep(Math.max(0, expires - Date.now()) + 50);
    expect((await edge.get(pathOf(named))).status).toBe(410);
    const revoked = await publishCuts(server, [{ source, from: 0, to: 50 }]);
    expect((await edge.get(pathOf(revoked))).status).toBe(200);
    await server.client.streams.revoke(revoked.id);
    expect((await edge.get(pathOf(revoked))).status).toBe(410);
  });

  it("compresses playlists, and lets viewers ask whether they changed", async () => {
    const path = pathOf(stream).replace(/[^/]*$/, "r/v0.m3u8");
    const plain = await edge.get(path);
    const packed = await edge.get(path, { headers: { "accept-encoding": "gzip" } });
    expect([plain.headers["content-encoding"], packed.headers["content-encoding"]]).toEqual([
      undefined,
      "gzip",
    ]);
    expect(gunzipSync(packed.body).equals(plain.body)).toBe(true);
    const asked = { "if-none-match": plain.headers.etag ?? "" };
    expect((await edge.get(path, { headers: asked })).status).toBe(304);
  });

  it("speaks HTTP/2", async () => {
    const [segment = ""] = await segmentsOf(stream);
    const options = { path: edge.tlsSocket, ALPNProtocols: ["h2"], rejectUnauthorized: false };
    const session = connectHttp2("https://localhost", { createConnection: () => connectTls(options) });
    const fetched = await Promise.all(
      [segment, pathOf(stream)].map(async (path) => {
        const request = session.request({ ":path": path });
        const [headers] = await once(request, "response");
        const chunks = await Array.fromAsync(request as AsyncIterable<Buffer>);
        return [headers[":status"], Buffer.concat(chunks).length > 0];
      }),
    );
    session.close();
    expect(fetched).toEqual([
      [200, true],
      [200, true],
    ]);
  });

  it("gives viewers what is theirs, and nothing else", async () => {
    for (const path of ["/", "/v1/streams", "/v1/videos", "/metrics", "/mcp", "/videodb/collection"])
      expect((await edge.get(path)).status, path).toBe(404);
    expect((await edge.get("/r/anyone/daily.m3u8")).status).toBe(403);
    for (const path of ["/player.js", "/overlay.js", "/player", "/watch", "/embed"])
      expect((await edge.get(path)).status, path).toBe(200);
  });

  it("serves on what it has when the origin is gone", async () => {
    const base = pathOf(stream).replace(/[^/]*$/, "");
    const [first = "", second = ""] = lines((await edge.get(`${base}r/a0.m3u8`)).body);
    const whole = await edge.get(first);
    expect(whole.status).toBe(200);
    await server.close();
    const again = await edge.get(first);
    expect([again.status, again.headers["x-cache"]]).toEqual([200, "HIT"]);
    expect(again.body.equals(whole.body)).toBe(true);
    expect((await edge.get(second)).status).toBe(502);
  });
});
