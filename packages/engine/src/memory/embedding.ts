import type { Embedder } from "../seams/embedder.ts";
import type { MomentStore } from "../seams/moment-store.ts";

/** Gives moments their vectors, behind everything else. */
export interface Embedding {
  /** Model of the vectors; null where there is none. */
  readonly model: string | null;
  /** There may be moments without a vector. */
  wake(): void;
  /**
   * Resolves once every moment that there was has its vector; rejects with why it could not be made. Without a model
   * there is nothing to wait for.
   */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** Texts embedded at a time. */
const BATCH = 64;

/**
 * Opens the loop that embeds. What an earlier model made is forgotten and made anew.
 * @param others models whose vectors are made elsewhere, and kept
 */
export function createEmbedding(
  store: MomentStore,
  embedder: Embedder | null,
  others: readonly string[] = [],
): Embedding {
  if (!embedder) {
    return {
      model: null,
      wake: () => undefined,
      caughtUp: async () => undefined,
      close: async () => undefined,
    };
  }
  const { model } = embedder;
  const closing = new AbortController();
  let running: Promise<void> | null = null;
  let again = true;
  let isForeignGone = false;

  const catchUp = async (): Promise<void> => {
    if (!isForeignGone) await store.keepOnlyVectors([model, ...others]);
    isForeignGone = true;
    while (again) {
      again = false;
      for (;;) {
        closing.signal.throwIfAborted();
        const batch = await store.withoutVector(model, BATCH);
        if (batch.length === 0) break;
        const vectors = await embedder.embed(
          batch.map(({ text }) => text),
          closing.signal,
        );
        await store.setVectors(
          model,
          batch.flatMap(({ id }, n) => {
            const vector = vectors[n];
            return vector ? [{ id, vector }] : [];
          }),
        );
      }
    }
  };

  const run = (): Promise<void> => {
    again = true;
    running ??= catchUp().finally(() => {
      running = null;
    });
    return running;
  };

  return {
    model,
    // whoever waits for it gets the outcome; the next to wake it tries again
    wake: () => void run().catch(() => undefined),
    caughtUp: run,
    async close() {
      closing.abort();
      await running?.catch(() => undefined);
    },
  };
}
