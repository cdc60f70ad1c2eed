import { readFile } from "node:fs/promises";
import { Tokenizer } from "@huggingface/tokenizers";
import type { InferenceSession, Tensor } from "onnxruntime-web";
import { onnxRuntime, openModel } from "../onnx/onnx-runtime.ts";
import type { ModelFolderFiles } from "./model-folder.ts";
import type { VectorRows } from "./vectors.ts";

/** A model of texts as a folder holds it. */
export interface TextModelFiles
  extends Pick<ModelFolderFiles, "model" | "tokenizer" | "tokenizerConfig" | "pooling"> {
  /** Tokens that it reads where the tokenizer says nothing less. Default 512. */
  readonly mostTokens?: number;
  /** Name of the output that holds the vectors. Default `sentence_embedding` where there is one, else the first. */
  readonly output?: string;
}

/** Tokens that are read where nothing else is said; tokenizers often say 10^30. */
const MOST_TOKENS = 512;

/** A transformer that embeds texts, by ONNX Runtime. */
export class TextModel {
  readonly #session: InferenceSession;
  readonly #tokenizer: Tokenizer;
  readonly #mostTokens: number;
  readonly #files: TextModelFiles;

  private constructor(
    session: InferenceSession,
    tokenizer: Tokenizer,
    mostTokens: number,
    files: TextModelFiles,
  ) {
    this.#session = session;
    this.#tokenizer = tokenizer;
    this.#mostTokens = mostTokens;
    this.#files = files;
  }

  static async load(files: TextModelFiles): Promise<TextModel> {
    const config = files.tokenizerConfig === undefined ? {} : await readJson(files.tokenizerConfig);
    const tokenizer = new Tokenizer(await readJson(files.tokenizer), config);
    const { mostTokens = MOST_TOKENS } = files;
    const most = Math.min(mostTokens, Number(config.model_max_length ?? mostTokens));
    return new TextModel(await openModel(files.model), tokenizer, most, files);
  }

  async embed(texts: readonly string[]): Promise<VectorRows> {
    const tokens = texts.map((text) => this.#tokensOf(text));
    const length = Math.max(1, ...tokens.map((ids) => ids.length));
    const outputs = await this.#session.run(await this.#inputs(tokens, length));
    const usual = outputs.sentence_embedding ? "sentence_embedding" : (this.#session.outputNames[0] ?? "");
    const name = this.#files.output ?? usual;
    const output = outputs[name];
    if (!output) throw new Error(`The model of texts gives no ${name}.`);
    return pool(output, tokens, this.#files.pooling);
  }

  /** Ids of a text's tokens; of a long one the end is left out, but for its last token, which closes a text. */
  #tokensOf(text: string): number[] {
    const { ids } = this.#tokenizer.encode(text);
    return ids.length <= this.#mostTokens
      ? ids
      : [...ids.slice(0, this.#mostTokens - 1), ...ids.slice(ids.length - 1)];
  }

  async #inputs(tokens: readonly number[][], length: number): Promise<Record<string, Tensor>> {
    const onnx = await onnxRuntime();
    const filled = (value: (ids: readonly number[], i: number) => number) => {
      const rows = tokens.flatMap((ids) => Array.from({ length }, (_, i) => BigInt(value(ids, i))));
      return new onnx.Tensor("int64", BigInt64Array.from(rows), [tokens.length, length]);
    };
    const known: Readonly<Record<string, () => Tensor>> = {
      input_ids: () => filled((ids, i) => ids[i] ?? 0),
      attention_mask: () => filled((ids, i) => (i < ids.length ? 1 : 0)),
      token_type_ids: () => filled(() => 0),
    };
    return Object.fromEntries(
      this.#session.inputNames.map((name) => {
        const make = known[name];
        if (!make) throw new Error(`The model wants ${name}, which no text has.`);
        return [name, make()];
      }),
    );
  }
}

/** A vector for each text of an output [texts, dimensions] or [texts, tokens, dimensions]. */
async function pool(
  output: Tensor,
  tokens: readonly number[][],
  pooling: "mean" | "first",
): Promise<VectorRows> {
  const values = Float32Array.from((await output.getData()) as Float32Array);
  const dimensions = output.dims.at(-1) ?? 0;
  if (output.dims.length === 2) return { dimensions, values };
  const length = output.dims[1] ?? 0;
  const pooled = new Float32Array(tokens.length * dimensions);
  for (const [text, ids] of tokens.entries()) {
    const taken = pooling === "first" ? 1 : ids.length;
    for (let token = 0; token < taken; token++) {
      const from = (text * length + token) * dimensions;
      for (let i = 0; i < dimensions; i++) {
        const at = text * dimensions + i;
        pooled[at] = (pooled[at] ?? 0) + (values[from + i] ?? 0) / taken;
      }
    }
  }
  return { dimensions, values: pooled };
}

async function readJson(path: string): Promise<Record<string, unknown>> {
  return JSON.parse(await readFile(path, "utf8"));
}
