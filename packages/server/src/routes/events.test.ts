import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const click = { id: "e1", type: "click", title: "Alien" };
const stream = "http://localhost:8720/u/ann/s1/good/reel.m3u8";

describe("POST /v1/events", () => {
  it("needs no key, from any page: the stream's signature is the authority", async () => {
    await using rig = await createRig({ apiKeys: ["k"] });
    const ask = {
      method: "OPTIONS",
      url: "/v1/events",
      headers: { "access-control-request-headers": "content-type" },
    } as const;
    const preflight = await rig.app.inject(ask);
    expect([preflight.statusCode, preflight.headers["access-control-allow-methods"]]).toEqual([204, "POST"]);
    const sent = await rig.app.inject({
      method: "POST",
      url: "/v1/events",
      payload: { stream, events: [click] },
    });
    expect([sent.statusCode, sent.headers["access-control-allow-origin"]]).toEqual([200, "*"]);
    expect(sent.json()).toEqual({ stored: 1, known: 0, refused: [] });
    expect(rig.engine.telemetry.told).toEqual([{ ...click, stream }]);
    expect((await rig.app.inject("/v1/reels/metrics")).statusCode).toBe(401);
  });

  it.each([
    [{ events: [click] }, "stream"],
    [{ stream, events: [] }, "events"],
    [{ stream, events: [{ ...click, id: "a b" }] }, "events[0].id"],
    [{ stream, events: [{ ...click, type: "vote" }] }, "events[0].type"],
    [{ stream, events: [{ ...click, position: -1 }] }, "events[0].position"],
    [{ stream, events: [{ ...click, at: 1.5 }] }, "events[0].at"],
    [{ stream, events: [{ id: "e", type: "skip" }] }, "events[0].position"],
    [{ stream, events: [{ id: "e", type: "follow-on", position: 1 }] }, "events[0].title"],
    [{ stream, events: [{ ...click, more: 1 }] }, "events[0]"],
    [{ stream, events: Array.from({ length: 1001 }, () => click) }, "events"],
  ])("refuses %j", async (payload, path) => {
    await using rig = await createRig();
    const answer = await rig.app.inject({ method: "POST", url: "/v1/events", payload });
    expect([answer.statusCode, answer.json().error.path]).toEqual([400, path]);
  });

  it("says when to come again, and what is forged", async () => {
    await using rig = await createRig();
    const tell = (at: string) =>
      rig.app.inject({ method: "POST", url: "/v1/events", payload: { stream: at, events: [click] } });
    const busy = await tell("http://x/u/busy/s1/good/reel.m3u8");
    expect([busy.statusCode, busy.headers["retry-after"]]).toEqual([503, "1"]);
    expect((await tell("http://x/u/ann/s1/bad/reel.m3u8")).json().error.code).toBe("stream_forged");
  });
});

describe("CMCD", () => {
  it("is taken from players beside their playlist", async () => {
    await using rig = await createRig();
    const post = (signature: string, type: string) =>
      rig.app.inject({
        ...{ method: "POST", url: `/u/ann/s1/${signature}/events`, payload: 'e=t,sid="a",ts=5' },
        headers: { "content-type": type },
      });
    expect((await post("good", "application/cmcd")).statusCode).toBe(200);
    expect(rig.engine.telemetry.reports).toEqual(['e=t,sid="a",ts=5']);
    expect((await post("bad", "application/cmcd")).statusCode).toBe(403);
    expect((await post("good", "text/css")).statusCode).toBeGreaterThanOrEqual(400);
  });

  it("is counted on media requests, in headers and in the query", async () => {
    await using rig = await createRig();
    await rig.app.inject({ url: "/m/a", headers: { "cmcd-session": 'sid="a",v=2', "cmcd-status": "bs" } });
    await rig.app.inject("/m/a?CMCD=bs%2Cv%3D1");
    await rig.app.inject("/m/a");
    expect(rig.engine.telemetry.requests).toEqual(['sid="a",v=2,bs', "bs,v=1"]);
  });
});

describe("experiments", () => {
  const arms = [
    { id: "control", share: 0.5, overrides: {} },
    {
      id: "long",
      share: 0.5,
      overrides: { cadence: "slow", weights: { preference: 1, popularity: 0, recency: 0 } },
    },
  ];

  it("are put, listed, looked at, stopped and killed", async () => {
    await using rig = await createRig();
    const put = await rig.app.inject({ method: "PUT", url: "/v1/experiments/e1", payload: { arms } });
    expect([put.statusCode, put.json().status]).toEqual([200, "running"]);
    expect((await rig.app.inject("/v1/experiments")).json().items).toHaveLength(1);
    expect((await rig.app.inject("/v1/experiments/e1")).json()).toMatchObject({ arms, results: [] });
    for (const [end, status] of [
      ["stop", "stopped"],
      ["kill", "killed"],
    ]) {
      const ended = await rig.app.inject({ method: "POST", url: `/v1/experiments/e1/${end}` });
      expect([ended.statusCode, ended.json().status]).toEqual([200, status]);
    }
    expect((await rig.app.inject("/v1/experiments/none")).json().error.code).toBe("experiment_not_found");
  });

  it.each([
    [{}, "arms"],
    [{ arms: [{ ...arms[0], share: "half" }] }, "arms[0].share"],
    [{ arms, goal: { metric: "joy" } }, "goal.metric"],
  ])("refuse %j", async (payload, path) => {
    await using rig = await createRig();
    const answer = await rig.app.inject({ method: "PUT", url: "/v1/experiments/e1", payload });
    expect([answer.statusCode, answer.json().error.path]).toEqual([400, path]);
  });

  it("have metrics, by days", async () => {
    await using rig = await createRig();
    const asked = await rig.app.inject("/v1/reels/metrics?from=2026-01-01&experiment=e1");
    expect(asked.json()).toMatchObject({ from: "2026-01-01", to: null, experiment: "e1" });
    const wrong = await rig.app.inject("/v1/reels/metrics?from=yesterday");
    expect([wrong.statusCode, wrong.json().error.path]).toEqual([400, "from"]);
  });
});
