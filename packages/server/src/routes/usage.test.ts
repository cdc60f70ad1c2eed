import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const headers = { host: "localhost" };

describe("usage", () => {
  it("is shown as JSON and as CSV, by what is asked for", async () => {
    await using rig = await createRig();
    const json = await rig.app.inject({ url: "/v1/usage?by=user&from=2026-11-01&to=2026-11-30", headers });
    expect(json.json()).toMatchObject({
      by: "user",
      rows: [
        { of: "", bytes: 5 },
        { of: '=cmd|"x"', segments: 7, uniqueSegments: null },
      ],
    });
    const csv = await rig.app.inject({ url: "/v1/usage?by=user&format=csv", headers });
    expect(csv.headers["content-type"]).toBe("text/csv; charset=utf-8");
    expect(csv.body.split("\r\n")).toEqual([
      "user,retrievals,streams,reels,segments,uniqueSegments,encoderSeconds,bytes",
      ",0,0,0,0,,0,5",
      `"'=cmd|""x""",0,0,0,7,,0,0`,
      "",
    ]);
  });

  it.each(["by=week", "from=today", "format=xml"])("is refused for %s", async (query) => {
    await using rig = await createRig();
    expect((await rig.app.inject({ url: `/v1/usage?${query}`, headers })).statusCode).toBe(400);
  });

  it("counts bytes written to players: for the user of an address, or for nobody", async () => {
    await using rig = await createRig();
    const origin = await rig.listen();
    for (const path of ["/u/ann/s1/good/a.m3u8", "/m/none", "/u/ann/s1/forged/a.m3u8", "/healthz"])
      await (await fetch(`${origin}${path}`)).arrayBuffer();
    await expect.poll(() => rig.engine.usage.told.length).toBe(3);
    expect(rig.engine.usage.told.map(({ user }) => user)).toEqual(["ann", undefined, undefined]);
    expect(rig.engine.usage.told.every(({ bytes }) => bytes > 100)).toBe(true);
  });
});
