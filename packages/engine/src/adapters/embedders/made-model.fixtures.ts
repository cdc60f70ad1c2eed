import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gather, onnxModel } from "./made-onnx.fixtures.ts";

/** A made model: what {@link makeModelFolder} writes. */
export interface MadeModel {
  readonly dimensions?: number;
  /** Contents of `1_Pooling/config.json`. */
  readonly pooling?: object;
  /** Name of the model's input for tokens. */
  readonly input?: string;
}

const LETTERS = [..." abcdefghijklmnopqrstuvwxyz0123456789"];

/**
 * Writes a folder with a model that looks letters up in a table: tiny, and in the form of real ones.
 * @returns the table: what a letter's vector is, the unknown one's first
 */
export async function makeModelFolder(folder: string, made: MadeModel = {}): Promise<number[][]> {
  const { dimensions = 12, pooling, input = "input_ids" } = made;
  const table = ["[UNK]", ...LETTERS].map((_, row) =>
    Array.from({ length: dimensions }, (_, i) => Math.fround(Math.sin((row + 1) * (i + 1) * 1.7))),
  );
  const vocab = Object.fromEntries(["[UNK]", ...LETTERS].map((letter, id) => [letter, id]));
  const tokenizer = {
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: { type: "Lowercase" },
    pre_tokenizer: { type: "Split", pattern: { Regex: "[\\s\\S]" }, behavior: "Isolated", invert: false },
    post_processor: null,
    decoder: null,
    model: { type: "WordLevel", vocab, unk_token: "[UNK]" },
  };
  await mkdir(join(folder, "onnx"), { recursive: true });
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  await writeFile(join(folder, "onnx/model.onnx"), lookUpModel(table, input));
  if (pooling) {
    await mkdir(join(folder, "1_Pooling"));
    await writeFile(join(folder, "1_Pooling/config.json"), JSON.stringify(pooling));
  }
  return table;
}

function lookUpModel(table: readonly number[][], input: string): Buffer {
  return onnxModel({
    nodes: [gather("table", input, "last_hidden_state")],
    tables: { table },
    inputs: [{ name: input, type: "int64", shape: ["texts", "tokens"] }],
    outputs: [{ name: "last_hidden_state", type: "float", shape: ["texts", "tokens", "dimensions"] }],
  });
}
