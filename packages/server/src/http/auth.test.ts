import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

const bearer = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });

describe("API keys", () => {
  it("open /v1 and nothing else needs them", async () => {
    await using rig = await createRig({ apiKeys: ["alpha", "beta"], guardInsight: true });
    const status = async (url: string, options = {}) =>
      (await rig.app.inject({ url, ...options })).statusCode;
    for (const key of ["alpha", "beta"]) expect(await status("/v1/videos", bearer(key))).toBe(200);
    for (const key of ["alph", "alphaa", "", "gamma"])
      expect(await status("/v1/videos", bearer(key))).toBe(401);
    expect(await status("/v1/videos")).toBe(401);
    expect(
      await status("/v1/uploads", {
        method: "POST",
        headers: { "tus-resumable": "1.0.0", "upload-length": "1" },
      }),
    ).toBe(401);
    for (const url of ["/healthz", "/readyz", "/player", "/u/a/b/good/c.m3u8"])
      expect(await status(url)).toBe(200);
    for (const url of ["/metrics", "/openapi.json"]) {
      expect(await status(url)).toBe(401);
      expect(await status(url, bearer("beta"))).toBe(200);
    }
    const refusal = await rig.app.inject("/v1/videos");
    expect(refusal.headers["www-authenticate"]).toMatch(/^Bearer/);
    expect(refusal.json().error).toMatchObject({
      code: "unauthorized",
      remedy: expect.stringContaining("Bearer"),
    });
  });

  it("answers preflights without one, since browsers send none", async () => {
    await using rig = await createRig({ apiKeys: ["alpha"] });
    const answer = await rig.app.inject({
      method: "OPTIONS",
      url: "/v1/videos",
      headers: {
        origin: "https://app.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,content-type",
      },
    });
    expect(answer.statusCode).toBe(204);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "*",
      "access-control-allow-headers": "authorization,content-type",
      "access-control-allow-methods": expect.stringContaining("POST"),
    });
  });
});

describe("without API keys", () => {
  it.each([
    [{ host: "localhost:8720" }, 200],
    [{ host: "127.0.0.1:8720" }, 200],
    [{ host: "[::1]:8720" }, 200],
    [{ host: "localhost:8720", origin: "http://localhost:8720" }, 200],
    [{ host: "localhost:8720", origin: "http://localhost:5173" }, 200],
    [{ host: "rebound.example:8720" }, 401],
    [{ host: "localhost:8720", origin: "https://evil.example" }, 401],
    [{ host: "localhost:8720", origin: "null" }, 401],
    [{ host: "localhost:8720", origin: "https://localhost.evil.example" }, 401],
  ])("a request with %j is answered %i", async (headers, status) => {
    await using rig = await createRig();
    expect((await rig.app.inject({ url: "/v1/videos", headers })).statusCode).toBe(status);
  });
});
