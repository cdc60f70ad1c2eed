import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mainTrack } from "../../library/library.ts";
import { makeVersion } from "../../testing/made-library.ts";
import type { Surface } from "../../timeline/surface.ts";
import { cutPieces } from "../project/tracks.ts";
import { renderPieces } from "./render-pieces.ts";

const SQUARE: Surface = {
  frame: { width: 1, height: 1, size: null, fit: "pad", background: "blur" },
  windows: [],
  overlays: [],
};
/** Frames of a second. */
const SECOND = 25;

const gops = fc.array(fc.integer({ min: 2, max: 120 }), { minLength: 4, maxLength: 12 });

function lay(lengths: readonly number[], from: number, to: number, start = 0) {
  const video = mainTrack(makeVersion({ gops: lengths, chunkFrames: 50 }));
  const { pieces } = renderPieces(SQUARE)({ video, tallest: video, from, to, start });
  return { pieces, video };
}

const lengthsOf = (pieces: readonly { readonly from: number; readonly to: number }[]) =>
  pieces.map(({ from, to }) => to - from);

describe("rendered pieces", () => {
  it("follow one another without a hole, and a stream's first last a second where the range does", () => {
    fc.assert(
      fc.property(gops, fc.nat(), fc.nat(), (lengths, a, b) => {
        const frames = lengths.reduce((sum, length) => sum + length, 0);
        const from = a % (frames - 2);
        const to = from + 2 + (b % (frames - from - 1));
        const { pieces } = lay(lengths, from, to);
        expect(pieces[0]?.from).toBe(from);
        expect(pieces.at(-1)?.to).toBe(to);
        for (const [n, piece] of pieces.slice(1).entries()) expect(piece.from).toBe(pieces[n]?.to);
        expect(pieces[0]?.to).toBeGreaterThanOrEqual(Math.min(to, from + SECOND));
        expect(Math.max(...lengthsOf(pieces))).toBeLessThanOrEqual(3 * SECOND);
      }),
    );
  });

  it("are those of all who pass through, but for a stream's first", () => {
    const { pieces, video } = lay(Array<number>(8).fill(50), 45, 400);
    const plain = cutPieces(video, 45, 400);
    expect(lengthsOf(plain).slice(0, 2)).toEqual([5, 50]);
    expect(lengthsOf(pieces).slice(0, 2)).toEqual([28, 27]);
    expect(lengthsOf(pieces).slice(2)).toEqual(lengthsOf(plain).slice(2));
    const later = lay(Array<number>(8).fill(50), 45, 400, 1).pieces;
    expect(lengthsOf(later)).toEqual(lengthsOf(plain));
  });
});
