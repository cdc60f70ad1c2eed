import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

describe("health", () => {
  it("tells up from ready", async () => {
    await using rig = await createRig();
    expect((await rig.app.inject("/healthz")).json()).toEqual({ ok: true });
    expect((await rig.app.inject("/readyz")).statusCode).toBe(200);
    rig.engine.report = {
      ok: false,
      roles: ["api"],
      checks: { encoder: { ok: false, detail: "no ffmpeg" } },
    };
    const answer = await rig.app.inject("/readyz");
    expect([answer.statusCode, answer.json()]).toEqual([503, rig.engine.report]);
    expect((await rig.app.inject("/healthz")).statusCode).toBe(200);
  });
});

describe("metrics", () => {
  it("show requests by route, the engine's figures and the process", async () => {
    await using rig = await createRig();
    await rig.app.inject("/u/ann/s1/good/a.m3u8");
    await rig.app.inject("/m/none");
    const { body, headers } = await rig.app.inject("/metrics");
    expect(headers["content-type"]).toContain("text/plain");
    expect(body).toMatch(/_count\{method="GET",route="\/u\/:user\/:stream\/:signature\/\*",status="200"\} 1/);
    expect(body).toMatch(/_count\{method="GET",route="\/m\/\*",status="404"\} 1/);
    expect(body).toContain("cutstream_segments_served_total 3");
    expect(body).toContain("cutstream_encoder_queue 1");
    expect(body).toContain("process_cpu_seconds_total");
  });
});

describe("openapi.json", () => {
  it("is what is committed; `npm run openapi -w packages/server` writes it", async () => {
    await using rig = await createRig();
    const served = (await rig.app.inject("/openapi.json")).json();
    const committed = JSON.parse(await readFile(new URL("../../openapi.json", import.meta.url), "utf8"));
    expect(served).toEqual(committed);
  });

  it("describes every route of the API, and refers to nothing that it lacks", async () => {
    await using rig = await createRig();
    const document = (await rig.app.inject("/openapi.json")).json();
    expect(Object.keys(document.paths).sort()).toEqual([
      "/healthz",
      "/readyz",
      "/v1/assets",
      "/v1/assets/{id}",
      "/v1/cadences",
      "/v1/cadences/{id}",
      "/v1/collections",
      "/v1/collections/{id}",
      "/v1/events",
      "/v1/experiments",
      "/v1/experiments/{id}",
      "/v1/experiments/{id}/kill",
      "/v1/experiments/{id}/stop",
      "/v1/exports",
      "/v1/exports/{id}",
      "/v1/jobs/events",
      "/v1/jobs/{id}",
      "/v1/jobs/{id}/cancel",
      "/v1/jobs/{id}/events",
      "/v1/jobs/{id}/retry",
      "/v1/mega-assets",
      "/v1/mega-assets/{id}",
      "/v1/mega-assets/{id}/rollback",
      "/v1/mega-assets/{id}/versions",
      "/v1/mega-assets/{id}/versions/{version}",
      "/v1/mega-assets/{id}/versions/{version}/promote",
      "/v1/mega-assets/{id}/versions/{version}/report",
      "/v1/mega-assets/{id}/versions/{version}/report.html",
      "/v1/mega-assets/{id}/versions/{version}/retire",
      "/v1/mega-assets/{id}/versions/{version}/timecodes",
      "/v1/mega-assets/{id}/versions/{version}/verify",
      "/v1/plan",
      "/v1/rank",
      "/v1/ranking",
      "/v1/ranking/changes",
      "/v1/ranking/changes/{id}/revert",
      "/v1/ranking/learn",
      "/v1/ranking/model",
      "/v1/recaps",
      "/v1/reels",
      "/v1/reels/address",
      "/v1/reels/from-prompt",
      "/v1/reels/metrics",
      "/v1/reels/{id}",
      "/v1/retrieve",
      "/v1/streams",
      "/v1/streams/{id}",
      "/v1/streams/{id}/renew",
      "/v1/timelines/export",
      "/v1/timelines/import",
      "/v1/titles",
      "/v1/titles/{id}",
      "/v1/usage",
      "/v1/videos",
      "/v1/videos/{id}",
      "/v1/videos/{id}/heads",
      "/v1/videos/{id}/indexes",
      "/v1/videos/{id}/indexes/{name}",
      "/v1/videos/{id}/indexes/{name}/import",
      "/v1/videos/{id}/prepare",
      "/v1/videos/{id}/retry",
      "/v1/videos/{id}/transcript",
      "/v1/viewers/{id}/history",
    ]);
    const text = JSON.stringify(document);
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(document.components.schemas, name).toHaveProperty([name ?? ""]);
    }
  });
});
