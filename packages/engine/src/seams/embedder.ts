/** Turns text into vectors whose cosine tells how near their meanings are. */
export interface Embedder {
  /** Name and version: vectors of different models are never compared. */
  readonly model: string;
  /** 0 until the first answer, where nothing but the answers tells. */
  readonly dimensions: number;
  /**
   * Any text has a vector: of a long one its beginning counts, and all empty ones have the same.
   * @returns one vector of length 1 for each text, in order; the caller's to keep and change
   * @throws CutstreamError `model_unavailable` where the model or its endpoint cannot be used, `cancelled`
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}
