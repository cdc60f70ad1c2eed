import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { continuous, expectPlays } from "../kit/played.ts";
import { expectError, postJson } from "../kit/raw-request.ts";
import {
  type CodedCut,
  fetchWhole,
  type IngestedSource,
  ingestCoded,
  startTestServer,
  type TestServer,
} from "../kit/server.ts";

let server: TestServer;
let source: IngestedSource;
let cuts: CodedCut[];

beforeAll(async () => {
  server = await startTestServer();
  source = await ingestCoded(server, { sourceId: 7, frameRate: "25", seconds: 2, gopSeconds: 1 });
  cuts = [{ source, from: 0, to: 25 }];
});
afterAll(() => server.close());

const publish = (options: object) =>
  postJson(server, "/v1/streams", {
    timeline: { clips: [{ video: source.video.id, start: { frame: 0 }, end: { frame: 25 } }] },
    ...options,
  });

/** Holds an answer against injection: one playlist, and nothing of the name but in its own address. */
async function expectHarmless(text: string): Promise<void> {
  const { url, playerUrl } = JSON.parse(text) as { url: string; playerUrl: string };
  expect(new URL(url).href).toBe(url);
  expect(new URL(url).pathname).toMatch(/^\/u\/[^/]+\/str_\w+\/[\w.-]+\/[\w-]+\.m3u8$/);
  expect(new URL(new URL(playerUrl).searchParams.get("url") ?? "").href).toBe(url);
  const answer = await fetch(url);
  expect(answer.status, url).toBe(200);
  for (const line of (await answer.text()).trim().split("\n")) expect(line).toMatch(/^(#EXT|r\/)/);
  expect(await fetchWhole(url)).toBeGreaterThan(1);
  expect((await fetch(playerUrl)).status).toBe(200);
}

describe("names and users", () => {
  it.each([
    'quo"te',
    "it's, a = list; of <b>things",
    "日本語のハイライト",
    "😀🏳️‍🌈",
    "#EXT-X-ENDLIST",
    "%0d%0aset-cookie: a=b",
    "a%2Fb?c=d&e#f",
    "...",
    " leading and trailing ",
    "-",
    "~",
    "../x".replaceAll("/", "-"),
    "َُِ".repeat(10),
    "\u202egnp.exe",
    "r",
    "㎯".repeat(128),
    "ﷺ".repeat(128),
    "n".repeat(128),
    "日".repeat(128),
    "__proto__",
  ])("%j play as they are", async (text) => {
    const answer = await publish({ user: text, name: text });
    expect(answer.status, answer.text).toBe(201);
    const { id, user, name, url } = JSON.parse(answer.text);
    expect([user, name]).toEqual([text, text]);
    await expectHarmless(answer.text);
    const listed = [];
    for await (const stream of server.client.streams.list({ user: text })) listed.push(stream.id);
    expect(listed).toContain(id);
    if (text.length < 10) await expectPlays(continuous(url), cuts);
  });

  it.each([
    "a\r\nb",
    "a\nb",
    "a\u0000",
    "\u007f",
    "\u0085",
    "tab\t",
    "",
    ".",
    "..",
    "x".repeat(129),
    "\ud800",
    "a\udc00b",
  ])("%j are refused", async (text) => {
    for (const field of ["user", "name"]) {
      const answer = await publish({ [field]: text });
      expectError(answer, {
        status: 400,
        code: "invalid_request",
        path: field,
        message: new RegExp(`^${field} `),
      });
    }
  });

  it.each(["a/b", "DOMAIN\\ann", "../ann", "a/../b", "./ann"])("%j is no user, but a name", async (text) => {
    const refused = await publish({ user: text });
    expectError(refused, { status: 400, code: "invalid_request", path: "user" });
    const named = await publish({ name: text });
    expect(named.status, named.text).toBe(201);
    await expectHarmless(named.text);
  });

  it("are told apart in lists and signatures", async () => {
    const [one, two] = await Promise.all(["ann", "Ann"].map((user) => publish({ user })));
    expect(JSON.parse(one!.text).url).not.toBe(JSON.parse(two!.text).url);
  });
});

describe("videos", () => {
  it.each(['quo"te\u2028 #EXTM3U 😀.mp4', `${"long-".repeat(48)}.mp4`, "..mp4", "-i.mp4"])(
    "play whatever their file is called: %#",
    async (name) => {
      const path = join(server.folder, name);
      await copyFile(source.path, path);
      const { video } = await server.client.videos.ingest({ path });
      expect(video.name).toBe(name);
      const { streamUrl } = await server.client.videos.waitUntilReady(video.id);
      expect(await fetchWhole(streamUrl ?? "")).toBeGreaterThan(1);
    },
  );
});
