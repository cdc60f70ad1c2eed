/** Says in plain words what a scene shows. */
export interface Captioner {
  /** Name and version, stored with what it said. */
  readonly model: string;
  /**
   * @param pictures of one scene, in order
   * @returns a sentence or two in English
   * @throws CutstreamError `model_unavailable` where the model or its endpoint cannot be used, `cancelled`
   */
  caption(pictures: readonly CaptionPicture[], signal: AbortSignal): Promise<string>;
}

/** An RGB picture: three bytes a pixel, row by row. */
export interface CaptionPicture {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}
