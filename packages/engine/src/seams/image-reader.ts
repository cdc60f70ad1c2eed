/** An image that was decoded whole, and that browsers can show as they show any. */
export interface ReadImage {
  readonly format: "png" | "jpeg" | "webp";
  /** Pixels, as it is shown. */
  readonly width: number;
  readonly height: number;
  readonly bytes: Uint8Array;
  /** What was decoded, to be kept beside it: whatever is drawn of it later is drawn of these, and no decoder runs. */
  readonly pixels: Uint8Array;
}

/** Reads images that come from anywhere. */
export interface ImageReader {
  /**
   * Decodes a still PNG, JPEG or WebP and passes it on as it is; draws an SVG, without scripts and without anything
   * from outside, and passes on a PNG. Looks at the size that the header tells before it decodes anything, and decodes
   * where a decoder that is taken over has nothing of the server.
   * @throws CutstreamError `invalid_image`, `image_too_large`, `image_reader_missing`
   */
  read(bytes: Uint8Array): Promise<ReadImage>;
  /**
   * Cuts a part out of an image that was read, and gives it this size, however it bends.
   * @param bytes the image's pixels; or its bytes, which are decoded anew.
   * @throws CutstreamError `invalid_image`, `image_reader_missing`
   */
  cut(bytes: Uint8Array, part: ImagePart, size: ImageSize): Promise<ReadImage>;
}

/** Pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** Part of an image as it is shown, in pixels. */
export interface ImagePart extends ImageSize {
  readonly left: number;
  readonly top: number;
}
