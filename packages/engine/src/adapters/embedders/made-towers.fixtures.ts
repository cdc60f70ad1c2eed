import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gather, mean, onnxModel } from "./made-onnx.fixtures.ts";

/** Words that {@link makeTowersFolder}'s model knows, as it sees their colours. */
const WORDS = {
  "[UNK]": [0.1, 0.1, 0.1],
  red: [1, -1, -1],
  green: [-1, 1, -1],
  blue: [-1, -1, 1],
} as const;

/** A made model: what {@link makeTowersFolder} writes. */
export interface MadeTowers {
  /** Contents of `preprocessor_config.json`, beside mean and deviation. */
  readonly preprocessor?: object;
  /** Where the towers lie. Default `onnx/vision_model.onnx`, `onnx/text_model.onnx`. */
  readonly towers?: { readonly vision: string; readonly text: string };
  /** Dimensions of the texts' vectors; 3 are right. */
  readonly textDimensions?: number;
  /** Names of the towers' outputs. */
  readonly outputs?: { readonly vision: string; readonly text: string };
}

/**
 * Writes a folder with a model of pictures and texts in the form of CLIP: a picture's vector is its mean colour, a
 * text's the mean of its words', of which it knows red, green and blue.
 */
export async function makeTowersFolder(folder: string, made: MadeTowers = {}): Promise<void> {
  const {
    preprocessor = { size: { shortest_edge: 8 }, crop_size: { width: 8, height: 8 } },
    towers = { vision: "onnx/vision_model.onnx", text: "onnx/text_model.onnx" },
    textDimensions = 3,
    outputs = { vision: "image_embeds", text: "text_embeds" },
  } = made;
  const vocab = Object.fromEntries(Object.keys(WORDS).map((word, id) => [word, id]));
  const tokenizer = {
    ...{ version: "1.0", truncation: null, padding: null, added_tokens: [] },
    ...{ normalizer: { type: "Lowercase" }, pre_tokenizer: { type: "Whitespace" } },
    ...{ post_processor: null, decoder: null },
    model: { type: "WordLevel", vocab, unk_token: "[UNK]" },
  };
  const normal = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
  await mkdir(join(folder, "onnx"), { recursive: true });
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer));
  await writeFile(
    join(folder, "preprocessor_config.json"),
    JSON.stringify({ do_center_crop: true, ...normal, ...preprocessor }),
  );
  await writeFile(join(folder, towers.vision), visionTower(outputs.vision));
  await writeFile(join(folder, towers.text), textTower(outputs.text, textDimensions));
}

function visionTower(output: string): Buffer {
  return onnxModel({
    nodes: [mean("pixel_values", output, [2, 3])],
    inputs: [{ name: "pixel_values", type: "float", shape: ["pictures", "planes", "height", "width"] }],
    outputs: [{ name: output, type: "float", shape: ["pictures", "dimensions"] }],
  });
}

function textTower(output: string, dimensions: number): Buffer {
  const words = Object.values(WORDS).map((row) => Array.from({ length: dimensions }, (_, n) => row[n] ?? 0));
  return onnxModel({
    nodes: [gather("words", "input_ids", "rows"), mean("rows", output, [1])],
    tables: { words },
    inputs: [{ name: "input_ids", type: "int64", shape: ["texts", "tokens"] }],
    outputs: [{ name: output, type: "float", shape: ["texts", "dimensions"] }],
  });
}
