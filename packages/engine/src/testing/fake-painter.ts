import type { Painter } from "../seams/painter.ts";

/** A painter for tests: images are white, and texts as many pixels wide as they have characters. */
export function createFakePainter(): Painter {
  const white = (width: number, height: number) => ({
    width,
    height,
    data: new Uint8Array(width * height * 4).fill(255),
  });
  return {
    image: async (_, { width, height }) => white(width, height),
    text: async ({ text, lineHeight }) => white(text.length, Math.round(lineHeight)),
  };
}
