import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseClipSpec } from "./clip-spec.ts";

describe("parseClipSpec", () => {
  it.each([
    ["v1@12.5-20", { video: "v1", start: 12.5, end: 20, cut: "exact" }],
    ["v1@f100-f200", { video: "v1", start: { frame: 100 }, end: { frame: 200 }, cut: "exact" }],
    ["v1@1001/30000-2", { video: "v1", start: "1001/30000", end: 2, cut: "exact" }],
    ["a-b@c@.5-1.", { video: "a-b@c", start: 0.5, end: 1, cut: "exact" }],
  ])("reads %s", (text, clip) => expect(parseClipSpec(text)).toEqual({ text, clip }));

  it.each([
    "v1",
    "v1@",
    "v1@1",
    "v1@1-",
    "@1-2",
    "v1@-1-2",
    "v1@a-b",
    "v1@1/0-2",
    "v1@1e3-2",
    "v1@f-1",
    "v1@1-2-3",
    "v1@NaN-2",
  ])("refuses %s with a remedy", (text) => {
    expect(() => parseClipSpec(text)).toThrow(
      expect.objectContaining({ remedy: expect.any(String), exitCode: 2 }),
    );
  });

  it("reads back any id and times", () => {
    const time = fc.oneof(
      fc.nat(1e9).map((frame) => [`f${frame}`, { frame }] as const),
      fc.nat(1e9).map((ms) => [(ms / 1000).toFixed(3), ms / 1000] as const),
      fc
        .tuple(fc.nat(1e9), fc.integer({ min: 1, max: 1e6 }))
        .map(([a, b]) => [`${a}/${b}`, `${a}/${b}`] as const),
    );
    fc.assert(
      fc.property(fc.stringMatching(/^[\w-]{1,20}$/), time, time, (video, [a, start], [b, end]) => {
        expect(parseClipSpec(`${video}@${a}-${b}`, "snap").clip).toEqual({ video, start, end, cut: "snap" });
      }),
    );
  });
});
