import { CutstreamError } from "@cutstream/engine";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { Ajv } from "ajv";
import { describe, expect, it } from "vitest";
import { fakeMoment } from "../testing/fake-memory.ts";
import { createRig, type Rig } from "../testing/rig.ts";

/** The official client, connected to a rig over loopback. */
async function connectTo(rig: Rig, apiKey?: string) {
  const client = new Client({ name: "test", version: "1" });
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const url = new URL(`${await rig.listen()}/mcp`);
  const transport = new StreamableHTTPClientTransport(url, { requestInit: { headers } });
  await client.connect(transport as Parameters<Client["connect"]>[0]);
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { isError = false, structuredContent, content } = await client.callTool({ name, arguments: args });
    const [said] = content as { type: string; text: string }[];
    return { isError, structured: structuredContent, said: JSON.parse(said?.text ?? "null") };
  };
  return { client, call, [Symbol.asyncDispose]: () => client.close() };
}

/** With a video of a minute, `v1`. */
async function setUp(options: Parameters<typeof createRig>[0] = {}) {
  const rig = await createRig(options);
  await rig.engine.videos.ingest({ source: { kind: "url", url: "https://a.b/c.mp4" } });
  rig.engine.finish("v1");
  return rig;
}

const clip = { video: "v1", start: { frame: 25 }, end: 3 };

describe("tools for agents", () => {
  it("are listed, each with schemas that any reader of JSON Schema takes", async () => {
    await using rig = await setUp();
    await using agent = await connectTo(rig);
    const { tools } = await agent.client.listTools();
    expect(tools.map(({ name }) => name)).toEqual([
      "search_moments",
      "get_transcript",
      "compose",
      "publish",
      "revoke",
      "explain_stream",
      "export",
      "show_export",
      "make_reel",
      "make_recap",
    ]);
    const ajv = new Ajv({ strict: false, validateFormats: false });
    for (const { inputSchema, outputSchema, description } of tools) {
      expect(description).toBeTruthy();
      expect(inputSchema.type).toBe("object");
      ajv.compile(inputSchema);
      ajv.compile(outputSchema ?? false);
    }
    const publish = tools.find(({ name }) => name === "publish");
    const takes = ajv.compile(publish?.inputSchema ?? false);
    expect(takes({ timeline: { clips: [clip] }, ttl: "7d" })).toBe(true);
    expect(takes({ timeline: { clips: [{ video: "v1" }] } })).toBe(false);
  });

  it("find moments with the request that HTTP takes", async () => {
    await using rig = await setUp();
    rig.engine.memory.found.push(fakeMoment(), fakeMoment({ id: "mom_2_0" }));
    await using agent = await connectTo(rig);
    const request = { query: "goals", filters: { minute: { $gte: 80 } }, limit: 1 };
    const { structured, said } = await agent.call("search_moments", request);
    expect(rig.engine.memory.requests).toEqual([request]);
    expect(structured).toEqual({ moments: [fakeMoment()], next: null, warnings: [] });
    expect(said).toEqual(structured);
  });

  it("read what is said", async () => {
    await using rig = await setUp();
    const words = [{ start: 0, end: 0.4, word: "Goal", confidence: 0.9 }];
    const sentences = [{ start: 0, end: 1, text: "Goal!", words }];
    rig.engine.memory.transcript = async (video) => ({ video, language: "en", text: "Goal!", sentences });
    await using agent = await connectTo(rig);
    expect((await agent.call("get_transcript", { video: "v1" })).structured).toMatchObject({ text: "Goal!" });
  });

  it("compose clips, or moments as they were found, without publishing", async () => {
    await using rig = await setUp();
    await using agent = await connectTo(rig);
    const clips = await agent.call("compose", { clips: [clip] });
    expect(clips.structured).toMatchObject({
      timeline: { clips: [clip] },
      plan: { clips: [{ startFrame: 25, endFrame: 75 }] },
    });
    const moments = await agent.call("compose", { moments: [fakeMoment()] });
    expect(moments.structured).toMatchObject({
      timeline: { clips: [{ video: "v1", start: { frame: 300 }, end: { frame: 330 } }] },
      plan: { duration: 30 / 25 },
    });
    expect((await rig.engine.streams.list({})).items).toEqual([]);
  });

  it("publish what was composed, explain it, and end it", async () => {
    await using rig = await setUp();
    await using agent = await connectTo(rig);
    const { structured } = await agent.call("compose", { clips: [clip] });
    const { timeline } = structured as { timeline: object };
    const published = await agent.call("publish", { timeline, user: "ann", ttl: "7d" });
    const { id } = published.structured as { id: string };
    expect(published.structured).toMatchObject({ user: "ann", url: expect.stringContaining("/u/ann/") });
    expect((await agent.call("explain_stream", { id })).structured).toEqual(published.structured);
    expect((await agent.call("revoke", { id })).structured).toMatchObject({ id, revoked: true });
  });

  it("make files of what was composed, and say where they are once they are made", async () => {
    await using rig = await setUp();
    await using agent = await connectTo(rig);
    const { structured } = await agent.call("compose", { clips: [clip] });
    const { timeline } = structured as { timeline: object };
    const begun = await agent.call("export", { timeline, burn: ["subtitles"], name: "goal" });
    const { id, job } = begun.structured as { id: string; job: { id: string } };
    expect(begun.structured).toMatchObject({ status: "queued", files: [{ name: "goal.mp4", url: null }] });
    rig.engine.jobs.change(job.id, { status: "done", progress: 1 });
    expect((await agent.call("show_export", { id })).structured).toMatchObject({
      status: "done",
      files: [{ url: expect.stringContaining("/e/good/") }],
    });
    const missing = await agent.call("show_export", { id: "exp_none" });
    expect(missing.said.error).toMatchObject({ code: "export_not_found" });
  });

  it("make reels of prompts, and recaps", async () => {
    await using rig = await setUp();
    await using agent = await connectTo(rig);
    const prompt = { prompt: "30 seconds of goals", video: "v1", user: "ann" };
    expect((await agent.call("make_reel", prompt)).structured).toMatchObject({
      stream: { user: "ann", url: expect.stringContaining("/u/ann/") },
      plan: { by: "rules", understood: ["highlights"] },
      moments: [{ video: "v1", startFrame: 250, endFrame: 300 }],
      warnings: ["Meanings were not compared."],
    });
    const episodes = {
      collection: "default",
      episodes: { season: 1, episode: { $lt: 5 } },
      labels: ["heist"],
    };
    expect((await agent.call("make_recap", episodes)).structured).toMatchObject({ order: "episodes" });
    expect(rig.engine.reels.requests).toEqual([prompt, episodes]);
    const nothing = await agent.call("make_reel", { prompt: "nothing", collection: "default" });
    expect(nothing).toMatchObject({ isError: true, said: { error: { code: "no_moments" } } });
  });

  it.each([
    ["compose", { clips: [clip], subtitles: true }, /^subtitles must be an array/, "subtitles"],
    ["compose", { clips: [clip], overlays: [] }, /^overlays cannot be put on a stream yet/, "overlays"],
    ["compose", {}, /must have either clips or moments/, undefined],
    ["compose", { clips: [clip], moments: [] }, /must have either clips or moments/, undefined],
    ["compose", { clips: [clip], speed: 2 }, /unknown fields: speed/, undefined],
    ["search_moments", { limit: 1000 }, /^limit must be at most 200/, "limit"],
    ["revoke", {}, /^id is required/, "id"],
    ["export", { ranges: [{ video: "v1", start: 0, end: 1 }], container: "avi" }, /^container /, "container"],
    ["export", { name: "x" }, /exactly one of timeline, stream and ranges/, undefined],
    ["make_reel", { video: "v1" }, /^prompt is required/, "prompt"],
    ["make_recap", { collection: "a", episodes: 3 }, /^episodes must be a list of video ids/, "episodes"],
  ])("%s refuses %j and says why", async (name, args, message, path) => {
    await using rig = await setUp();
    await using agent = await connectTo(rig);
    const { isError, said } = await agent.call(name, args);
    expect(isError).toBe(true);
    expect(said.error).toMatchObject({
      code: "invalid_request",
      message: expect.stringMatching(message),
      remedy: expect.any(String),
    });
    expect(said.error.path).toBe(path);
  });

  it("pass on what the engine refuses, and hide what it did not mean to say", async () => {
    await using rig = await setUp();
    await using agent = await connectTo(rig);
    const missing = await agent.call("publish", { timeline: { clips: [{ ...clip, video: "v9" }] } });
    expect(missing.said.error).toMatchObject({ code: "video_not_found", message: "There is no video v9." });
    const time = await agent.call("publish", { timeline: { clips: [{ ...clip, end: "soon" }] } });
    expect(time.said.error).toMatchObject({ code: "invalid_time", path: "timeline.clips[0].end" });
    rig.engine.memory.retrieve = async () => {
      throw new Error("password=hunter2");
    };
    const broken = await agent.call("search_moments", { query: "x" });
    expect(JSON.stringify(broken)).not.toContain("hunter2");
    expect(broken.said.error.code).toBe("internal");
    rig.engine.memory.retrieve = async () => {
      throw new CutstreamError("invalid_filter", "No such operator.", { path: "filters.a" });
    };
    const filter = await agent.call("search_moments", { filters: { a: { $near: 1 } } });
    expect(filter.said.error).toMatchObject({ code: "invalid_filter", path: "filters.a" });
  });

  it("that do not exist cannot be called", async () => {
    await using rig = await setUp();
    await using agent = await connectTo(rig);
    await expect(agent.call("dance")).rejects.toThrow(/There is no tool dance/);
  });
});

describe("/mcp", () => {
  const hello = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "t", version: "1" } },
  };
  const accept = "application/json, text/event-stream";

  it("needs the key that the API needs", async () => {
    await using rig = await setUp({ apiKeys: ["secret"] });
    const post = (headers: Record<string, string>) =>
      rig.app.inject({ method: "POST", url: "/mcp", headers: { accept, ...headers }, payload: hello });
    expect((await post({})).statusCode).toBe(401);
    expect((await post({ authorization: "Bearer wrong" })).statusCode).toBe(401);
    expect((await post({ authorization: "Bearer secret" })).json()).toMatchObject({
      result: { serverInfo: { name: "cutstream" } },
    });
    await using agent = await connectTo(rig, "secret");
    expect((await agent.client.listTools()).tools).not.toEqual([]);
  });

  it("is for this machine only where there is no key", async () => {
    await using rig = await setUp();
    for (const headers of [{ host: "evil.example" }, { origin: "https://evil.example" }]) {
      const answer = await rig.app.inject({
        ...{ method: "POST", url: "/mcp", payload: hello },
        headers: { accept, ...headers },
      });
      expect(answer.statusCode).toBe(401);
    }
  });

  it("has no sessions, and takes nothing but messages", async () => {
    await using rig = await setUp();
    for (const method of ["GET", "DELETE"] as const) {
      const answer = await rig.app.inject({ method, url: "/mcp", headers: { accept } });
      expect([answer.statusCode, answer.headers.allow]).toEqual([405, "POST"]);
    }
    const post = (payload: string) =>
      rig.app.inject({
        ...{ method: "POST", url: "/mcp", payload },
        headers: { accept, "content-type": "application/json" },
      });
    expect((await post("{")).statusCode).toBe(400);
    expect((await post('{"a":1}')).statusCode).toBe(400);
    const notification = '{"jsonrpc":"2.0","method":"notifications/initialized"}';
    expect((await post(notification)).statusCode).toBe(202);
  });
});
