import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

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

/** An ONNX model of one `Gather` (onnx.proto, IR version 8, operator set 13). */
function lookUpModel(table: readonly number[][], input: string): Buffer {
  const dimensions = table[0]?.length ?? 0;
  const float = 1;
  const int64 = 7;
  const shape = (...names: string[]) => message(...names.map((name) => bytes(1, message(text(2, name)))));
  const value = (name: string, type: number, ...names: string[]) =>
    message(text(1, name), bytes(2, message(bytes(1, message(number(1, type), bytes(2, shape(...names)))))));
  const raw = Buffer.from(Float32Array.from(table.flat()).buffer);
  const weights = message(
    number(1, table.length),
    number(1, dimensions),
    number(2, float),
    text(8, "table"),
    bytes(9, raw),
  );
  const gather = message(text(1, "table"), text(1, input), text(2, "last_hidden_state"), text(4, "Gather"));
  const graph = message(
    bytes(1, gather),
    text(2, "made"),
    bytes(5, weights),
    bytes(11, value(input, int64, "texts", "tokens")),
    bytes(12, value("last_hidden_state", float, "texts", "tokens", "dimensions")),
  );
  return message(number(1, 8), bytes(7, graph), bytes(8, message(text(1, ""), number(2, 13))));
}

/** A message of protocol buffers. */
function message(...fields: readonly Buffer[]): Buffer {
  return Buffer.concat(fields);
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field << 3), varint(value)]);
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint((field << 3) | 2), varint(value.length), value]);
}

function text(field: number, value: string): Buffer {
  return bytes(field, Buffer.from(value));
}

function varint(value: number): Buffer {
  const groups: number[] = [];
  for (let rest = value; rest > 0 || groups.length === 0; rest = Math.floor(rest / 128)) {
    groups.push((rest % 128) | (rest >= 128 ? 128 : 0));
  }
  return Buffer.from(groups);
}
