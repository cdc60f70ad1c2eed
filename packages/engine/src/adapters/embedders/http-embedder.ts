import { z } from "zod";
import { CutstreamError } from "../../errors.ts";
import type { Embedder } from "../../seams/embedder.ts";
import { type JsonEndpointOptions, postJson } from "../http/json-endpoint.ts";
import { type ModelEndpointOptions, modelEndpoint } from "../http/model-endpoint.ts";
import { withQueryCache } from "./cached.ts";
import { plainText } from "./text.ts";
import { unitVector } from "./vectors.ts";

const BATCH = 64;
/** Characters, about 1,000 tokens: beyond what many models read, and within what endpoints accept. */
const LONGEST = 4000;

const Answer = z.object({
  data: z.array(z.object({ index: z.int().nonnegative().optional(), embedding: z.array(z.number()) })),
});

/**
 * An embedder behind an OpenAI-compatible `/embeddings`. Its dimensions are 0 until the first answer, which settles
 * them; one of another length later is an error, since it comes from another model.
 * @throws CutstreamError `model_unavailable` where the URL is none
 */
export function createHttpEmbedder(options: ModelEndpointOptions): Embedder {
  return withQueryCache(new HttpEmbedder(options));
}

class HttpEmbedder implements Embedder {
  readonly model: string;
  readonly #endpoint: JsonEndpointOptions;
  readonly #closing = new AbortController();
  #dimensions = 0;

  constructor(options: ModelEndpointOptions) {
    this.model = options.model;
    this.#endpoint = modelEndpoint(options, "/embeddings");
  }

  get dimensions(): number {
    return this.#dimensions;
  }

  async embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]> {
    const stop = signal ? AbortSignal.any([signal, this.#closing.signal]) : this.#closing.signal;
    const vectors: Float32Array[] = [];
    for (let start = 0; start < texts.length; start += BATCH) {
      vectors.push(...(await this.#embedBatch(texts.slice(start, start + BATCH), stop)));
    }
    return vectors;
  }

  async close(): Promise<void> {
    this.#closing.abort();
  }

  async #embedBatch(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    const input = texts.map((text) => plainText(text, LONGEST));
    const body = { model: this.model, input, encoding_format: "float" };
    const answer = Answer.safeParse(await postJson(this.#endpoint, body, signal));
    if (!answer.success) throw this.#unusable("gives no list of embeddings", answer.error);
    const vectors: (Float32Array | undefined)[] = Array(texts.length);
    for (const [place, { index = place, embedding }] of answer.data.data.entries()) {
      vectors[index] = unitVector(embedding, this.#where());
      this.#checkDimensions(embedding.length);
    }
    const whole = vectors.filter((vector) => vector !== undefined);
    if (whole.length !== texts.length || vectors.length !== texts.length) {
      throw this.#unusable(`gives ${answer.data.data.length} embeddings for ${texts.length} texts`);
    }
    return whole;
  }

  #checkDimensions(length: number): void {
    if (this.#dimensions === 0) this.#dimensions = length;
    if (length === this.#dimensions) return;
    throw this.#unusable(`gives ${length} dimensions, and gave ${this.#dimensions} before`);
  }

  #unusable(what: string, cause?: unknown): CutstreamError {
    return new CutstreamError("model_unavailable", `${this.#where()} ${what}.`, { cause });
  }

  #where(): string {
    return `${this.model} at ${this.#endpoint.url.host}`;
  }
}
