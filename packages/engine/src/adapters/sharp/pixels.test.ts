import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arePixels, packPixels, unpackPixels } from "./pixels.ts";

const raster = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) => {
    const length = width * height * 4;
    return fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      data: fc.uint8Array({ minLength: length, maxLength: length }),
    });
  });

describe("kept pixels", () => {
  it("come back as they were", async () => {
    await fc.assert(
      fc.asyncProperty(raster, async (image) => {
        const packed = await packPixels(image);
        expect(arePixels(packed)).toBe(true);
        const { width, height, data } = await unpackPixels(packed);
        expect({ width, height, data: Uint8Array.from(data) }).toEqual(image);
      }),
      { numRuns: 50 },
    );
  });

  it("are refused where something of them is missing or more than they say", async () => {
    const packed = await packPixels({ width: 2, height: 2, data: new Uint8Array(16).fill(7) });
    const smaller = await packPixels({ width: 2, height: 2, data: new Uint8Array(12) });
    const larger = await packPixels({ width: 2, height: 2, data: new Uint8Array(1_000_000) });
    const none = await packPixels({ width: 0, height: 2, data: new Uint8Array() });
    const vast = await packPixels({ width: 0xffff_ffff, height: 0xffff_ffff, data: new Uint8Array() });
    for (const bytes of [smaller, larger, none, vast, packed.subarray(0, 20), packed.subarray(0, -3)])
      await expect(unpackPixels(bytes)).rejects.toMatchObject({ code: "invalid_image" });
  });
});
