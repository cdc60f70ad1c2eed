import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseFrame } from "./time-input.ts";

const ntsc = { num: 30_000, den: 1001 };

describe("chooseFrame", () => {
  it("takes seconds, fractions and frames", () => {
    expect(chooseFrame(1, { num: 25, den: 1 }, 100, "start")).toEqual({ frame: 25, error: 0 });
    expect(chooseFrame("1001/30000", ntsc, 100, "start")).toEqual({ frame: 1, error: 0 });
    expect(chooseFrame("2.5", { num: 24, den: 1 }, 100, "start")).toEqual({ frame: 60, error: 0 });
    expect(chooseFrame({ frame: 7 }, ntsc, 100, "start")).toEqual({ frame: 7, error: 0 });
  });

  it("is off by half a frame at most, and says by how much", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 3300, noNaN: true }), (seconds) => {
        const { frame, error } = chooseFrame(seconds, ntsc, 100_000, "start");
        expect(Math.abs(error)).toBeLessThanOrEqual(0.5);
        expect(frame - error).toBeCloseTo((seconds * 30_000) / 1001, 6);
      }),
    );
  });

  it("finds every frame by its own exact time, far into a long video", () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (frame) => {
        expect(chooseFrame(`${frame * 1001}/30000`, ntsc, 10_000_001, "t")).toEqual({ frame, error: 0 });
      }),
    );
  });

  it("allows half a frame beyond the ends and no more", () => {
    expect(chooseFrame(4.02, { num: 25, den: 1 }, 100, "end").frame).toBe(100);
    expect(chooseFrame(-0.02, { num: 25, den: 1 }, 100, "start").frame).toBe(0);
    expect(() => chooseFrame(4.021, { num: 25, den: 1 }, 100, "clips[2].end")).toThrow(
      "clips[2].end is 4.021, outside",
    );
    expect(() => chooseFrame(-1, { num: 25, den: 1 }, 100, "start")).toThrow("outside");
  });

  it.each([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    "abc",
    "1/0",
    "",
    "1e3",
    "0x10",
    { frame: 1.5 },
    { frame: Number.NaN },
  ])("refuses %s", (time) => {
    expect(() => chooseFrame(time, ntsc, 100, "start")).toThrow(
      expect.objectContaining({ code: "invalid_time" }),
    );
  });
});
