/** Turns text into vectors whose cosine tells how near their meanings are. */
export interface Embedder {
  /** Name and version: vectors of different models are never compared. */
  readonly model: string;
  readonly dimensions: number;
  /**
   * @returns one vector of length 1 for each text, in order.
   * @throws CutstreamError `model_unavailable` where the model or its endpoint cannot be used, `cancelled`
   */
  embed(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}
