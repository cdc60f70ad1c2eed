import { anchorPoint } from "./anchors.ts";
import type { OverlayPlace } from "./surface.ts";

/** A rectangle of a picture, as fractions of its width and height from its top left. */
export interface PictureBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

interface Shape {
  readonly width: number;
  readonly height: number;
}

/** Where an image lies on a picture: as wide as its place says, and as high as its own shape makes it. */
export function imageBox({ anchor, x, y, size }: OverlayPlace, image: Shape, picture: Shape): PictureBox {
  const width = size ?? 0;
  const height = (width * picture.width * image.height) / (picture.height * image.width);
  const from = anchorPoint(anchor);
  return { left: x - from.x * width, top: y - from.y * height, width, height };
}
