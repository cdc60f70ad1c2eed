import { describe, expect, it } from "vitest";
import { levelFor } from "./level.ts";

describe("the level of a picture's size and rate", () => {
  const at = (rate: number) => ({ num: rate, den: 1 });

  it.each([
    [202, 360, 30, 30],
    [640, 480, 30, 30],
    [1280, 720, 30, 31],
    [720, 1280, 30, 31],
    [1280, 720, 60, 32],
    [1920, 1080, 30, 40],
    [1920, 1080, 60, 42],
    [3840, 2160, 30, 51],
    [3840, 2160, 60, 52],
    [16, 4096, 25, 40],
  ])("%ix%i at %i frames a second is %i", (width, height, rate, level) => {
    expect(levelFor(width, height, at(rate))).toBe(level);
  });

  it("is the highest where nothing else does", () => {
    expect(levelFor(16_384, 16_384, at(60))).toBe(62);
  });
});
