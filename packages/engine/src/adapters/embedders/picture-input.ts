import type { RgbImage } from "../../seams/image-embedder.ts";
import { resample } from "../analysers/scenes/pictures/resample.ts";

/** What a tower that sees takes: `preprocessor_config.json` of transformers. */
export interface PictureInput {
  /** Pixels that it sees: the middle of the picture, once that is scaled. */
  readonly width: number;
  readonly height: number;
  /** What the picture is scaled to before: its shorter side to a length, or both sides, out of shape. */
  readonly scale: { readonly shorterSide: number } | { readonly width: number; readonly height: number };
  /** Makes bytes into the values that mean and deviation are of, one for each of red, green and blue. */
  readonly factor: number;
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

/** A picture as the tower takes it: planes of red, green and blue. */
export function pictureValues(picture: RgbImage, input: PictureInput): Float32Array<ArrayBuffer> {
  const { width, height, factor, mean, deviation } = input;
  const rgb = resample(picture, middle(picture, input), width, height);
  const pixels = width * height;
  const values = new Float32Array(3 * pixels);
  for (let plane = 0; plane < 3; plane++) {
    const [offset = 0, scale = 1] = [mean[plane], deviation[plane]];
    for (let i = 0; i < pixels; i++) {
      values[plane * pixels + i] = ((rgb[3 * i + plane] ?? 0) * factor - offset) / scale;
    }
  }
  return values;
}

/** The part of a picture that is seen, in its pixels. */
function middle(picture: RgbImage, { width, height, scale }: PictureInput) {
  const shorter = Math.min(picture.width, picture.height);
  const across = "shorterSide" in scale ? shorter / scale.shorterSide : picture.width / scale.width;
  const down = "shorterSide" in scale ? shorter / scale.shorterSide : picture.height / scale.height;
  const seen = { width: width * across, height: height * down };
  return { x: (picture.width - seen.width) / 2, y: (picture.height - seen.height) / 2, ...seen };
}
