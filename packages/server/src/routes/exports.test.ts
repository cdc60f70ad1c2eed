import type { ExportView } from "@cutstream/engine";
import { connect } from "cutstream";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const post = (rig: Awaited<ReturnType<typeof createRig>>, payload: object) =>
  rig.app.inject({ method: "POST", url: "/v1/exports", payload });
const ranges = [{ video: "v1", start: 0, end: 1 }];

async function withVideo(rig: Awaited<ReturnType<typeof createRig>>): Promise<void> {
  const { video } = await rig.engine.videos.ingest({ source: { kind: "url", url: "https://a.b/c.mp4" } });
  rig.engine.finish(video.id);
}

describe("exports", () => {
  it("are accepted, shown, and not found", async () => {
    await using rig = await createRig();
    await withVideo(rig);
    const accepted = await post(rig, { ranges, name: "goals" });
    expect(accepted.statusCode).toBe(202);
    const { id, job, files } = accepted.json();
    expect([job.kind, files]).toEqual([
      "export",
      [expect.objectContaining({ name: "goals-1.mp4", url: null })],
    ]);
    rig.engine.jobs.change(job.id, { status: "done", progress: 1 });
    const shown = await rig.app.inject(`/v1/exports/${id}`);
    expect(shown.json()).toMatchObject({
      status: "done",
      files: [{ url: expect.stringContaining("/e/good/") }],
    });
    expect((await rig.app.inject("/v1/exports/nope")).statusCode).toBe(404);
  });

  it("are listed page by page, and deleted", async () => {
    await using rig = await createRig();
    await withVideo(rig);
    const names = ["one", "two", "three"];
    for (const name of names) await post(rig, { ranges: [{ ...ranges[0], name }] });
    const first = (await rig.app.inject("/v1/exports?limit=2")).json();
    expect(first.items.map(({ files }: ExportView) => files[0]?.name)).toEqual(["one.mp4", "two.mp4"]);
    const cs = connect({ url: await rig.listen() });
    const all = await Array.fromAsync(cs.exports.list());
    expect(all.map(({ id }) => id)).toEqual(["exp_1", "exp_2", "exp_3"]);
    await cs.exports.delete("exp_2");
    await expect(cs.exports.delete("exp_2")).rejects.toMatchObject({ code: "export_not_found" });
    expect((await Array.fromAsync(cs.exports.list())).map(({ id }) => id)).toEqual(["exp_1", "exp_3"]);
    expect((await rig.app.inject({ method: "DELETE", url: "/v1/exports/exp_1" })).statusCode).toBe(204);
    expect((await rig.app.inject("/v1/exports?limit=0")).statusCode).toBe(400);
  });

  it.each([
    [{}, "timeline"],
    [{ ranges, stream: "s1" }, "timeline"],
    [{ ranges: [] }, "ranges"],
    [{ ranges, container: "avi" }, "container"],
    [{ ranges, burn: ["hats"] }, "burn"],
    [{ ranges: [{ ...ranges[0], name: "../x" }] }, "name"],
    [{ ranges, name: ".hidden" }, "name"],
    [{ ranges, container: "jpg", pictures: { every: 0 } }, "every"],
    [{ ranges, container: "jpg", pictures: { every: 1, width: 999 } }, "width"],
  ])("are refused where something does not fit: %j", async (body, where) => {
    await using rig = await createRig();
    const answer = await post(rig, body);
    expect(answer.statusCode).toBe(400);
    expect(answer.body).toContain(where);
  });

  it("go out as files to keep, for good, under their name in any script", async () => {
    await using rig = await createRig();
    const answer = await rig.app.inject(`/e/good/${encodeURIComponent("Tor! – “2:1”.mp4")}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      "cache-control": "public, max-age=31536000, immutable",
      "accept-ranges": "bytes",
      "content-disposition": `attachment; filename="Tor_ _ _2_1_.mp4"; filename*=UTF-8''Tor!%20%E2%80%93%20%E2%80%9C2%3A1%E2%80%9D.mp4`,
    });
    expect((await rig.app.inject("/e/bad/x.mp4")).statusCode).toBe(404);
  });
});
