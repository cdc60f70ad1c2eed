import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Arrangement, EMPTY } from "./arrangement.ts";
import { arrangementOf, clipOf, operations, SOURCES, TEXT } from "./arrangement-arbitraries.contract.ts";
import {
  addClips,
  duplicate,
  moveClip,
  removeClip,
  setIn,
  setOut,
  slip,
  split,
  trimIn,
  trimOut,
} from "./clips.ts";
import { addOverlay } from "./overlays.ts";
import { lengthOf, placeAt } from "./place.ts";
import { ripple } from "./ripple.ts";

const [film, , ntsc] = SOURCES as [(typeof SOURCES)[0], (typeof SOURCES)[0], (typeof SOURCES)[0]];

const two = addClips(EMPTY, [clipOf(film, 10, 60), clipOf(ntsc, 100, 400)]);
const [first, second] = two.clips.map(({ key }) => key) as [string, string];
const ranges = ({ clips }: Arrangement) => clips.map(({ source, from, to }) => [source.title, from, to]);

describe("clips", () => {
  it("are whole frames of their source, whatever is done to them", () => {
    fc.assert(
      fc.property(operations, (all) => {
        const { clips, overlays, serial } = arrangementOf(all);
        for (const { from, to, source } of clips) {
          expect(Number.isInteger(from) && Number.isInteger(to)).toBe(true);
          expect(0 <= from && from < to && to <= source.frames).toBe(true);
        }
        const keys = [...clips, ...overlays].map(({ key }) => key);
        expect(new Set(keys).size).toBe(keys.length);
        expect(keys.every((key) => Number(key.slice(1)) < serial)).toBe(true);
        for (const { span } of overlays) {
          if (span.on === "clip") expect(clips.some(({ key }) => key === span.clip)).toBe(true);
        }
      }),
    );
  });

  it("are trimmed by frames, as far as their source goes, and keep one frame", () => {
    expect(ranges(trimIn(two, first, 3))).toEqual([
      ["film", 13, 60],
      ["ntsc", 100, 400],
    ]);
    expect(ranges(trimIn(two, first, -30))[0]).toEqual(["film", 0, 60]);
    expect(ranges(trimOut(two, first, -999))[0]).toEqual(["film", 10, 11]);
    expect(ranges(setOut(two, first, 999))[0]).toEqual(["film", 10, 240]);
    expect(ranges(setIn(two, first, 60))[0]).toEqual(["film", 59, 60]);
    expect(trimIn(two, first, 0)).toBe(two);
    expect(trimIn(two, "k99", 5)).toBe(two);
  });

  it("slip within their source and keep their length", () => {
    expect(ranges(slip(two, first, -50))[0]).toEqual(["film", 0, 50]);
    expect(ranges(slip(two, second, 9999))[1]).toEqual(["ntsc", 2700, 3000]);
  });

  it("change places, and close up where one is taken out", () => {
    expect(ranges(moveClip(two, first, 5)).map(([title]) => title)).toEqual(["ntsc", "film"]);
    expect(moveClip(two, first, -1)).toBe(two);
    expect(ranges(removeClip(two, first))).toEqual([["ntsc", 100, 400]]);
    expect(ranges(duplicate(two, first)).map(([title]) => title)).toEqual(["film", "film", "ntsc"]);
  });

  it("are refused where they are empty or outside of their source", () => {
    for (const [from, to] of [
      [5, 5],
      [0, 241],
      [-1, 4],
      [0.5, 4],
    ] as const)
      expect(() => addClips(EMPTY, [clipOf(film, from, to)])).toThrow(RangeError);
  });
});

describe("a split", () => {
  it("changes no frame that is seen, and nothing at the edges of a clip", () => {
    expect(ranges(split(two, { clip: first, frame: 30 }))).toEqual([
      ["film", 10, 30],
      ["film", 30, 60],
      ["ntsc", 100, 400],
    ]);
    expect(split(two, { clip: first, frame: 10 })).toBe(two);
    expect(split(two, { clip: first, frame: 60 })).toBe(two);
    fc.assert(
      fc.property(operations, fc.nat(), (all, ticks) => {
        const before = arrangementOf(all);
        const place = placeAt(before, ticks % Math.max(1, lengthOf(before)));
        const after = place ? split(before, place) : before;
        expect(lengthOf(after)).toBe(lengthOf(before));
      }),
    );
  });

  it("lets what is bound to the clip go on over both halves", () => {
    const span = { on: "clip", clip: first, from: 20, to: 50 } as const;
    const dressed = addOverlay(two, { ...TEXT, span, fadeIn: 100, fadeOut: 200 });
    const halves = split(dressed, { clip: first, frame: 30 });
    expect(halves.overlays).toMatchObject([
      { span: { clip: first }, fadeIn: 100, fadeOut: 0 },
      { span: { clip: halves.clips[1]?.key }, fadeIn: 0, fadeOut: 200 },
    ]);
    expect(split(dressed, { clip: first, frame: 15 }).overlays).toHaveLength(1);
    expect(split(dressed, { clip: first, frame: 55 }).overlays).toEqual(dressed.overlays);
  });
});

describe("ripple", () => {
  const span = { on: "timeline", start: 4000, end: 5000 } as const;
  const titled = addOverlay(two, { ...TEXT, span });

  it("lets a title follow the picture that it began on", () => {
    // 24 frames of film less before it: 1.001 s
    expect(ripple(titled, trimIn(titled, first, 24)).overlays[0]?.span).toEqual({
      ...span,
      start: 2999,
      end: 3999,
    });
    expect(ripple(titled, moveClip(titled, second, 0)).overlays[0]?.span).toMatchObject({ start: 1915 });
  });

  it("leaves it where its picture is gone", () => {
    expect(ripple(titled, removeClip(titled, second)).overlays[0]?.span).toEqual(span);
  });
});
