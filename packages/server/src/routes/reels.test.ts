import { connect } from "cutstream";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

/** With a video of a minute, `v1`. */
async function setUp() {
  const rig = await createRig();
  await rig.engine.videos.ingest({ source: { kind: "url", url: "https://a.b/c.mp4" } });
  rig.engine.finish("v1");
  const post = (url: string, payload: object) => rig.app.inject({ method: "POST", url, payload });
  return { ...rig, post, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

describe("reels over HTTP", () => {
  it("are published from a prompt", async () => {
    await using rig = await setUp();
    const body = { prompt: "highlights", video: "v1", duration: 30, user: "ann", ttl: "7d", name: "best" };
    const answer = await rig.post("/v1/reels/from-prompt", body);
    expect(answer.statusCode).toBe(201);
    expect(rig.engine.reels.requests).toEqual([body]);
    expect(answer.json()).toMatchObject({
      stream: { id: "s1", user: "ann" },
      plan: { by: "rules", queries: [{ purpose: "crowd peaks", found: 1 }] },
      moments: [{ video: "v1", startFrame: 250, reasons: ["crowd peaks: crowd-peak", "begins with a shot"] }],
    });
  });

  it("are recaps of what was watched", async () => {
    await using rig = await setUp();
    const byId = { collection: "default", episodes: ["v1"], labels: ["heist"], duration: 90 };
    const byFilter = {
      collection: "default",
      episodes: { season: 1, episode: { $lt: 5 } },
      characters: ["Ann"],
    };
    for (const body of [byId, byFilter]) {
      const answer = await rig.post("/v1/recaps", body);
      expect([answer.statusCode, answer.json().order]).toEqual([201, "episodes"]);
    }
    expect(rig.engine.reels.requests).toEqual([byId, byFilter]);
  });

  it.each([
    ["/v1/reels/from-prompt", { video: "v1" }, "prompt"],
    ["/v1/reels/from-prompt", { prompt: 7, video: "v1" }, "prompt"],
    ["/v1/reels/from-prompt", { prompt: "x", video: "v1", duration: "30" }, "duration"],
    ["/v1/reels/from-prompt", { prompt: "x", videos: ["v1"] }, undefined],
    ["/v1/recaps", {}, "collection"],
    ["/v1/recaps", { collection: "c", episodes: 5 }, "episodes"],
    ["/v1/recaps", { collection: "c", labels: [] }, "labels"],
  ])("%s refuses %j", async (url, body, path) => {
    await using rig = await setUp();
    const answer = await rig.post(url, body);
    expect([answer.statusCode, answer.json().error.path]).toEqual([400, path]);
    expect(rig.engine.reels.requests).toEqual([]);
  });

  it("are there in the SDK", async () => {
    await using rig = await setUp();
    const cs = connect({ url: await rig.listen() });
    const { stream, moments } = await cs.reels.fromPrompt({ prompt: "highlights", video: "v1" });
    expect([stream.id, moments.length]).toEqual(["s1", 1]);
    expect((await cs.reels.recap({ collection: "default" })).order).toBe("episodes");
    await expect(cs.reels.fromPrompt({ prompt: "nothing", video: "v1" })).rejects.toMatchObject({
      ...{ code: "no_moments", status: 422, remedy: expect.stringContaining("index") },
    });
  });
});
