/**
 * Colour planes as PP-OCR's networks take them: blue, green, red, scaled to 0 to 1 and then by what each network was
 * trained with. The means stand in the order of the planes, which is how PaddleOCR applies them.
 * @param rgb three values from 0 to 255 a pixel
 */
export function planes(
  rgb: ArrayLike<number>,
  { mean, deviation }: { readonly mean: readonly number[]; readonly deviation: readonly number[] },
): Float32Array<ArrayBuffer> {
  const pixels = rgb.length / 3;
  const result = new Float32Array(rgb.length);
  for (let plane = 0; plane < 3; plane++) {
    const offset = mean[plane] ?? 0;
    const scale = 1 / (deviation[plane] ?? 1);
    for (let i = 0; i < pixels; i++) {
      result[plane * pixels + i] = ((rgb[i * 3 + 2 - plane] ?? 0) / 255 - offset) * scale;
    }
  }
  return result;
}
