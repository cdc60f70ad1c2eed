import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseRange } from "./range.ts";

describe("parseRange", () => {
  it.each([
    [undefined, { kind: "whole" }],
    ["bytes=0-0", { kind: "part", start: 0, end: 1 }],
    ["bytes=2-", { kind: "part", start: 2, end: 10 }],
    ["bytes=2-100", { kind: "part", start: 2, end: 10 }],
    ["bytes=-3", { kind: "part", start: 7, end: 10 }],
    ["bytes=-100", { kind: "part", start: 0, end: 10 }],
    ["bytes=10-", { kind: "unsatisfiable" }],
    ["bytes=99-100", { kind: "unsatisfiable" }],
    ["bytes=-0", { kind: "unsatisfiable" }],
    ["bytes=5-2", { kind: "whole" }],
    ["bytes=0-1,4-5", { kind: "whole" }],
    ["bytes=-", { kind: "whole" }],
    ["items=0-1", { kind: "whole" }],
    ["bytes=a-b", { kind: "whole" }],
  ])("reads %j of ten bytes", (header, expected) => {
    expect(parseRange(header, 10)).toEqual(expected);
  });

  it("never leaves the body", () => {
    const number = fc.option(fc.nat(300), { nil: "" });
    fc.assert(
      fc.property(number, number, fc.nat(200), (first, last, size) => {
        const range = parseRange(`bytes=${first}-${last}`, size);
        if (range.kind !== "part") return;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeLessThanOrEqual(size);
        expect(range.end).toBeGreaterThan(range.start);
      }),
    );
  });
});
