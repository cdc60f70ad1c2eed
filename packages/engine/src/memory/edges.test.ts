import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { framesOf, pad, snap } from "./edges.ts";

const grid = { frameFlicks: 100, frameCount: 50 };

describe("framesOf", () => {
  it("are the frames shown meanwhile, inside the video, one at least", () => {
    expect(framesOf({ start: 0, end: 5000 }, grid)).toEqual({ from: 0, to: 50 });
    expect(framesOf({ start: 99, end: 101 }, grid)).toEqual({ from: 0, to: 2 });
    expect(framesOf({ start: 100, end: 100 }, grid)).toEqual({ from: 1, to: 2 });
    expect(framesOf({ start: -500, end: 9999 }, grid)).toEqual({ from: 0, to: 50 });
    expect(framesOf({ start: 7000, end: 9999 }, grid)).toEqual({ from: 49, to: 50 });
  });

  it("hold every stretch on the grid exactly", () => {
    fc.assert(
      fc.property(fc.nat(49), fc.integer({ min: 1, max: 50 }), (from, length) => {
        const to = Math.min(50, from + length);
        expect(framesOf({ start: from * 100, end: to * 100 }, grid)).toEqual({ from, to });
      }),
    );
  });
});

describe("snap", () => {
  const units = [
    { start: 0, end: 100 },
    { start: 100, end: 300 },
    { start: 300, end: 400 },
  ];

  it("moves edges outwards to those of the units they lie in", () => {
    expect(snap({ start: 150, end: 310 }, units)).toEqual({ start: 100, end: 400 });
    expect(snap({ start: 100, end: 300 }, units)).toEqual({ start: 100, end: 300 });
    expect(snap(pad({ start: 100, end: 300 }, 1, 1), units)).toEqual({ start: 0, end: 400 });
  });

  it("leaves edges alone that lie in none", () => {
    expect(snap({ start: 150, end: 450 }, units.slice(2))).toEqual({ start: 150, end: 450 });
  });
});
