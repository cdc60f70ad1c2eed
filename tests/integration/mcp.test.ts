import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeFrames } from "../kit/decode.ts";
import { type IngestedSource, ingestCoded, startTestServer, type TestServer } from "../kit/server.ts";

const CLI = resolve(import.meta.dirname, "../../packages/server/src/cli/main.ts");

let server: TestServer;
let source: IngestedSource;

beforeAll(async () => {
  server = await startTestServer();
  source = await ingestCoded(server, { sourceId: 6, frameRate: "25", seconds: 8, gopSeconds: 2 });
  await server.client.indexes.put(source.video.id, "events", [
    { start: { frame: 30 }, end: { frame: 55 }, text: "goal by player_42", labels: ["goal"] },
    { start: { frame: 110 }, end: { frame: 135 }, text: "corner kick by player_7", labels: ["corner"] },
  ]);
});
afterAll(() => server.close());

/** A client of the protocol over HTTP. */
async function overHttp(): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`));
  await client.connect(transport as Parameters<Client["connect"]>[0]);
  return client;
}

/** A client of the protocol that runs `cutstream mcp`. */
async function overStdio(...flags: string[]): Promise<Client> {
  const client = new Client({ name: "test", version: "1" });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [CLI, "mcp", ...flags],
      env: { PATH: process.env.PATH ?? "" },
      stderr: "inherit",
    }),
  );
  return client;
}

async function call<T>(client: Client, name: string, args: Record<string, unknown>): Promise<T> {
  const { isError, structuredContent, content } = await client.callTool({ name, arguments: args });
  if (isError) throw new Error(JSON.stringify(content));
  return structuredContent as T;
}

interface Found {
  readonly moments: readonly { video: string; startFrame: number; endFrame: number; text: string }[];
}

interface Exported {
  readonly id: string;
  readonly status: string;
  readonly files: readonly { readonly name: string; readonly url: string | null }[];
}

/** Asks for an export until it is made. */
async function urlOf(client: Client, { id }: Exported): Promise<string> {
  for (;;) {
    const { status, files } = await call<Exported>(client, "show_export", { id });
    if (status !== "queued" && status !== "running") return files[0]?.url ?? status;
    await sleep(50);
  }
}

describe.each([
  ["streamable HTTP", overHttp],
  ["standard input and output", () => overStdio("--url", server.url)],
])("an agent over %s", (_name, open) => {
  it("searches, composes, publishes what plays to the frame, and ends it", async () => {
    const client = await open();
    try {
      await client.listTools(); // so that the client holds answers to their schemas
      const found = await call<Found>(client, "search_moments", {
        query: "player_42",
        videos: [source.video.id],
        limit: 1,
      });
      expect(found.moments).toMatchObject([{ startFrame: 30, endFrame: 55, text: "goal by player_42" }]);
      const { timeline, plan } = await call<{ timeline: object; plan: { duration: number } }>(
        client,
        "compose",
        { moments: found.moments },
      );
      expect(plan.duration).toBeCloseTo(1, 9);
      const exported = await call<Exported>(client, "export", { timeline, name: "goal" });
      expect((await decodeFrames(await urlOf(client, exported))).length).toBe(25);
      const stream = await call<{ id: string; url: string }>(client, "publish", { timeline, user: "42" });
      const codes = (await decodeFrames(stream.url)).map(({ code }) => code?.frame);
      expect(codes).toEqual(Array.from({ length: 25 }, (_, n) => 30 + n));
      const explained = await call<{ plan: { clips: object[] } }>(client, "explain_stream", {
        id: stream.id,
      });
      expect(explained.plan.clips).toMatchObject([{ startFrame: 30, endFrame: 55, method: "head" }]);
      await call(client, "revoke", { id: stream.id });
      expect((await fetch(stream.url)).status).toBe(410);
    } finally {
      await client.close();
    }
  });

  it("has a reel made of a prompt, which plays the moments that it names", async () => {
    const client = await open();
    try {
      await client.listTools();
      const { stream, moments } = await call<{ stream: { url: string } } & Found>(client, "make_reel", {
        prompt: "5 seconds of player_42",
        video: source.video.id,
      });
      expect(moments).toMatchObject([{ video: source.video.id }]);
      const [{ startFrame, endFrame } = { startFrame: 0, endFrame: 0 }] = moments;
      expect([startFrame <= 30, endFrame >= 55, endFrame <= 110]).toEqual([true, true, true]);
      const codes = (await decodeFrames(stream.url)).map(({ code }) => code?.frame);
      expect(codes).toEqual(Array.from({ length: endFrame - startFrame }, (_, n) => startFrame + n));
      const recap = await call<Found & { order: string }>(client, "make_recap", {
        collection: "default",
        episodes: [source.video.id],
        labels: ["corner"],
      });
      expect(recap).toMatchObject({ order: "episodes", moments: [{ video: source.video.id }] });
      await expect(call(client, "make_recap", { collection: "default", labels: ["heist"] })).rejects.toThrow(
        /no_moments/,
      );
    } finally {
      await client.close();
    }
  });

  it("is told what is wrong as over HTTP", async () => {
    const client = await open();
    try {
      const clips = [{ video: source.video.id, start: 0, end: 1 }];
      await expect(call(client, "compose", { clips, subtitles: [{ language: "en" }] })).rejects.toThrow(
        /no_subtitles/,
      );
      await expect(call(client, "compose", { clips, music: {} })).rejects.toThrow(
        /music cannot be put on a stream yet/,
      );
      await expect(call(client, "explain_stream", { id: "str_none" })).rejects.toThrow(/stream_not_found/);
      await expect(call(client, "get_transcript", { video: "vid_none" })).rejects.toThrow(/video_not_found/);
    } finally {
      await client.close();
    }
  });
});

describe("an agent with a folder of its own", () => {
  it("has tools over it, served for as long as it is there", async () => {
    const client = await overStdio("--data", join(server.folder, "own"), "--port", "0");
    try {
      const { moments } = await call<Found>(client, "search_moments", { query: "anything" });
      expect(moments).toEqual([]);
    } finally {
      await client.close();
    }
  });
});
