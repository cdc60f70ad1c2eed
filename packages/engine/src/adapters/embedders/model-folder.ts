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
  const path = modelFolder(folder);
  const model = firstFile(path, MODELS);
  return {
    name: `${basename(path)}@${statSync(model).size}`,
    model,
    ...tokenizerFiles(path),
    pooling: poolingOf(join(path, "1_Pooling", "config.json")),
  };
}

/** Whole path of a folder. @throws CutstreamError `model_unavailable` where there is none */
export function modelFolder(folder: string): string {
  const path = resolve(folder);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return path;
  throw new CutstreamError("model_unavailable", `There is no model folder ${path}.`);
}

/** Path of the first of some files that a folder has. @throws CutstreamError `model_unavailable` where it has none */
export function firstFile(folder: string, files: readonly string[]): string {
  const found = files.map((file) => join(folder, file)).find((file) => existsSync(file));
  if (found !== undefined) return found;
  const missing = files.length === 1 ? `no ${files[0]}` : `none of ${files.join(", ")}`;
  throw new CutstreamError("model_unavailable", `The folder ${folder} has ${missing}.`);
}

/** What splits texts into tokens. @throws CutstreamError `model_unavailable` where the folder has no tokenizer */
export function tokenizerFiles(folder: string): Pick<ModelFolderFiles, "tokenizer" | "tokenizerConfig"> {
  const config = join(folder, "tokenizer_config.json");
  return {
    tokenizer: firstFile(folder, ["tokenizer.json"]),
    tokenizerConfig: existsSync(config) ? config : undefined,
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
