import fc from "fast-check";
import { expect, it } from "vitest";
import { SOURCES } from "./arrangement-arbitraries.contract.ts";
import { tilesOf } from "./tiles.ts";

const source = SOURCES[2] as (typeof SOURCES)[0];

it("pictures fill a clip without gaps, and stay the same when it is trimmed", () => {
  fc.assert(
    fc.property(
      fc.nat(2000),
      fc.integer({ min: 2, max: 900 }),
      fc.double({ min: 0.01, max: 40, noNaN: true }),
      (from, length, per) => {
        const clip = { key: "k1", source, from, to: from + length };
        const tiles = tilesOf(clip, per, 96);
        const [first] = tiles;
        const last = tiles.at(-1);
        expect(first && first.left <= 0 && first.frame >= 0).toBe(true);
        expect(last && last.left + last.width >= length * per - 1e-6 && last.frame < clip.to).toBe(true);
        const frames = tiles.map(({ frame }) => frame);
        const trimmed = tilesOf({ ...clip, from: from + 1 }, per, 96).map(({ frame }) => frame);
        expect(frames.slice(-trimmed.length)).toEqual(trimmed);
        for (const { width } of tiles) expect(width).toBeGreaterThan(67 - 0.1);
      },
    ),
  );
  expect(tilesOf({ key: "k1", source, from: 0, to: 9 }, 0, 96)).toEqual([]);
});
