import { describe, expect, test } from "vitest";
import { colourName, lookOf } from "./colours.ts";
import { cameraMoves, isSamePicture, lumaGrid } from "./luma-grid.ts";
import type { RgbPicture } from "./picture.ts";

type Rgb = readonly [number, number, number];

function made(width: number, height: number, colour: (x: number, y: number) => Rgb): RgbPicture {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 3);
  }
  return { width, height, data };
}

describe("colourName", () => {
  test.each<[string, Rgb]>([
    ["black", [0, 0, 0]],
    ["black", [30, 34, 30]],
    ["white", [255, 255, 255]],
    ["white", [240, 236, 228]],
    ["grey", [128, 128, 128]],
    ["red", [200, 20, 20]],
    ["red", [120, 10, 20]],
    ["orange", [255, 140, 0]],
    ["yellow", [255, 225, 30]],
    ["green", [30, 130, 40]],
    ["green", [64, 208, 150]],
    ["blue", [20, 40, 200]],
    ["blue", [135, 190, 235]],
    ["purple", [130, 30, 180]],
    ["pink", [255, 150, 170]],
    ["brown", [110, 70, 40]],
    ["brown", [150, 110, 80]],
  ])("calls %s what people call so", (name, [red, green, blue]) => {
    expect(colourName(red, green, blue)).toBe(name);
  });
});

describe("lookOf", () => {
  test("measures shares of colours, without black bars", () => {
    const film = made(160, 120, (x, y) => {
      if (y < 20 || y >= 100) return [2, 2, 2];
      return x < 120 ? [30, 130, 40] : [20, 40, 200];
    });
    const { colours, isBlack, isGrey } = lookOf(film);
    expect(colours.green).toBeCloseTo(0.75, 1);
    expect(colours.blue).toBeCloseTo(0.25, 1);
    expect(colours.black ?? 0).toBeLessThan(0.06);
    expect([isBlack, isGrey]).toEqual([false, false]);
  });

  test("knows black pictures, and films without colour", () => {
    expect(lookOf(made(64, 64, () => [3, 5, 4]))).toMatchObject({ isBlack: true, light: 0 });
    expect(lookOf(made(64, 64, (x) => [x * 4, x * 4 + 1, x * 4]))).toMatchObject({
      isBlack: false,
      isGrey: true,
    });
    expect(lookOf(made(64, 64, () => [120, 128, 140]))).toMatchObject({ isGrey: false });
  });

  test("tells light from dark", () => {
    expect(lookOf(made(64, 64, () => [250, 250, 250])).light).toBeGreaterThan(0.9);
    expect(lookOf(made(64, 64, () => [40, 50, 45])).light).toBeLessThan(0.3);
    expect(lookOf(made(64, 64, () => [180, 0, 0])).light).toBeGreaterThan(0.5);
  });
});

/** A textured picture seen from `shift` pixels to the right, with a bright thing at `thing`. */
function scene(shift: number, thing?: number): RgbPicture {
  return made(320, 180, (x, y) => {
    if (thing !== undefined && Math.abs(x - thing) < 24 && Math.abs(y - 90) < 24) return [255, 255, 255];
    const u = x + shift;
    const value = 90 + 60 * Math.sin(u / 9) * Math.cos(y / 11) + 40 * Math.sin((u + 2 * y) / 23);
    return [value, value, value];
  });
}

describe("cameraMoves", () => {
  test("sees a camera that turns", () => {
    expect(cameraMoves(lumaGrid(scene(0)), lumaGrid(scene(8)))).toBe(true);
  });

  test("sees that it stands still while something moves", () => {
    expect(cameraMoves(lumaGrid(scene(0)), lumaGrid(scene(0)))).toBe(false);
    expect(cameraMoves(lumaGrid(scene(0, 100)), lumaGrid(scene(0, 140)))).toBe(false);
  });

  test("says nothing of a plain wall", () => {
    const wall = lumaGrid(made(320, 180, () => [120, 120, 120]));
    expect(cameraMoves(wall, wall)).toBeUndefined();
  });
});

describe("isSamePicture", () => {
  test("lets noise pass, and no line of text", () => {
    const noisy = (seed: number) =>
      made(640, 360, (x, y) => {
        const value = 100 + ((x * 31 + y * 17 + seed * 7) % 5);
        return [value, value, value];
      });
    const page = lumaGrid(noisy(1));
    expect(isSamePicture(page, lumaGrid(noisy(2)))).toBe(true);
    const text = made(640, 360, (x, y) =>
      y > 200 && y < 212 && x < 100 && x % 4 < 2 ? [0, 0, 0] : [101, 101, 101],
    );
    expect(isSamePicture(page, lumaGrid(text))).toBe(false);
  });
});
