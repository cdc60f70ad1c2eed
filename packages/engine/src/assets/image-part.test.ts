import { describe, expect, test } from "vitest";
import { imagePart } from "./image-part.ts";

const image = { width: 400, height: 200 };

describe("part of an image", () => {
  test("is all of it where nothing is asked", () => {
    const whole = { left: 0, top: 0, ...image };
    expect(imagePart(image, {})).toEqual({ part: whole, size: whole });
  });

  test("loses its sides, then what does not fit the shape", () => {
    const { part, size } = imagePart(image, {
      crop: { left: 0.25 },
      aspect: { width: 1, height: 1, by: "crop" },
    });
    expect(part).toEqual({ left: 150, top: 0, width: 200, height: 200 });
    expect(size).toEqual({ width: 200, height: 200 });
  });

  test("is bent into a shape", () => {
    const { part, size } = imagePart(image, { aspect: { width: 16, height: 9, by: "stretch" } });
    expect(part).toEqual({ left: 0, top: 0, width: 400, height: 200 });
    expect(size).toEqual({ width: 400, height: 225 });
  });

  test.each([{ left: 0.5, right: 0.5 }, { top: -0.1 }, { top: 20 }, { top: Number.NaN }])(
    "cannot be nothing: %j",
    (crop) => expect(() => imagePart(image, { crop })).toThrow(/must be left/),
  );
});
