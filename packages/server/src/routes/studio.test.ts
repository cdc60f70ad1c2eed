import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { createRig } from "../testing/rig.ts";

const asPage = { url: "/", headers: { accept: "text/html,*/*;q=0.8" } };

/** Bytes, gzipped, of everything that is loaded before the player. */
const BUDGET = 200_000;

test("the studio's page runs our own scripts alone, and nobody may frame it", async () => {
  await using rig = await createRig({ apiKeys: ["alpha"] });
  const { statusCode, headers, body } = await rig.app.inject(asPage);
  expect(statusCode).toBe(200);
  expect(headers["cache-control"]).toBe("no-store");
  const policy = String(headers["content-security-policy"]);
  expect(policy).toContain("script-src 'self'");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("unsafe");
  expect(body).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style=|https?:\/\/(?!www\.w3\.org)/);
  expect(body).not.toMatch(/[A-Z]+_(FILE|HASH)|PRELOADS|"NONCE"/);
  const nonce = /nonce="([^"]+)"/.exec(body)?.[1] ?? "missing";
  expect(policy).toContain(`'nonce-${nonce}'`);
  expect((await rig.app.inject(asPage)).body).not.toContain(nonce);
});

test("its files are kept for good under their hashes, go out compressed, and are small", async () => {
  await using rig = await createRig();
  const { body } = await rig.app.inject(asPage);
  const files = [...body.matchAll(/(?:src|href)="(studio\/[^"]+)"/g)].map(([, file]) => `/${file}`);
  expect(files.length).toBeGreaterThanOrEqual(2);
  let bytes = 0;
  for (const url of files) {
    const answer = await rig.app.inject({ url, headers: { "accept-encoding": "gzip" } });
    expect([url, answer.statusCode]).toEqual([url, 200]);
    expect(answer.headers["cache-control"]).toContain("immutable");
    expect(answer.headers["content-type"]).toMatch(/^text\/(javascript|css)/);
    const plain = await rig.app.inject(url);
    expect(gunzipSync(answer.rawPayload).equals(plain.rawPayload)).toBe(true);
    bytes += answer.rawPayload.length;
  }
  console.log(`studio: ${(bytes / 1000).toFixed(1)} kB gzipped before the first page`);
  expect(bytes).toBeLessThan(BUDGET);
});

test("programs that ask for / are told that there is nothing, as ever", async () => {
  await using rig = await createRig();
  for (const accept of [undefined, "*/*", "application/json"]) {
    const answer = await rig.app.inject({ url: "/", headers: accept === undefined ? {} : { accept } });
    expect([answer.statusCode, answer.json().error.code]).toEqual([404, "not_found"]);
  }
  expect((await rig.app.inject("/studio/studio-OLDER123.js")).statusCode).toBe(404);
});
