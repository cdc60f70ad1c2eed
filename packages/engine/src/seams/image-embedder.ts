/** Turns pictures and texts into vectors of one space: a cosine tells how well a text says what a picture shows. */
export interface ImageEmbedder {
  /** Name and version: vectors of different models are never compared. */
  readonly model: string;
  /** 0 until the first answer, where nothing but the answers tells. */
  readonly dimensions: number;
  /**
   * @returns one vector of length 1 for each picture, in order
   * @throws CutstreamError `model_unavailable` where the model cannot be used, `cancelled`
   */
  embedImages(pictures: readonly RgbImage[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  /** As {@link embedImages}, for texts; of a long one its beginning counts. */
  embedTexts(texts: readonly string[], signal?: AbortSignal): Promise<readonly Float32Array[]>;
  close(): Promise<void>;
}

/** An RGB picture of any size: three bytes a pixel, row by row. */
export interface RgbImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
