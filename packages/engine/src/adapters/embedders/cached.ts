import { LRUCache } from "lru-cache";
import { CutstreamError } from "../../errors.ts";
import type { Embedder } from "../../seams/embedder.ts";

const QUERIES_KEPT = 1000;

/**
 * An embedder that remembers the vectors of texts that came alone: queries, which are asked again for each page of
 * their results. Texts that come by the hundred are moments, and come once.
 */
export function withQueryCache(embedder: Embedder): Embedder {
  const vectors = new LRUCache<string, Float32Array>({ max: QUERIES_KEPT });
  return {
    model: embedder.model,
    get dimensions() {
      return embedder.dimensions;
    },
    async embed(texts, signal) {
      const [query] = texts;
      if (query === undefined) return [];
      if (texts.length > 1) return embedder.embed(texts, signal);
      if (signal?.aborted) throw new CutstreamError("cancelled", "The work was cancelled.");
      const known = vectors.get(query);
      if (known) return [known.slice()];
      const found = await embedder.embed(texts, signal);
      if (found[0]) vectors.set(query, found[0].slice());
      return found;
    },
    async close() {
      vectors.clear();
      await embedder.close();
    },
  };
}
