import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RgbPicture } from "./picture.ts";
import { fit, resample, unfitted } from "./resample.ts";

const whole = ({ width, height }: RgbPicture) => ({ x: 0, y: 0, width, height });

function made(width: number, height: number, value: (x: number, y: number) => number): RgbPicture {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.fill(value(x, y), (y * width + x) * 3, (y * width + x) * 3 + 3);
  }
  return { width, height, data };
}

describe("resample", () => {
  test("gives a picture back at its own size", () => {
    const picture = made(7, 5, (x, y) => x * 10 + y);
    expect([...resample(picture, whole(picture), 7, 5)]).toEqual([...picture.data]);
  });

  test("averages what shrinks: stripes become grey, not stripes", () => {
    const stripes = made(64, 8, (x) => (x % 2) * 200);
    for (const value of resample(stripes, whole(stripes), 8, 4))
      expect(Math.abs(value - 100)).toBeLessThan(8);
  });

  test("takes a part", () => {
    const halves = made(20, 10, (x) => (x < 10 ? 0 : 255));
    expect(new Set(resample(halves, { x: 12, y: 2, width: 6, height: 6 }, 3, 3))).toEqual(new Set([255]));
    expect(new Set(resample(halves, { x: 1.5, y: 0, width: 6.5, height: 10 }, 24, 24))).toEqual(new Set([0]));
  });

  test("keeps an even picture even, at any size", () => {
    const side = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(side, side, side, side, fc.integer({ min: 0, max: 255 }), (w, h, toW, toH, value) => {
        const picture = made(w, h, () => value);
        for (const found of resample(picture, whole(picture), toW, toH)) expect(found).toBeCloseTo(value, 2);
      }),
    );
  });
});

describe("fit", () => {
  test("centres a picture between black bars, and finds boxes in it again", () => {
    const fitted = fit(
      made(16, 9, () => 100),
      32,
      32,
    );
    expect(fitted.inner).toEqual({ x: 0, y: 7, width: 32, height: 18 });
    expect(fitted.values[6 * 32 * 3]).toBe(0);
    expect(fitted.values[7 * 32 * 3]).toBeCloseTo(100, 3);
    expect(fitted.values[24 * 32 * 3]).toBeCloseTo(100, 3);
    expect(fitted.values[25 * 32 * 3]).toBe(0);
    expect(unfitted({ x: 8, y: 7, width: 16, height: 9 }, fitted)).toEqual({
      x: 0.25,
      y: 0,
      width: 0.5,
      height: 0.5,
    });
  });
});
