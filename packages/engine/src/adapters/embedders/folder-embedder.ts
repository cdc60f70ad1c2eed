import { CutstreamError } from "../../errors.ts";
import type { Embedder } from "../../seams/embedder.ts";
import { ONNX_PACKAGES } from "../onnx/onnx-runtime.ts";
import { missingPackage } from "../packages.ts";
import { WorkerThread } from "../threads/worker-thread.ts";
import { withQueryCache } from "./cached.ts";
import { readModelFolder } from "./model-folder.ts";
import { plainText } from "./text.ts";
import type { EmbeddedTexts } from "./text-model.ts";
import { unitVector } from "./vectors.ts";

/** A model in a folder. */
export interface FolderEmbedderOptions {
  /** A folder as model hubs have it: an ONNX file and `tokenizer.json`. */
  readonly folder: string;
  /** Dimensions that its vectors must have. Default: those that they have. */
  readonly dimensions?: number | undefined;
}

const PACKAGES = [...ONNX_PACKAGES, "@huggingface/tokenizers"];
const BATCH = 8;
/** Characters, about 1,000 tokens: more than most models read. */
const LONGEST = 4000;

/**
 * An embedder in a folder of the user's: a sentence transformer exported to ONNX, in a thread of its own. Its
 * dimensions are 0 until the first answer where they are not given.
 * @throws CutstreamError `model_unavailable` where the folder does not hold such a model
 */
export function createFolderEmbedder(options: FolderEmbedderOptions): Embedder {
  return withQueryCache(new FolderEmbedder(options));
}

class FolderEmbedder implements Embedder {
  readonly model: string;
  readonly #thread: WorkerThread;
  #dimensions: number;

  constructor({ folder, dimensions = 0 }: FolderEmbedderOptions) {
    const files = readModelFolder(folder);
    this.model = files.name;
    this.#dimensions = dimensions;
    this.#thread = new WorkerThread({
      script: new URL("./folder.worker.ts", import.meta.url),
      data: files,
      failure: { code: "model_unavailable", message: `The model in ${folder} does not run.` },
    });
  }

  get dimensions(): number {
    return this.#dimensions;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]> {
    const missing = missingPackage(PACKAGES);
    if (missing) {
      const message = `The package ${missing} is not installed: npm i ${missing}`;
      throw new CutstreamError("model_unavailable", message);
    }
    const vectors: Float32Array[] = [];
    const priority = texts.length === 1 ? 1 : 0;
    for (let start = 0; start < texts.length; start += BATCH) {
      const batch = texts.slice(start, start + BATCH).map((text) => plainText(text, LONGEST));
      const given = await this.#thread.call<EmbeddedTexts>("embed", batch, { signal, priority });
      this.#check(given.dimensions);
      for (let at = 0; at < given.values.length; at += given.dimensions) {
        vectors.push(unitVector(given.values.subarray(at, at + given.dimensions), this.model));
      }
    }
    return vectors;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  #check(dimensions: number): void {
    if (this.#dimensions === 0) this.#dimensions = dimensions;
    if (dimensions === this.#dimensions) return;
    const message = `${this.model} gives ${dimensions} dimensions, not ${this.#dimensions}.`;
    throw new CutstreamError("model_unavailable", message);
  }
}
