/** Pixels of four bytes, red, green, blue and how opaque; colours are not multiplied by the last. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** A text to draw. Lengths are pixels. */
export interface PaintedText {
  readonly text: string;
  /** Height of a line; its letters are five sixths as large. */
  readonly lineHeight: number;
  readonly font: string;
  readonly bold: boolean;
  readonly align: "left" | "center" | "right";
  /** `#rrggbb` or `#rrggbbaa`. */
  readonly color: string;
  /** Characters (UTF-16) from its beginning that are drawn in full; those after them are fainter. Default all. */
  readonly said?: number;
  /** Lines break where they would be wider, between words where they can. */
  readonly maxWidth: number;
}

/** Draws what is laid over pictures. */
export interface Painter {
  /**
   * An image in a size.
   * @param bytes the image's pixels, as an image reader gives them; or its bytes, which are decoded anew.
   * @throws CutstreamError `invalid_image`, `image_reader_missing`
   */
  image(bytes: Uint8Array, size: { readonly width: number; readonly height: number }): Promise<Raster>;
  /**
   * A text, as wide as its widest line and as high as its lines together, by the fonts of this machine.
   * @throws CutstreamError `invalid_image` where it has no font at all, `image_reader_missing`
   */
  text(text: PaintedText): Promise<Raster>;
}
