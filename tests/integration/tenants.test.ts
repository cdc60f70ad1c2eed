import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Cutstream, connect, type Stream } from "../../packages/client/src/index.ts";
import openapi from "../../packages/server/openapi.json" with { type: "json" };
import { addKey } from "../../packages/server/src/access/keys-file.ts";
import { makeCodedSource } from "../kit/coded-source.ts";
import { fetchWhole, startTestServer, type TestServer } from "../kit/server.ts";

/** Two tenants of one server: whatever one asks for by an id of the other is as though it were not there. */

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);
/** In every name and text that the first tenant gives. */
const MARK = "acmesecret";

let folder: string;
let server: TestServer;
let keys: { acme: string; globex: string };
let acme: Cutstream;
let stream: Stream;
/** Ids of the first tenant, by the first part of the paths that take them. */
let ids: Record<string, string>;

const call = (key: string, method: string, path: string, body?: unknown, prefix = "") =>
  fetch(`${server.url}${prefix}${path}`, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(60_000),
  });

const made = async (method: string, path: string, body: unknown): Promise<Record<string, string>> => {
  const answer = await call(keys.acme, method, path, body);
  const text = await answer.text();
  expect(answer.status, `${method} ${path}: ${text}`).toBeLessThan(300);
  return JSON.parse(text);
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cutstream-tenants-"));
  const keysFile = join(folder, "keys.json");
  keys = {
    acme: await addKey(keysFile, { name: "a", tenant: "acme", scopes: ["admin"] }),
    globex: await addKey(keysFile, { name: "g", tenant: "globex", scopes: ["admin"] }),
  };
  server = await startTestServer({ keysFile, models: { embedder: { kind: "none" } } });
  acme = connect({ url: server.url, apiKey: keys.acme });

  const path = join(folder, "source.mp4");
  await makeCodedSource({ sourceId: 3, frameRate: "30", seconds: 3, path });
  const collection = await acme.collections.create(`${MARK} season`);
  const form = new FormData();
  form.set("file", new Blob([await readFile(path)]), `${MARK}.mp4`);
  form.set("collection", collection.id);
  const taken = await fetch(`${server.url}/v1/videos`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.acme}` },
    body: form,
  });
  const { video, job } = (await taken.json()) as { video: { id: string }; job: { id: string } };
  await acme.videos.waitUntilReady(video.id);
  await acme.indexes.put(video.id, "events", [{ start: 0, end: 1, text: `${MARK} goal`, labels: [MARK] }]);
  stream = await acme.timeline([{ video: video.id, start: 0, end: 2 }]).stream({ user: MARK, name: MARK });
  const image = new FormData();
  image.set("file", new Blob([PNG], { type: "image/png" }), "a.png");
  image.set("name", MARK);
  const asset = await fetch(`${server.url}/v1/assets`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.acme}` },
    body: image,
  });
  const upload = await fetch(`${server.url}/v1/uploads`, {
    method: "POST",
    headers: { authorization: `Bearer ${keys.acme}`, "tus-resumable": "1.0.0", "upload-length": "10" },
  });
  const mega = await made("POST", "/v1/mega-assets", { name: `${MARK}-mega` });
  const exported = await made("POST", "/v1/exports", { stream: stream.id });
  await made("PUT", "/v1/titles", {
    titles: [{ id: `${MARK}-title`, name: MARK, launchedAt: "2026-01-01T00:00:00Z" }],
  });
  ids = {
    ...{ collections: collection.id, videos: video.id, jobs: job.id, streams: stream.id, reels: stream.id },
    ...{ assets: ((await asset.json()) as { id: string }).id, "mega-assets": mega.id ?? "" },
    ...{ exports: exported.id ?? "", titles: `${MARK}-title` },
    uploads: upload.headers.get("location")?.split("/").at(-1) ?? "",
  };
}, 240_000);
afterAll(async () => {
  await server?.close();
  await rm(folder, { recursive: true, force: true });
});

const operations = Object.entries(openapi.paths).flatMap(([path, methods]) =>
  Object.keys(methods).map((method) => ({ method, path })),
);

/** Bodies that pass the schemas of routes, with an id where they take one. */
const bodyOf = (path: string, id: (kind: string) => string): unknown => {
  const clips = [{ video: id("videos"), start: 0, end: 1 }];
  const bodies: Record<string, unknown> = {
    "/v1/plan": { timeline: { clips } },
    "/v1/streams": { timeline: { clips } },
    "/v1/exports": { stream: id("streams") },
    "/v1/timelines/export": { timeline: { clips }, format: "edl" },
    "/v1/retrieve": { query: MARK, videos: [id("videos")] },
    "/v1/videos": { upload: id("uploads") },
    "/v1/collections/{id}": { name: "x" },
    "/v1/videos/{id}/heads": { times: [0.5] },
    "/v1/videos/{id}/prepare": { reframe: { aspect: "9:16" } },
    "/v1/videos/{id}/indexes": { analysers: ["shots"] },
    "/v1/videos/{id}/indexes/{name}": { moments: [{ start: 0, end: 1, text: "x" }] },
    "/v1/streams/{id}/renew": { ttl: "1h" },
  };
  return bodies[path];
};

/** What an answer says, without the id that was asked for. */
const said = async (answer: Response, id: string): Promise<unknown> => {
  const text = (await answer.text()).replaceAll(id, "ID").replace(/"requestId":"[^"]*"/, "");
  return [answer.status, text];
};

describe("ids of one tenant", () => {
  it.each(
    operations.filter(
      ({ path }) => path.startsWith("/v1/") && path !== "/v1/events" && !path.endsWith("jobs/events"),
    ),
  )("are not there for another: $method $path", async ({ method, path }) => {
    const kind = path.split("/")[2] ?? "";
    const theirs = ids[kind] ?? `${MARK}-none`;
    const nobodys = theirs.replace(/[0-9a-z]{4}$/, (end) => (end === "0000" ? "1111" : "0000"));
    const fill = (id: string) =>
      path.replace("{id}", id).replace("{name}", "events").replace("{version}", "1");
    const ask = async (id: string, of: (kind: string) => string) => {
      const hasBody = method !== "get" && method !== "delete";
      const body = hasBody ? (bodyOf(path, of) ?? {}) : undefined;
      return said(await call(keys.globex, method, fill(id), body), id);
    };
    const stranger = (of: string) => (ids[of] ?? "").replace(/[0-9a-z]{4}$/, "0000");
    const [status, text] = (await ask(theirs, (of) => ids[of] ?? "")) as [number, string];
    expect(text).not.toContain(MARK === theirs ? "\0" : `${MARK} `);
    expect(status).not.toBe(403);
    // Word for word what is said of an id that nobody has.
    const other = (await ask(nobodys, stranger)) as [number, string];
    const plain = (words: string) =>
      Object.entries(ids).reduce(
        (left, [of, id]) => left.replaceAll(id, "ID").replaceAll(stranger(of), "ID"),
        words,
      );
    expect([status, plain(text)]).toEqual([other[0], plain(other[1])]);
    if (path.includes("{id}") && method === "get" && kind !== "viewers") expect(status).toBe(404);
  });

  it("are there for the tenant itself, by its key and at its own address", async () => {
    for (const kind of ["collections", "videos", "jobs", "streams", "exports", "mega-assets", "titles"]) {
      for (const prefix of ["", "/~acme"]) {
        const answer = await call(keys.acme, "GET", `/v1/${kind}/${ids[kind]}`, undefined, prefix);
        expect([kind, answer.status]).toEqual([kind, 200]);
      }
    }
  });

  it("are in no list of another", async () => {
    const lists = operations.filter(
      ({ method, path }) => method === "get" && !path.includes("{") && path.startsWith("/v1/"),
    );
    for (const { path } of lists.filter(({ path }) => !path.endsWith("/events"))) {
      const text = await (await call(keys.globex, "GET", path)).text();
      expect(text, path).not.toContain(MARK);
      for (const id of Object.values(ids)) expect(text.includes(id), `${id} in ${path}`).toBe(false);
    }
    expect(await (await call(keys.acme, "GET", "/v1/videos")).text()).toContain(ids.videos);
  });

  it("are not there for the SDKs of VideoDB, for agents and for uploads", async () => {
    const headers = { "x-access-token": keys.globex };
    const video = await fetch(`${server.url}/videodb/video/${ids.videos}`, { headers });
    expect([video.status, await video.text()]).toEqual([404, expect.not.stringContaining(MARK)]);
    const tool = { name: "get_transcript", arguments: { video: ids.videos } };
    const agent = await fetch(`${server.url}/mcp`, {
      method: "POST",
      headers: {
        ...{ authorization: `Bearer ${keys.globex}`, "content-type": "application/json" },
        accept: "application/json, text/event-stream",
      },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method: "tools/call", params: tool }),
    });
    expect(await agent.text()).toContain("video_not_found");
    for (const [key, status] of [
      [keys.acme, 200],
      [keys.globex, 404],
    ] as const) {
      const upload = await fetch(`${server.url}/v1/uploads/${ids.uploads}`, {
        method: "HEAD",
        headers: { authorization: `Bearer ${key}`, "tus-resumable": "1.0.0" },
      });
      expect(upload.status).toBe(status);
    }
  });
});

describe("addresses of a tenant", () => {
  it("play, and lead nowhere beneath another's name or nobody's", async () => {
    expect(stream.url).toContain("/~acme/u/");
    expect(await fetchWhole(stream.url)).toBeGreaterThan(0);
    const playlist = await (await fetch(stream.url)).text();
    const [, rendition = ""] = /^(r\/\S+)$/m.exec(playlist) ?? [];
    const media = await (await fetch(new URL(rendition, stream.url))).text();
    const [segment = ""] = /\/~acme\/m\/\S+\.m4s/.exec(media) ?? [];
    expect((await fetch(`${server.url}${segment}`)).status).toBe(200);
    for (const prefix of ["/~globex", "", "/~nobody"]) {
      const moved = await fetch(stream.url.replace("/~acme", prefix));
      expect([403, 404]).toContain(moved.status);
      const piece = await fetch(`${server.url}${segment.replace("/~acme", prefix)}`);
      expect(piece.status).toBe(404);
    }
  });

  it("are opened by its own keys alone", async () => {
    for (const [key, prefix] of [
      [keys.globex, "/~acme"],
      [keys.acme, "/~globex"],
      ["nobody", "/~acme"],
      ["nobody", ""],
    ] as const) {
      expect((await call(key, "GET", "/v1/videos", undefined, prefix)).status).toBe(401);
    }
  });

  it("give no files of the machine away, not even to the tenant's admin", async () => {
    const path = join(server.folder, "data", "catalog.sqlite");
    const answer = await call(keys.acme, "POST", "/v1/videos", { path });
    expect([answer.status, await answer.text()]).toEqual([403, expect.stringContaining("forbidden")]);
  });
});
