import { describe, expect, it } from "vitest";
import { parseTtl } from "./ttl.ts";

describe("parseTtl", () => {
  it.each([
    [undefined, 86_400_000],
    [1, 1000],
    [0.5, 500],
    [0.0001, 1],
    ["90", 90_000],
    ["90s", 90_000],
    ["90m", 5_400_000],
    ["1.5 h", 5_400_000],
    [" 7d ", 604_800_000],
    ["2w", 1_209_600_000],
    [10 * 366 * 86_400, 316_224_000_000],
  ])("reads %j", (ttl, milliseconds) => expect(parseTtl(ttl)).toBe(milliseconds));

  it.each([
    0,
    -1,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    1e12,
    "",
    "0d",
    "-1d",
    "1y",
    "1d2h",
    "soon",
    "1e3",
    "9999999999w",
  ])("refuses %j", (ttl) => {
    expect(() => parseTtl(ttl)).toThrow(
      expect.objectContaining({ code: "invalid_request", details: { path: "ttl" } }),
    );
  });
});
