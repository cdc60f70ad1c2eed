import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TimecodeList } from "../list/timecode-list.ts";
import { checkContent } from "./check-content.ts";
import { compareCuts, type DetectedShot, slipOf } from "./compare-cuts.ts";

const cut = (at: number): DetectedShot => ({ at, isCut: true });

/** Clips that follow on from one another, from these frames on; the last one ends the list. */
const listOf = (...frames: readonly number[]): TimecodeList => ({
  frameRate: { num: 25, den: 1 },
  clips: frames.slice(1).map((end, n) => ({
    ...{ title: `t${n}`, clipType: "long", first: frames[n] ?? 0, end },
    line: n + 2,
  })),
});

const messages = (list: TimecodeList, shots: readonly DetectedShot[], frameCount = 1000): string[] =>
  compareCuts(list, shots, frameCount).map(({ message }) => message);

describe("compareCuts", () => {
  test("finds nothing where every edge is a cut, or an end of the video", () => {
    expect(messages(listOf(0, 80, 120, 1000), [cut(0), cut(80), cut(120)])).toEqual([]);
  });

  test("names each edge that is off, line by line", () => {
    const shots = [cut(0), cut(80), cut(120), cut(200)];
    expect(compareCuts(listOf(0, 80, 121, 198), shots, 1000)).toMatchObject([
      { line: 3, edge: "out", offset: 1, listed: 121, detected: 120, message: "line 3: out is 1 frame late" },
      { line: 4, edge: "in", offset: 1, severity: "error", message: "line 4: in is 1 frame late" },
      { line: 4, edge: "out", offset: -2, message: "line 4: out is 2 frames early" },
    ]);
  });

  test("takes no far cut for the one that was meant, and none within half of a short clip", () => {
    const far = messages(listOf(0, 80), [cut(0), cut(60)]);
    expect(far).toEqual(["line 2: no cut was found near its out, frame 80"]);
    expect(messages(listOf(0, 6, 12), [cut(0), cut(2), cut(12)])[0]).toMatch(/no cut/);
    expect(messages(listOf(0, 80), [])).toHaveLength(1);
  });

  test("leaves edges in fades and dissolves alone", () => {
    const fade: DetectedShot = { at: 85, isCut: false, from: 80, to: 90 };
    for (const edge of [80, 83, 85, 90]) expect(messages(listOf(0, edge), [cut(0), fade])).toEqual([]);
    expect(messages(listOf(0, 79), [cut(0), fade])).toEqual([
      "line 2: no cut was found near its out, frame 79",
    ]);
  });

  test("a list that slipped by a few frames is found at every one of its edges", () => {
    const lengths = fc.array(fc.integer({ min: 30, max: 90 }), { minLength: 3, maxLength: 20 });
    fc.assert(
      fc.property(lengths, fc.integer({ min: -9, max: 9 }), (parts, slip) => {
        const frames = [20];
        for (const length of parts) frames.push((frames.at(-1) ?? 0) + length);
        const list = listOf(...frames.map((frame) => frame + slip));
        const found = compareCuts(list, frames.map(cut), 10_000);
        expect(found.map(({ offset }) => offset)).toEqual(slip === 0 ? [] : found.map(() => slip));
        expect(found).toHaveLength(slip === 0 ? 0 : parts.length * 2);
        expect(slipOf(found, parts.length * 2)).toBe(slip === 0 ? null : slip);
      }),
    );
  });
});

test("checkContent says what titles lack, and which clips are not as long as their type", () => {
  const list: TimecodeList = {
    frameRate: { num: 25, den: 1 },
    clips: [
      { title: "Heat", clipType: "long", first: 0, end: 80, line: 2 },
      { title: "Heat", clipType: "short", first: 80, end: 119, line: 3 },
      { title: "Up", clipType: "short", first: 120, end: 160, line: 4 },
    ],
  };
  const shown = (asked: Record<string, number>) =>
    checkContent(list, asked, { long: 80, short: 40, ...asked }).map(
      ({ severity, message }) => `${severity}: ${message}`,
    );
  expect(shown({})).toEqual([
    "warning: line 3: lasts 39 frames; short is 40",
    "warning: line 4: Up has no clip of the type long",
  ]);
  expect(shown({ long: 80, hero: 160 })).toEqual([
    "error: line 2: Heat has no clip of the type hero",
    "warning: line 3: lasts 39 frames; short is 40",
    "error: line 4: Up has no clip of the type long",
    "error: line 4: Up has no clip of the type hero",
  ]);
});
