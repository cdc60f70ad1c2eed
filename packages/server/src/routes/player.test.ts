import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

describe("the module that draws overlays", () => {
  it("is one file without imports, for pages of any origin", async () => {
    await using rig = await createRig();
    const { headers, body, statusCode } = await rig.app.inject("/overlay.js");
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toContain("text/javascript");
    expect(headers["access-control-allow-origin"]).toBe("*");
    expect(body).not.toMatch(/\bimport\b/);
    const module = await import(`data:text/javascript,${encodeURIComponent(body)}`);
    expect(Object.keys(module)).toEqual(["attachOverlay", "readSchedule", "stateAt"]);
    const again = await rig.app.inject({ url: "/overlay.js", headers: { "if-none-match": headers.etag } });
    expect(again.statusCode).toBe(304);
  });
});

describe("the player page", () => {
  it("runs nothing but our own scripts, and holds nothing that was sent", async () => {
    await using rig = await createRig();
    const url = 'https://a.b/x.m3u8?form=continuous&"><script>alert(1)</script>';
    const answer = await rig.app.inject(`/player?url=${encodeURIComponent(url)}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).not.toContain("alert(1)");
    expect(answer.body).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style=/);
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe");
  });

  it("brings hls.js along, kept for good under its version", async () => {
    await using rig = await createRig();
    const { body } = await rig.app.inject("/player");
    const assets = [...body.matchAll(/(?:src|href|data-worker)="(\/[^"]+)"/g)].map((match) => match[1] ?? "");
    expect(assets).toHaveLength(4);
    for (const asset of assets) {
      const answer = await rig.app.inject(asset);
      expect([asset, answer.statusCode]).toEqual([asset, 200]);
      expect(answer.headers["content-type"]).toMatch(/text\/(javascript|css)/);
      const kept = /immutable/.test(String(answer.headers["cache-control"]));
      expect(kept).toBe(/\?v=\d+\.\d+\.\d+$/.test(asset));
    }
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,x",
    "//evil.example/x",
    "/\\evil.example/x",
    "ftp://a/b",
    "",
    "x.m3u8",
  ])("refuses the address %j", async (url) => {
    await using rig = await createRig();
    const answer = await rig.app.inject(`/player?url=${encodeURIComponent(url)}`);
    expect([answer.statusCode, answer.json().error.path]).toEqual([400, "url"]);
  });

  it("takes a path on this server", async () => {
    await using rig = await createRig();
    expect((await rig.app.inject("/player?url=/u/a/b/c/x.m3u8")).statusCode).toBe(200);
    expect((await rig.app.inject("/player?url=/a&url=/b")).statusCode).toBe(400);
  });
});
