import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineConfig } from "@cutstream/engine";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import openapi from "../../openapi.json" with { type: "json" };
import { ringGate } from "../http/auth.ts";
import { createRig } from "../testing/rig.ts";
import { createKeyRing, keyIn } from "./key-ring.ts";
import { addKey, digestOf, type KeysFile, readKeysFile, removeKeys, tenantsOf } from "./keys-file.ts";
import { configOf } from "./open-tenants.ts";
import { assertApart } from "./own-databases.ts";
import { includes, SCOPES, type Scope, scopeOf } from "./scopes.ts";

const keyOf = (key: string, tenant: string, scopes: Scope[], expires?: string) => ({
  ...{ name: key, sha256: digestOf(key).toString("hex"), tenant, scopes },
  ...(expires !== undefined && { expires }),
});
const fileOf = (...keys: KeysFile["keys"]): KeysFile => ({ tenants: {}, keys });

describe("scopes", () => {
  it("are asked for by what a route does", () => {
    const cases: [string, string, Scope][] = [
      ["GET", "/v1/videos", "read"],
      ["POST", "/v1/plan", "read"],
      ["POST", "/v1/retrieve", "read"],
      ["POST", "/v1/videos", "write"],
      ["DELETE", "/v1/streams/:id", "publish"],
      ["POST", "/v1/streams", "publish"],
      ["POST", "/v1/exports", "publish"],
      ["POST", "/v1/reels", "publish"],
      ["GET", "/r/:viewer/:file", "publish"],
      ["PATCH", "/v1/uploads/:id", "write"],
      ["POST", "/v1/ranking/learn", "admin"],
      ["GET", "/metrics", "admin"],
      ["GET", "/openapi.json", "read"],
      ["POST", "/video/:id/search", "read"],
      ["POST", "/video/:id/stream", "publish"],
      ["POST", "/something/new", "write"],
      ["GET", "/collection/:id", "read"],
      ["GET", "/collection/:id/upload_url", "write"],
      ["GET", "/billing/usage", "admin"],
    ];
    for (const [method, route, scope] of cases)
      expect(scopeOf(method, route), `${method} ${route}`).toBe(scope);
  });

  it("of a route that changes anything are never read, but for those that only ask", () => {
    const asking = ["/v1/plan", "/v1/retrieve", "/v1/rank", "/v1/timelines/import", "/v1/timelines/export"];
    for (const [path, operations] of Object.entries(openapi.paths)) {
      for (const method of Object.keys(operations)) {
        const route = path.replace(/\{(\w+)\}/g, ":$1");
        const looks = method === "get" || asking.includes(path);
        expect(scopeOf(method.toUpperCase(), route) === "read", `${method} ${path}`).toBe(
          looks && route !== "/v1/usage",
        );
      }
    }
  });

  it("include reading, and all of them where one is admin", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...SCOPES)), fc.constantFrom(...SCOPES), (list, wanted) => {
        const expected =
          list.includes("admin") || list.includes(wanted) || (wanted === "read" && list.length > 0);
        expect(includes(new Set(list), wanted)).toBe(expected);
      }),
    );
  });
});

describe("a key that may only read", () => {
  it("publishes nothing, opens no way in and sees no bills by what VideoDB's clients ask with GET", async () => {
    const gate = ringGate(createKeyRing([], fileOf(keyOf("reader", "default", ["read"]))));
    await using rig = await createRig({ gate });
    const { video } = await rig.engine.videos.ingest({ source: { kind: "path", path: "/a.mp4" } });
    rig.engine.finish(video.id);
    const statusOf = async (url: string) =>
      (await rig.app.inject({ url, headers: { authorization: "Bearer reader" } })).statusCode;
    for (const path of [
      `/video/m-${video.id}~9x16-simple`,
      "/collection/c-default/upload_url",
      "/billing/usage",
    ]) {
      expect(await statusOf(`/videodb${path}`), path).toBe(403);
    }
    expect(await statusOf(`/videodb/video/m-${video.id}`)).toBe(200);
    expect((await rig.engine.streams.list({})).items).toEqual([]);
  });
});

describe("a ring of keys", () => {
  it("knows its keys and no other text", () => {
    const ring = createKeyRing(["own"], fileOf(keyOf("alpha", "acme", ["read"])));
    expect(ring.find("own")).toMatchObject({ tenant: "default", scopes: new Set(["admin"]) });
    expect(ring.find("alpha")).toMatchObject({ tenant: "acme", scopes: new Set(["read"]) });
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(text !== "own" && text !== "alpha");
        expect(ring.find(text)).toBeUndefined();
      }),
    );
    expect(ring.find(digestOf("alpha").toString("hex"))).toBeUndefined();
  });

  it("knows a key until it expires, and until it is taken out", () => {
    let now = Date.UTC(2026, 0, 1);
    const ring = createKeyRing(
      ["own"],
      fileOf(keyOf("alpha", "acme", ["read"], "2026-01-02T00:00:00Z")),
      () => now,
    );
    expect(ring.find("alpha")).toBeDefined();
    now = Date.UTC(2026, 0, 2);
    expect(ring.find("alpha")).toBeUndefined();
    ring.replace(fileOf(keyOf("beta", "acme", ["write"])));
    expect(ring.find("beta")).toBeDefined();
    ring.replace(fileOf());
    expect(ring.find("beta")).toBeUndefined();
    expect(ring.find("own")).toBeDefined();
  });

  it("is asked with one key, whichever header has it", () => {
    expect(keyIn({ authorization: "Bearer a" })).toBe("a");
    expect(keyIn({ authorization: "bearer  a " })).toBe("a");
    expect(keyIn({ "x-access-token": "b", authorization: "Bearer a" })).toBe("b");
    for (const authorization of ["a", "Basic a", "Bearer", "Bearer a b"])
      expect(keyIn({ authorization })).toBeUndefined();
  });
});

describe("a server with keys of scopes", () => {
  const file = fileOf(
    ...SCOPES.map((scope) => keyOf(scope, "default", [scope])),
    keyOf("other", "acme", ["admin"]),
  );

  it("refuses what a key may not do, and does not know keys of other tenants", async () => {
    await using rig = await createRig({ gate: ringGate(createKeyRing([], file)), guardInsight: true });
    const ask = async (key: string, method: "GET" | "POST", url: string, payload?: object) => {
      const answer = await rig.app.inject({
        ...{ method, url, headers: { authorization: `Bearer ${key}` } },
        ...(payload && { payload }),
      });
      return [answer.statusCode, answer.statusCode < 400 ? "" : answer.json().error.code];
    };
    for (const key of SCOPES) {
      expect(await ask(key, "GET", "/v1/videos")).toEqual([200, ""]);
      const writes = key === "write" || key === "admin";
      expect(await ask(key, "POST", "/v1/collections", { name: "a" })).toEqual(
        writes ? [201, ""] : [403, "forbidden"],
      );
      expect(await ask(key, "GET", "/metrics")).toEqual(key === "admin" ? [200, ""] : [403, "forbidden"]);
      // Files of the machine are for its own admins.
      const [status] = await ask(key, "POST", "/v1/videos", { path: "/etc/passwd" });
      expect(status).toBe(key === "admin" ? 202 : 403);
      const tool = {
        jsonrpc: "2.0",
        id: 1,
        method: "tools/call",
        params: { name: "revoke", arguments: { id: "s" } },
      };
      const { body } = await rig.app.inject({
        ...{ method: "POST", url: "/mcp", payload: tool },
        headers: { authorization: `Bearer ${key}`, accept: "application/json, text/event-stream" },
      });
      expect(body.includes("forbidden")).toBe(key === "read" || key === "write");
    }
    expect(await ask("other", "GET", "/v1/videos")).toEqual([401, "unauthorized"]);
    expect((await rig.app.inject("/v1/videos")).statusCode).toBe(401);
  });
});

describe("a file of keys", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "cutstream-keys-"));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("keeps digests alone, and is what keys are added to and taken out of", async () => {
    const path = join(folder, "keys.json");
    const key = await addKey(path, { name: "site", tenant: "acme", scopes: ["read", "publish"] });
    await addKey(path, { name: "job", scopes: ["admin"], expires: "2027-01-01T00:00:00Z" });
    expect(await readFile(path, "utf8")).not.toContain(key);
    const file = await readKeysFile(path);
    expect(tenantsOf(file)).toEqual(["acme"]);
    expect(createKeyRing([], file).find(key)).toMatchObject({ tenant: "acme" });
    expect(await removeKeys(path, "site")).toBe(1);
    expect(createKeyRing([], await readKeysFile(path)).find(key)).toBeUndefined();
    for (const tenant of ["", "..", "a/b", "A", "-a", "a_b", "a".repeat(33)])
      await expect(addKey(path, { name: "x", tenant, scopes: ["read"] })).rejects.toMatchObject({
        code: "invalid_request",
      });
  });

  it.each(["", "[]", '{"keys":[{}]}', '{"keys":[],"tenants":{"../x":{}}}', '{"keys":[],"other":1}'])(
    "is refused where it is %j",
    async (text) => {
      const path = join(folder, "bad.json");
      await writeFile(path, text);
      await expect(readKeysFile(path)).rejects.toMatchObject({ code: "invalid_request" });
    },
  );
});

describe("a tenant's engine", () => {
  const config = { dataDir: "/data", publicUrl: "https://a.test", encoders: 2 } satisfies EngineConfig;

  it("has places of its own, and all else as the server has it", () => {
    expect(configOf("acme", { config, file: fileOf() })).toEqual({
      ...config,
      dataDir: "/data/tenants/acme",
      publicUrl: "https://a.test/~acme",
    });
  });

  it("must have a database of its own where the server has one", () => {
    const shared = { ...config, databaseUrl: "postgresql://db/main" };
    expect(() => configOf("acme", { config: shared, file: fileOf() })).toThrow("names none of its own");
    const file = { ...fileOf(), tenants: { acme: { databaseUrl: "postgresql://db/acme" } } };
    expect(configOf("acme", { config: shared, file }).databaseUrl).toBe("postgresql://db/acme");
    const moments = { ...shared, momentsUrl: "postgresql://db/moments" };
    expect(() => configOf("acme", { config: moments, file })).toThrow("has a momentsUrl");
  });

  it("shares its database with nobody, however that is spelled", () => {
    const main = ["default", { databaseUrl: "postgresql://a@db/main?sslmode=require" }] as const;
    const own = { databaseUrl: "postgresql://a@db/acme", momentsUrl: "postgresql://a@db/acme" };
    expect(() => assertApart([main, ["acme", own], ["globex", {}], ["initech", {}]])).not.toThrow();
    for (const same of [
      { databaseUrl: "postgres://b:pw@DB:5432/main?options=-csearch_path%3Dx" },
      { momentsUrl: "postgresql:///main?host=db" },
      { databaseUrl: "postgresql://main@db" },
    ])
      expect(() => assertApart([main, ["acme", same]])).toThrow(
        "The tenants default and acme name the same database, db:5432/main",
      );
    expect(() =>
      assertApart([
        ["acme", own],
        ["globex", { ...own, databaseUrl: "postgresql://db/x" }],
      ]),
    ).toThrow("acme and globex");
  });

  it("keeps its blobs below those of the server, and signs with keys of its own", () => {
    const signingKeys = [{ id: "k", secret: "a secret" }];
    const of = (blobs: string) =>
      configOf("acme", { config: { ...config, blobs, signingKeys }, file: fileOf() });
    const made = of("s3://b/p/");
    expect([made.blobs, made.signingKeys]).toEqual(["s3://b/p/tenants/acme", undefined]);
    expect(of("s3://b/p?style=path").blobs).toBe("s3://b/p/tenants/acme?style=path");
    expect(of("s3://b").blobs).toBe("s3://b/tenants/acme");
  });
});
