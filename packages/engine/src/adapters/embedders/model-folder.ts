import { existsSync, readFileSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { CutstreamError } from "../../errors.ts";

/** What a folder with an embedding model holds. */
export interface ModelFolderFiles {
  /** The folder's name and the model's size in bytes: vectors of two models are not mixed up. */
  readonly name: string;
  /** Path of the ONNX file. */
  readonly model: string;
  readonly tokenizer: string;
  /** Undefined where the folder has none. */
  readonly tokenizerConfig: string | undefined;
  /** How vectors of tokens become one of the text: their mean, or the first. */
  readonly pooling: "mean" | "first";
}

/** Where model hubs put the ONNX file, best first. */
const MODELS = ["onnx/model.onnx", "model.onnx", "onnx/model_quantized.onnx", "model_quantized.onnx"];

/**
 * Reads a folder as sentence-transformers and transformers.js lay it out: `tokenizer.json`, an ONNX file, and
 * `1_Pooling/config.json` where the text's vector is not the mean of its tokens'.
 * @throws CutstreamError `model_unavailable` with what is missing
 */
export function readModelFolder(folder: string): ModelFolderFiles {
  const path = resolve(folder);
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new CutstreamError("model_unavailable", `There is no model folder ${path}.`);
  }
  const found = MODELS.map((file) => join(path, file)).find((file) => existsSync(file));
  if (found === undefined) {
    throw new CutstreamError("model_unavailable", `The folder ${path} has none of ${MODELS.join(", ")}.`);
  }
  const tokenizer = join(path, "tokenizer.json");
  if (!existsSync(tokenizer)) {
    throw new CutstreamError("model_unavailable", `The folder ${path} has no tokenizer.json.`);
  }
  const config = join(path, "tokenizer_config.json");
  return {
    name: `${basename(path)}@${statSync(found).size}`,
    model: found,
    tokenizer,
    tokenizerConfig: existsSync(config) ? config : undefined,
    pooling: poolingOf(join(path, "1_Pooling", "config.json")),
  };
}

function poolingOf(config: string): "mean" | "first" {
  if (!existsSync(config)) return "mean";
  try {
    return JSON.parse(readFileSync(config, "utf8")).pooling_mode_cls_token === true ? "first" : "mean";
  } catch (cause) {
    throw new CutstreamError("model_unavailable", `${config} is no JSON.`, { cause });
  }
}
