import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

describe.each([
  ["/overlay.js", "text/javascript"],
  ["/player.js", "text/javascript"],
])("the module %s", (path, type) => {
  it("is one file without imports, for pages of any origin", async () => {
    await using rig = await createRig();
    const { headers, body, statusCode } = await rig.app.inject(path);
    expect(statusCode).toBe(200);
    expect(headers["content-type"]).toContain(type);
    expect(headers["access-control-allow-origin"]).toBe("*");
    expect(/(^|[;}\n])import\s*["'{*]/.test(body)).toBe(false);
    const again = await rig.app.inject({ url: path, headers: { "if-none-match": headers.etag } });
    expect(again.statusCode).toBe(304);
  });

  it("is kept for good under its hash, and goes out compressed", async () => {
    await using rig = await createRig();
    const { headers, rawPayload } = await rig.app.inject(path);
    const hash = String(headers.etag).slice(1, -1);
    const kept = await rig.app.inject({ url: `${path}?v=${hash}`, headers: { "accept-encoding": "gzip" } });
    expect(kept.headers["cache-control"]).toContain("immutable");
    expect(gunzipSync(kept.rawPayload).equals(rawPayload)).toBe(true);
    const other = await rig.app.inject(`${path}?v=older`);
    expect(other.headers["cache-control"]).toBe("no-cache");
  });
});

it("what draws overlays exports what it is for", async () => {
  await using rig = await createRig();
  const { body } = await rig.app.inject("/overlay.js");
  const module = await import(`data:text/javascript,${encodeURIComponent(body)}`);
  expect(Object.keys(module)).toEqual(["attachOverlay", "readSchedule", "stateAt"]);
});

it("the player is below 250 kB, compressed", async () => {
  await using rig = await createRig();
  const { rawPayload } = await rig.app.inject({ url: "/player.js", headers: { "accept-encoding": "gzip" } });
  console.log(`/player.js: ${(rawPayload.length / 1000).toFixed(1)} kB gzipped`);
  expect(rawPayload.length).toBeLessThan(250_000);
});

describe.each(["player", "watch", "embed"])("the page /%s", (name) => {
  it("runs nothing but our own scripts, and holds nothing that was sent", async () => {
    await using rig = await createRig();
    const url = 'https://a.b/x.m3u8?form=continuous&"><script>alert(1)</script>';
    const answer = await rig.app.inject(`/${name}?url=${encodeURIComponent(url)}`);
    expect(answer.statusCode).toBe(200);
    expect(answer.body).not.toContain("alert(1)");
    expect(answer.body).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style=/);
    const policy = String(answer.headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain("unsafe");
    const [, nonce = "missing"] = /nonce="([^"]+)"/.exec(answer.body) ?? [];
    expect(policy).toContain(`style-src 'self' 'nonce-${nonce}'`);
    const again = await rig.app.inject(`/${name}`);
    expect(again.body).not.toContain(nonce);
  });

  it("brings all that it needs along, kept for good under versions", async () => {
    await using rig = await createRig();
    const { body } = await rig.app.inject(`/${name}`);
    const assets = [...body.matchAll(/(?:src|href|worker)="(\/[^"]+)"/g)].map((match) => match[1] ?? "");
    expect(assets).toHaveLength(4);
    for (const asset of assets) {
      const answer = await rig.app.inject(asset);
      expect([asset, answer.statusCode]).toEqual([asset, 200]);
      expect(answer.headers["content-type"]).toMatch(/text\/(javascript|css)/);
      const kept = /immutable/.test(String(answer.headers["cache-control"]));
      expect(kept).toBe(asset.includes("?v="));
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
    const answer = await rig.app.inject(`/${name}?url=${encodeURIComponent(url)}`);
    expect([answer.statusCode, answer.json().error.path]).toEqual([400, "url"]);
  });

  it("takes a path on this server", async () => {
    await using rig = await createRig();
    expect((await rig.app.inject(`/${name}?url=/u/a/b/c/x.m3u8`)).statusCode).toBe(200);
    expect((await rig.app.inject(`/${name}?url=/a&url=/b`)).statusCode).toBe(400);
  });
});
