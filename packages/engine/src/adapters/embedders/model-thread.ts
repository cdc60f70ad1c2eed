import { CutstreamError } from "../../errors.ts";
import { ONNX_PACKAGES } from "../onnx/onnx-runtime.ts";
import { requirePackages } from "../packages.ts";
import { WorkerThread } from "../threads/worker-thread.ts";
import { unitRows, type VectorRows } from "./vectors.ts";

/** A model in a folder, and the script that runs it. */
export interface ModelThreadOptions {
  /** As its vectors are stored under it. */
  readonly name: string;
  readonly folder: string;
  readonly script: URL;
  /** The script's `workerData`. */
  readonly files: unknown;
  /** Dimensions that its vectors must have. Default: those that the first ones have. */
  readonly dimensions?: number | undefined;
  /** What it means where they have others. */
  readonly mismatch?: string;
}

const PACKAGES = [...ONNX_PACKAGES, "@huggingface/tokenizers"];

/** Texts of one call. */
const TEXTS = 8;

/** How things are embedded. */
export interface EmbedOptions {
  readonly signal?: AbortSignal | undefined;
  /** Things of one call. Others wait until it is answered. */
  readonly batch: number;
  /** Calls that wait are made in this order, higher first. */
  readonly priority: number;
}

/** A thread that turns things into vectors with a model from a folder. */
export class ModelThread {
  readonly #options: ModelThreadOptions;
  readonly #thread: WorkerThread;
  #dimensions: number;

  constructor(options: ModelThreadOptions) {
    const { script, files, folder, dimensions = 0 } = options;
    this.#options = options;
    this.#dimensions = dimensions;
    this.#thread = new WorkerThread({
      script,
      data: files,
      failure: { code: "model_unavailable", message: `The model in ${folder} does not run.` },
    });
  }

  /** 0 until the first answer where they were not given. */
  get dimensions(): number {
    return this.#dimensions;
  }

  /** Vectors of texts; one that comes alone is a query, and goes first. Throws as {@link embed}. */
  embedTexts(task: string, texts: readonly string[], signal?: AbortSignal): Promise<Float32Array[]> {
    return this.embed(task, texts, { signal, batch: TEXTS, priority: texts.length === 1 ? 1 : 0 });
  }

  /**
   * A vector of length 1 for each thing, by one of the script's functions.
   * @throws CutstreamError `model_unavailable`, `cancelled`
   */
  async embed(
    task: string,
    things: readonly unknown[],
    { signal, batch, priority }: EmbedOptions,
  ): Promise<Float32Array[]> {
    requirePackages(PACKAGES, "model_unavailable");
    const vectors: Float32Array[] = [];
    for (let start = 0; start < things.length; start += batch) {
      const some = things.slice(start, start + batch);
      const rows = await this.#thread.call<VectorRows>(task, some, { signal, priority });
      this.#check(rows.dimensions);
      vectors.push(...unitRows(rows, this.#options.name));
    }
    return vectors;
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  #check(dimensions: number): void {
    if (this.#dimensions === 0) this.#dimensions = dimensions;
    if (dimensions === this.#dimensions) return;
    const { name, mismatch } = this.#options;
    const message = `${name} gives ${dimensions} dimensions, not ${this.#dimensions}.`;
    throw new CutstreamError("model_unavailable", mismatch ? `${message} ${mismatch}` : message);
  }
}
