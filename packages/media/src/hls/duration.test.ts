import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { formatSeconds, parseSeconds, roundToSeconds } from "./duration.ts";

const durations = fc.integer({ min: 0, max: 3600 * FLICKS_PER_SECOND });

describe("durations in playlists", () => {
  it.each([
    [0, "0.000000"],
    [1, "0.000000"],
    [353, "0.000001"],
    [29_429_400, "0.041708"],
    [29_429_400 * 144, "6.006000"],
    [6 * FLICKS_PER_SECOND - 1, "6.000000"],
    [(1024 * FLICKS_PER_SECOND) / 48_000, "0.021333"],
    [(1024 * FLICKS_PER_SECOND) / 44_100, "0.023220"],
  ])("%d flicks are %s s", (flicks, text) => {
    expect(formatSeconds(flicks)).toBe(text);
  });

  it("is the nearest microsecond, as exact arithmetic says", () => {
    fc.assert(
      fc.property(durations, (flicks) => {
        const micros = (BigInt(flicks) * 10n + 3528n) / 7056n;
        const text = `${micros / 1_000_000n}.${String(micros % 1_000_000n).padStart(6, "0")}`;
        expect(formatSeconds(flicks)).toBe(text);
      }),
    );
  });

  it("reads what it wrote to the flick nearest that microsecond, and writes the same again", () => {
    fc.assert(
      fc.property(durations, (flicks) => {
        const text = formatSeconds(flicks);
        expect(Math.abs(parseSeconds(text) - flicks)).toBeLessThanOrEqual(353);
        expect(formatSeconds(parseSeconds(text))).toBe(text);
      }),
    );
  });

  it("rounds to seconds as the text does", () => {
    expect(roundToSeconds(4_586_399_800)).toBe(7);
    expect(formatSeconds(4_586_399_800)).toBe("6.500000");
    fc.assert(
      fc.property(durations, (flicks) => {
        expect(roundToSeconds(flicks)).toBe(Math.round(Number(formatSeconds(flicks))));
      }),
    );
  });

  it.each([-1, Number.NaN, 0.5, Number.POSITIVE_INFINITY, 2e15])("refuses %d flicks", (flicks) => {
    expect(() => formatSeconds(flicks)).toThrow(MediaFormatError);
  });

  it("reads integers and any number of places", () => {
    expect(parseSeconds("10")).toBe(10 * FLICKS_PER_SECOND);
    expect(parseSeconds("10.")).toBe(10 * FLICKS_PER_SECOND);
    expect(parseSeconds("0.0417083333333333")).toBe(29_429_400);
  });

  it.each(["", "-1", "1e3", "NaN", "1,5", " 1", "0x10", "9999999999"])("refuses the text %j", (text) => {
    expect(() => parseSeconds(text)).toThrow(MediaFormatError);
  });
});
