import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type RunningServer, serveFolder } from "./serve.ts";

let folder: string;
let server: RunningServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "serve-"));
  await writeFile(join(folder, "a b.m4s"), "0123456789");
  await writeFile(join(folder, "list.m3u8"), "#EXTM3U\n");
  server = await serveFolder(folder);
});
afterAll(async () => {
  await server.close();
  await rm(folder, { recursive: true, force: true });
});

const get = (path: string, range?: string) => fetch(server.url + path, range ? { headers: { range } } : {});

describe("serveFolder", () => {
  it("serves files with their types to any origin", async () => {
    const response = await get("/list.m3u8");
    expect(response.headers.get("content-type")).toBe("application/vnd.apple.mpegurl");
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(await response.text()).toBe("#EXTM3U\n");
    expect(server.requests).toContain("/list.m3u8");
  });

  it.each([
    ["bytes=2-4", 206, "234", "bytes 2-4/10"],
    ["bytes=7-", 206, "789", "bytes 7-9/10"],
    ["bytes=-2", 206, "89", "bytes 8-9/10"],
    ["bytes=5-99", 206, "56789", "bytes 5-9/10"],
    ["bytes=10-", 416, "", "bytes */10"],
  ])("answers %s", async (range, status, body, contentRange) => {
    const response = await get("/a%20b.m4s", range);
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(body);
    expect(response.headers.get("content-range")).toBe(contentRange);
  });

  it("has nothing outside its folder", async () => {
    expect((await get("/nothing.ts")).status).toBe(404);
    expect((await get("/..%2f..%2f..%2f..%2fetc/passwd")).status).toBe(404);
  });
});
