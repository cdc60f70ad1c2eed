import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readModels } from "./models-file.ts";

afterEach(() => vi.unstubAllEnvs());

async function read(text: string) {
  const folder = await mkdtemp(join(tmpdir(), "cutstream-models-"));
  const path = join(folder, "models.json");
  await writeFile(path, text);
  return readModels(path).finally(() => rm(folder, { recursive: true }));
}

describe("readModels", () => {
  it("reads every kind, with keys from the environment", async () => {
    vi.stubEnv("VISION_KEY", "secret");
    const http = { kind: "http", url: "http://localhost:1234/v1", model: "m" };
    const models = {
      embedder: { kind: "folder", folder: "/models/bge-small" },
      imageEmbedder: { kind: "folder", folder: "/models/clip" },
      transcriber: { kind: "pocketsphinx" },
      captioner: { ...http, apiKey: "env:VISION_KEY" },
      planner: { kind: "none" },
    };
    const captioner = { ...http, apiKey: "secret" };
    expect(await read(JSON.stringify(models))).toEqual({ ...models, captioner });
    expect(await read("{}")).toEqual({});
  });

  it.each([
    ["{", /is no JSON/],
    ['{"embedder": {"kind": "cloud"}}', /embedder/],
    ['{"embedder": {"kind": "http", "url": "ftp://x", "model": "m"}}', /embedder\.url/],
    ['{"captions": {}}', /captions/],
    ['{"imageEmbedder": {"kind": "local"}}', /imageEmbedder/],
    [
      '{"planner": {"kind": "http", "url": "http://x", "model": "m", "apiKey": "env:UNSET_KEY"}}',
      /UNSET_KEY is not set/,
    ],
  ])("refuses %s", async (text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it("says that there is no such file", async () => {
    await expect(readModels("/nowhere/models.json")).rejects.toThrow("/nowhere/models.json cannot be read.");
  });
});
