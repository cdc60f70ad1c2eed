import { connect } from "cutstream";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const CADENCE = { mega: "m1", length: 60, slots: [{ clip: "long" }, { clip: "short", weight: 2 }] };

/** With a video of a minute, `v1`, and the cadence `evening`. */
async function setUp(options: Parameters<typeof createRig>[0] = {}) {
  const rig = await createRig(options);
  await rig.engine.videos.ingest({ source: { kind: "url", url: "https://a.b/c.mp4" } });
  rig.engine.finish("v1");
  await rig.engine.cadences.put("evening", CADENCE);
  return { ...rig, [Symbol.asyncDispose]: () => rig[Symbol.asyncDispose]() };
}

describe("cadences over HTTP", () => {
  it("are stored, shown, listed and deleted, in the SDK too", async () => {
    await using rig = await setUp();
    const cs = connect({ url: await rig.listen() });
    const full = {
      ...{
        name: "Evening",
        mega: "m1",
        length: { frames: 1500 },
        slots: CADENCE.slots,
        cap: 2,
        shortest: 10,
      },
      ...{ returns: { top: 2, every: 5 }, opening: { title: "a", clip: "ident" }, ties: 0.1 },
      beats: { bpm: 120, offset: "1/4" },
      music: { start: 10, loop: true, gain: -3 },
      fallback: ["mid"],
    };
    const stored = await cs.cadences.put("evening", full);
    expect(stored).toMatchObject({ id: "evening", revision: 2, cadence: full });
    expect(await cs.cadences.get("evening")).toEqual(stored);
    expect(await Array.fromAsync(cs.cadences.list())).toEqual([stored]);
    await cs.cadences.delete("evening");
    await expect(cs.cadences.get("evening")).rejects.toMatchObject({
      code: "cadence_not_found",
      status: 404,
    });
  });

  it.each([
    [{ slots: CADENCE.slots }, "length"],
    [{ ...CADENCE, length: { frames: 1.5 } }, "length"],
    [{ ...CADENCE, slots: [{ clip: "" }] }, "slots[0].clip"],
    [{ ...CADENCE, slots: "long" }, "slots"],
    [{ ...CADENCE, beats: { tempo: 3 } }, "beats"],
    [{ ...CADENCE, cap: 1.5 }, "cap"],
    [{ ...CADENCE, pattern: [] }, undefined],
  ])("refuse %j", async (body, path) => {
    await using rig = await setUp();
    const answer = await rig.app.inject({ method: "PUT", url: "/v1/cadences/x", payload: body });
    expect([answer.statusCode, answer.json().error.path]).toEqual([400, path]);
  });
});

describe("reels of viewers over HTTP", () => {
  it("are made, and shown as they were made", async () => {
    await using rig = await setUp();
    const cs = connect({ url: await rig.listen() });
    const made = await cs.reels.make({
      viewer: "ann",
      cadence: "evening",
      seed: 7,
      context: { genres: ["x"] },
    });
    expect(made).toMatchObject({
      stream: { user: "ann" },
      reel: { version: 3, seed: "7", slots: [{ title: "t1", range: { first: 100, end: 150 } }] },
    });
    expect(await cs.reels.get(made.stream.id)).toEqual(made);
    await expect(cs.reels.get("s9")).rejects.toMatchObject({ code: "reel_not_found" });
    await expect(cs.reels.make({ viewer: "ann", cadence: "nope" })).rejects.toMatchObject({ status: 404 });
  });

  it("are logged with every look-up", async () => {
    const lines: string[] = [];
    const stream = { write: (line: string) => void lines.push(line) };
    await using rig = await setUp({ logger: { level: "info", stream } });
    await rig.app.inject({
      method: "POST",
      url: "/v1/reels",
      payload: { viewer: "ann", cadence: "evening" },
    });
    const logged = lines.map((line) => JSON.parse(line)).find(({ msg }) => msg === "reel laid out");
    expect(logged.reel).toMatchObject({
      ...{ viewer: "ann", cadence: "evening@1", mega: "m1", version: 3 },
      lookups: ["t1 mid for long v3 [100, 150)"],
    });
  });

  it.each([
    [{ cadence: "evening" }, "viewer"],
    [{ viewer: "", cadence: "evening" }, "viewer"],
    [{ viewer: "ann" }, "cadence"],
    [{ viewer: "ann", cadence: "evening", version: "1" }, "version"],
    [{ viewer: "ann", cadence: "evening", context: [] }, "context"],
    [{ viewer: "ann", cadence: "evening", prompt: "x" }, undefined],
  ])("refuse %j", async (payload, path) => {
    await using rig = await setUp();
    const answer = await rig.app.inject({ method: "POST", url: "/v1/reels", payload });
    expect([answer.statusCode, answer.json().error.path]).toEqual([400, path]);
  });
});

describe("/r", () => {
  it("redirects to the viewer's stream of the moment, by its signature", async () => {
    await using rig = await setUp({ apiKeys: ["key"] });
    const headers = { authorization: "Bearer key" };
    const address = await rig.app.inject({
      ...{ method: "POST", url: "/v1/reels/address", headers },
      payload: { viewer: "ann b", cadence: "evening", ttl: "7d" },
    });
    expect(address.statusCode).toBe(201);
    const { pathname, search } = new URL(address.json().url);
    const answer = await rig.app.inject({ url: pathname + search });
    expect(answer.statusCode).toBe(302);
    expect(answer.headers).toMatchObject({ "cache-control": "no-store", "access-control-allow-origin": "*" });
    expect(answer.headers.location).toContain("/u/ann b/s1/");
    expect((await rig.app.inject({ method: "HEAD", url: pathname + search })).statusCode).toBe(302);
    const forged = await rig.app.inject({ url: `${pathname}?until=9&signature=bad` });
    expect([forged.statusCode, forged.json().error.code]).toEqual([403, "stream_forged"]);
  });

  it("opens to a key as well, and to nobody without either", async () => {
    await using rig = await setUp({ apiKeys: ["key"] });
    const url = "/r/ann/evening.m3u8";
    expect((await rig.app.inject({ url })).statusCode).toBe(401);
    expect((await rig.app.inject({ url, headers: { authorization: "Bearer key" } })).statusCode).toBe(302);
    expect((await rig.app.inject({ url: "/r/ann/evening.mp4" })).statusCode).toBe(404);
  });
});
