import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { EMPTY } from "./arrangement.ts";
import { arrangementOf, clipOf, operations, SOURCES } from "./arrangement-arbitraries.contract.ts";
import { addClips, removeClip, trimIn } from "./clips.ts";
import { lengthOf, placeAfter, placeAt, placeShown, seekTime, step, ticksOf } from "./place.ts";
import { clock, exactSeconds, parseClock, parseRate, ticksPerFrame } from "./rate.ts";

const [film, , ntsc] = SOURCES as [(typeof SOURCES)[0], (typeof SOURCES)[0], (typeof SOURCES)[0]];
const two = addClips(EMPTY, [clipOf(film, 10, 60), clipOf(ntsc, 100, 400)]);
const [first, second] = two.clips.map(({ key }) => key) as [string, string];

describe("rates and times", () => {
  it("are exact", () => {
    expect(parseRate("30000/1001")).toEqual({ num: 30_000, den: 1001 });
    expect(parseRate("50/2")).toEqual({ num: 25, den: 1 });
    for (const text of ["", "0", "25/0", "-25", "2398/100", "x"]) expect(parseRate(text)).toBeUndefined();
    expect(ticksPerFrame(film.rate)).toBe(10_010);
    expect(exactSeconds(30, ntsc.rate)).toBe("1001/1000");
    expect(exactSeconds(0, ntsc.rate)).toBe("0/1");
  });

  it("are read and written as clocks show them", () => {
    expect(clock(240_000 * 62 + 82_800)).toBe("1:02.345");
    expect(clock(240_000 * 3662)).toBe("1:01:02.000");
    expect(["12.5", "1:02.345", "1:00:02", "0", ".5", "1:", "x", ""].map(parseClock)).toEqual([
      ...[12_500, 62_345, 3_602_000, 0],
      ...[undefined, undefined, undefined, undefined],
    ]);
    fc.assert(fc.property(fc.nat(1e8), (ms) => void expect(parseClock(clock(ms * 240))).toBe(ms)));
  });
});

describe("places", () => {
  it("and times are the same, frame by frame", () => {
    fc.assert(
      fc.property(operations, fc.nat(), (all, n) => {
        const arrangement = arrangementOf(all);
        const place = placeAt(arrangement, n % (lengthOf(arrangement) + 1));
        expect(place === undefined).toBe(arrangement.clips.length === 0);
        if (!place) return;
        const ticks = ticksOf(arrangement, place) as number;
        expect(placeAt(arrangement, ticks)).toEqual(place);
        const seconds = seekTime(arrangement, place) as number;
        expect(placeShown(arrangement, seconds)).toEqual(place);
        expect(placeShown(arrangement, ticks / 240_000 - 0.0004)).toEqual(place);
        expect(step(arrangement, step(arrangement, place, 0), 0)).toEqual(place);
      }),
    );
  });

  it("go on over joins", () => {
    expect(step(two, { clip: first, frame: 59 }, 1)).toEqual({ clip: second, frame: 100 });
    expect(step(two, { clip: second, frame: 101 }, -3)).toEqual({ clip: first, frame: 58 });
    expect(step(two, { clip: first, frame: 11 }, -30)).toEqual({ clip: first, frame: 10 });
    expect(step(two, { clip: first, frame: 11 }, 9999)).toEqual({ clip: second, frame: 399 });
  });

  it("stay on their picture after an edit, as far as it is there", () => {
    const place = { clip: first, frame: 20 };
    expect(placeAfter(two, trimIn(two, first, 5), place)).toEqual(place);
    expect(placeAfter(two, trimIn(two, first, 20), place)).toEqual({ clip: first, frame: 30 });
    expect(placeAfter(two, removeClip(two, first), place)).toEqual({ clip: second, frame: 112 });
    expect(placeAfter(two, EMPTY, place)).toBeUndefined();
  });
});
