import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type FrameCode,
  MAX_FRAME,
  MAX_SOURCE,
  paintFrameCode,
  readFrameCode,
  readFrameCodeStrip,
  STRIP_HEIGHT,
} from "./frame-code.ts";

const code = fc.record({
  source: fc.integer({ min: 0, max: MAX_SOURCE }),
  frame: fc.integer({ min: 0, max: MAX_FRAME }),
});
const size = fc.constantFrom([320, 180], [160, 90], [128, 40], [640, 360], [426, 240], [1920, 1080]);

function picture(width: number, height: number, value: FrameCode): Uint8Array {
  const luma = new Uint8Array(width * height).fill(128);
  paintFrameCode(luma, width, height, value);
  return luma;
}

/** Nearest-neighbour halving, the roughest there is. */
function halved(luma: Uint8Array, width: number, height: number): Uint8Array {
  const half = new Uint8Array((width / 2) * (height / 2));
  for (let y = 0; y < height / 2; y++) {
    for (let x = 0; x < width / 2; x++) half[y * (width / 2) + x] = luma[y * 2 * width + x * 2]!;
  }
  return half;
}

describe("frame code", () => {
  it("reads what was painted, at any size, and at half of it", () => {
    fc.assert(
      fc.property(code, size, (value, [width, height]) => {
        const luma = picture(width!, height!, value);
        expect(readFrameCode(luma, width!, height!)).toEqual(value);
        expect(readFrameCode(halved(luma, width!, height!), width! / 2, height! / 2)).toEqual(value);
      }),
    );
  });

  it("reads the strip alone", () => {
    const strip = picture(320, 180, { source: 3, frame: 1234 }).subarray(0, 320 * 180 * STRIP_HEIGHT);
    expect(readFrameCodeStrip(strip, 320, 36)).toEqual({ source: 3, frame: 1234 });
  });

  it("reads through noise that is smaller than the contrast", () => {
    fc.assert(
      fc.property(code, fc.infiniteStream(fc.integer({ min: -70, max: 70 })), (value, noise) => {
        const luma = picture(128, 40, value);
        const noisy = luma.map((sample) => Math.max(0, Math.min(255, sample + noise.next().value!)));
        expect(readFrameCode(noisy, 128, 40)).toEqual(value);
      }),
      { numRuns: 30 },
    );
  });

  it("never takes a mix of two frames for a third", () => {
    fc.assert(
      fc.property(code, code, fc.integer({ min: 0, max: 320 }), (left, right, seam) => {
        const mixed = picture(320, 180, left);
        const other = picture(320, 180, right);
        for (let y = 0; y < 36; y++) mixed.set(other.subarray(y * 320 + seam, y * 320 + 320), y * 320 + seam);
        // A CRC of 10 bits lets one random mix in 1024 through; neighbours in time differ in few bits and are all caught.
        const read = readFrameCode(mixed, 320, 180);
        if (Math.abs(left.frame - right.frame) < 4 && left.source === right.source) {
          expect([left, right, undefined]).toContainEqual(read);
        }
      }),
    );
  });

  it("catches every mix of neighbouring frames", () => {
    for (let frame = 0; frame < 3000; frame++) {
      const a = picture(128, 40, { source: 5, frame });
      const b = picture(128, 40, { source: 5, frame: frame + 1 });
      const blend = a.map((value, i) => (value + b[i]!) / 2);
      expect(readFrameCode(blend, 128, 40)).toBeUndefined();
    }
  });

  it("finds nothing in pictures without a code", () => {
    for (const value of [0, 16, 128, 235, 255]) {
      expect(readFrameCode(new Uint8Array(320 * 180).fill(value), 320, 180)).toBeUndefined();
    }
    expect(readFrameCode(new Uint8Array(10), 320, 180)).toBeUndefined();
  });

  it("refuses numbers that do not fit", () => {
    const luma = new Uint8Array(320 * 180);
    expect(() => paintFrameCode(luma, 320, 180, { source: 16, frame: 0 })).toThrow(RangeError);
    expect(() => paintFrameCode(luma, 320, 180, { source: 0, frame: MAX_FRAME + 1 })).toThrow(RangeError);
  });
});
