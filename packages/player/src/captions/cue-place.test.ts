import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CueSettings, placeCue } from "./cue-place.ts";

const PLAIN: CueSettings = {
  line: "auto",
  snapToLines: true,
  lineAlign: "start",
  position: "auto",
  positionAlign: "auto",
  size: 100,
  align: "center",
};

describe("where a cue lies", () => {
  it("is the bottom, all across, without settings", () => {
    expect(placeCue(PLAIN)).toEqual({ left: 0, width: 100, top: null, shift: 0, align: "center" });
  });

  it("is what the style lower-third asks for", () => {
    const lower = { ...PLAIN, line: 72, snapToLines: false, position: 6, size: 60, align: "start" } as const;
    expect(placeCue(lower)).toEqual({ left: 6, width: 60, top: 72, shift: 0, align: "left" });
  });

  it("counts lines from the top, and from the bottom where they are negative", () => {
    expect(placeCue({ ...PLAIN, line: 0 })).toMatchObject({ top: 0, shift: 0 });
    expect(placeCue({ ...PLAIN, line: -1 })).toMatchObject({ top: 100, shift: 100 });
  });

  it("is inside, whatever the settings", () => {
    const percent = fc.double({ min: 0, max: 100, noNaN: true });
    const settings = fc.record({
      line: fc.oneof(fc.constant("auto" as const), fc.integer({ min: -40, max: 140 })),
      snapToLines: fc.boolean(),
      lineAlign: fc.constantFrom("start", "center", "end"),
      position: fc.oneof(fc.constant("auto" as const), percent),
      positionAlign: fc.constantFrom("line-left", "center", "line-right", "auto"),
      size: percent,
      align: fc.constantFrom("start", "center", "end", "left", "right"),
    });
    fc.assert(
      fc.property(settings as fc.Arbitrary<CueSettings>, (cue) => {
        const { left, width, top } = placeCue(cue);
        expect(left).toBeGreaterThanOrEqual(-1e-9);
        expect(left + width).toBeLessThanOrEqual(100 + 1e-9);
        if (top !== null) expect(top >= 0 && top <= 100).toBe(true);
      }),
    );
  });
});
