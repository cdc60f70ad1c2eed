import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { embedderContract } from "../../seams/embedder.contract.ts";
import { createFolderEmbedder } from "./folder-embedder.ts";
import { makeModelFolder } from "./made-model.fixtures.ts";

let root: string;
let table: number[][];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "folder-embedder-"));
  table = await makeModelFolder(join(root, "letters"));
});
afterAll(() => rm(root, { recursive: true, force: true }));

embedderContract("folder", async () => createFolderEmbedder({ folder: join(root, "letters") }));

/** Vectors that a model in a folder gives for texts. */
async function embed(folder: string, texts: readonly string[], dimensions?: number) {
  const embedder = createFolderEmbedder({ folder, dimensions });
  try {
    return await embedder.embed(texts);
  } finally {
    await embedder.close();
  }
}

function unit(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return values.map((value) => value / length);
}

/** Rows of the table: the unknown one, the space, then a, b, … */
const row = (letter: string) => table[letter.charCodeAt(0) - "a".charCodeAt(0) + 2]!;

describe("the embedder in a folder", () => {
  test("takes the mean of the tokens, padding left out", async () => {
    const [a, ab] = await embed(join(root, "letters"), ["A", "ab"]);
    const mean = row("a").map((value, i) => value + row("b")[i]!);
    for (const [i, value] of unit(row("a")).entries()) expect(a![i]).toBeCloseTo(value, 4);
    for (const [i, value] of unit(mean).entries()) expect(ab![i]).toBeCloseTo(value, 4);
  });

  test("takes the first token where the folder says so", async () => {
    const folder = join(root, "first");
    await makeModelFolder(folder, { pooling: { pooling_mode_cls_token: true } });
    const [ba] = await embed(folder, ["ba"]);
    for (const [i, value] of unit(row("b")).entries()) expect(ba![i]).toBeCloseTo(value, 4);
  });

  test("names the folder and its model", () => {
    const { model, dimensions } = createFolderEmbedder({ folder: join(root, "letters") });
    expect(model).toMatch(/^letters@\d+$/);
    expect(dimensions).toBe(0);
  });

  test("says what is missing", async () => {
    const create = (name: string) => () => createFolderEmbedder({ folder: join(root, name) });
    expect(create("nowhere")).toThrow(/no model folder .*nowhere/);
    const bare = join(root, "bare");
    await makeModelFolder(bare);
    await rm(join(bare, "tokenizer.json"));
    expect(create("bare")).toThrow("has no tokenizer.json");
    await rm(join(bare, "onnx"), { recursive: true });
    expect(create("bare")).toThrow("has none of onnx/model.onnx");
    await writeFile(join(root, "file"), "");
    expect(create("file")).toThrow("no model folder");
  });

  test("says that a model is of another dimension than asked for", async () => {
    await expect(embed(join(root, "letters"), ["a"], 384)).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("gives 12 dimensions, not 384"),
    });
  });

  test("says that a model cannot be run, and why", async () => {
    const broken = join(root, "broken");
    await makeModelFolder(broken);
    await writeFile(join(broken, "onnx/model.onnx"), "no model");
    await expect(embed(broken, ["a"])).rejects.toMatchObject({
      code: "model_unavailable",
      message: expect.stringContaining("does not run"),
      cause: expect.any(Error),
    });
    const strange = join(root, "strange");
    await makeModelFolder(strange, { input: "pixels" });
    await expect(embed(strange, ["a"])).rejects.toMatchObject({
      cause: { message: "The model wants pixels, which no text has." },
    });
  });
});
