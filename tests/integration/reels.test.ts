import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Reel } from "../../packages/client/src/index.ts";
import { decodeFrames } from "../kit/decode.ts";
import { type IngestedSource, ingestCoded, startTestServer, type TestServer } from "../kit/server.ts";

let server: TestServer;
let source: IngestedSource;
let model: Server;
/** What the language model says next. */
let answer: unknown;

beforeAll(async () => {
  model = createServer((request, response) => {
    request.resume();
    response.end(JSON.stringify({ choices: [{ message: { content: JSON.stringify(answer) } }] }));
  }).listen(0, "127.0.0.1");
  await once(model, "listening");
  const address = model.address();
  const url = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}/v1`;
  server = await startTestServer({ models: { planner: { kind: "http", url, model: "toy" } } });
  source = await ingestCoded(server, { sourceId: 8, frameRate: "25", seconds: 30, gopSeconds: 2 });
  const { id } = source.video;
  const peak = (start: number, strength: number) => ({
    ...{ start, end: start + 1, labels: ["crowd-peak"], metadata: { strength } },
  });
  await server.client.indexes.put(id, "sound", [peak(12, 12), peak(24, 6)]);
  await server.client.indexes.put(id, "events", [{ start: 8, end: 10, text: "goal by player_42" }]);
  await server.client.indexes.put(id, "shots", [
    { start: 0, end: { frame: 130 }, labels: ["shot"] },
    { start: { frame: 130 }, end: 30, labels: ["shot"] },
  ]);
});
afterAll(async () => {
  await server.close();
  model.close();
});

async function framesOf({ stream, moments }: Reel) {
  const codes = (await decodeFrames(`${stream.url}?form=continuous`)).map(({ code }) => code);
  const expected = moments.flatMap(({ startFrame, endFrame }) =>
    Array.from({ length: endFrame - startFrame }, (_, n) => ({ source: 8, frame: startFrame + n })),
  );
  return { codes, expected };
}

describe("a reel from a prompt", () => {
  it("plays what it says it has, where the rules read it since the model makes no sense", async () => {
    answer = { nonsense: true };
    const reel = await server.client.reels.fromPrompt({
      prompt: "Create highlights of this match in 15 seconds",
      video: source.video.id,
    });
    expect(reel.plan.by).toBe("rules");
    expect(reel.warnings[0]).toMatch(/Planned by rules, not by toy: its answer is no plan/);
    // The goal and the cheer at it, from the change of shot on; the second one overlaps it.
    expect(reel.moments).toMatchObject([{ startFrame: 130, endFrame: 425 }]);
    expect(reel.moments[0]?.reasons).toContain("begins with a shot");
    const { codes, expected } = await framesOf(reel);
    expect(codes).toEqual(expected);
    const picture = await fetch(reel.moments[0]?.thumbnail ?? "");
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/jpeg"]);
  });

  it("is what a language model makes of the prompt", async () => {
    const query = { query: null, indexes: ["sound"], labels: ["crowd-peak"], weight: 1, before: 1, after: 1 };
    answer = {
      queries: [{ purpose: "Jubel", ...query, excludes: false }],
      duration: 8,
      choose: "best",
    };
    const reel = await server.client.reels.fromPrompt({ prompt: "Jubelszenen", video: source.video.id });
    expect(reel.plan).toMatchObject({ by: "model", duration: 8, understood: ["Jubel"] });
    expect(reel.moments.map(({ start, end }) => [start, end])).toEqual([
      [11, 14],
      [23, 26],
    ]);
    const { codes, expected } = await framesOf(reel);
    expect(codes).toEqual(expected);
  });
});

describe("a recap", () => {
  it("plays the moments of an arc in the order of the story", async () => {
    await server.client.indexes.put(source.video.id, "story", [
      { start: 5, end: 7, labels: ["heist"], metadata: { story_time: 2 } },
      { start: 20, end: 22, labels: ["heist"], metadata: { story_time: 1 } },
    ]);
    const recap = await server.client.reels.recap({
      collection: "default",
      episodes: [source.video.id],
      labels: ["heist"],
      user: "ann",
    });
    expect(recap.order).toBe("story_time");
    expect(recap.moments.map(({ startFrame }) => startFrame)).toEqual([500, 125]);
    expect(
      (await decodeFrames(`${recap.stream.url}?form=continuous`)).map(({ code }) => code?.frame),
    ).toEqual([
      ...Array.from({ length: 50 }, (_, n) => 500 + n),
      ...Array.from({ length: 50 }, (_, n) => 125 + n),
    ]);
  });
});
