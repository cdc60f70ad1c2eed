import type { Role } from "@cutstream/engine";
import { describe, expect, it } from "vitest";
import { createRig } from "../testing/rig.ts";

/** Statuses of paths on a node of these roles. */
async function statuses(roles: readonly Role[], paths: readonly string[]): Promise<Record<string, number>> {
  await using rig = await createRig({ roles });
  const headers = { accept: "text/html" };
  const answers = paths.map(async (url) => [url, (await rig.app.inject({ url, headers })).statusCode]);
  return Object.fromEntries(await Promise.all(answers));
}

const API = ["/", "/v1/videos", "/v1/jobs/none", "/mcp", "/videodb/collection", "/studio/none"];
const ORIGIN = [
  "/u/ann/s1/good/a.m3u8",
  "/m/none",
  "/a/none",
  "/e/none",
  "/t/none",
  "/player",
  "/watch",
  "/embed",
];
const BOTH = ["/player.js", "/v1/events"];
const ALL = ["/healthz", "/readyz", "/metrics", "/openapi.json"];

const expectMisdirected = (found: Record<string, number>, misdirected: readonly string[]) =>
  expect(
    Object.keys(found)
      .filter((path) => found[path] === 421)
      .sort(),
  ).toEqual([...misdirected].sort());

describe("a node", () => {
  const paths = [...API, ...ORIGIN, ...BOTH, ...ALL, "/nowhere"];

  it("serves what its role is for, and names the role of the rest", async () => {
    expectMisdirected(await statuses(["api"], paths), ORIGIN);
    expectMisdirected(await statuses(["origin"], paths), API);
    expectMisdirected(await statuses(["worker"], paths), [...API, ...ORIGIN, ...BOTH]);
    expectMisdirected(await statuses(["api", "origin", "worker"], paths), []);
  });

  it("is healthy, measured and described whatever its role; nothing is served nowhere", async () => {
    const found = await statuses(["worker"], [...ALL, "/nowhere"]);
    expect(found).toEqual({ ...Object.fromEntries(ALL.map((path) => [path, 200])), "/nowhere": 404 });
  });

  it("says where to go", async () => {
    await using rig = await createRig({ roles: ["origin", "worker"] });
    expect((await rig.app.inject("/readyz")).json()).toMatchObject({ roles: ["origin", "worker"] });
    const { error } = (await rig.app.inject("/v1/videos?limit=2")).json();
    expect(error).toMatchObject({
      code: "misdirected",
      message: "This node is origin and worker, and does not serve /v1/videos: nodes that are api do.",
    });
  });
});
