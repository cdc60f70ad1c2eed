import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { acceptsGzip, createGzipCache } from "./gzip.ts";

describe("acceptsGzip", () => {
  it.each([
    [undefined, false],
    ["", false],
    ["gzip, deflate, br", true],
    ["br;q=1.0, GZIP;q=0.5", true],
    ["gzip;q=0", false],
    ["gzip; q=0.0, *", false],
    ["*", true],
    ["*;q=0", false],
    ["identity", false],
  ])("%j: %j", (header, expected) => expect(acceptsGzip(header)).toBe(expected));
});

describe("createGzipCache", () => {
  const body = Buffer.from("#EXTINF:2,\n".repeat(1000));

  it("compresses once a tag", async () => {
    const cache = createGzipCache();
    const first = await cache.compress("a", body);
    expect(gunzipSync(first ?? "")).toEqual(body);
    expect(await cache.compress("a", body)).toBe(first);
  });

  it("leaves small bodies alone", async () => {
    expect(await createGzipCache().compress("a", body.subarray(0, 100))).toBeUndefined();
  });

  it("forgets rather than grow", async () => {
    const one = (await createGzipCache().compress("a", body))?.length ?? 0;
    const cache = createGzipCache(one * 2);
    const first = await cache.compress("a", body);
    await cache.compress("b", body);
    await cache.compress("c", body);
    expect(await cache.compress("a", body)).not.toBe(first);
  });
});
