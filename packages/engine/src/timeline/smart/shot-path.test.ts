import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { PLACES, type ShotSubjects, type Sighting, type Subject } from "../../subjects/subject.ts";
import { type Rail, shotPath } from "./shot-path.ts";

const RATE = { num: 25, den: 1 };
/** 9:16 of 1280x720. */
const RAIL: Rail = { axis: "x", whole: 1280, part: 404 };

/** Somebody at these places of a picture 1280 pixels wide: left edge and width, every so many frames. */
function walker(
  places: readonly (readonly [number, number])[],
  every = 10,
  change: Partial<Subject> = {},
): Subject {
  const sightings = places.map(([left, width], n): Sighting => {
    const [x, right] = [Math.round((left * PLACES) / 1280), Math.round(((left + width) * PLACES) / 1280)];
    return { frame: n * every, x, y: 2000, width: right - x, height: 6000, face: null };
  });
  return { kind: "person", weight: 500, sightings, ...change };
}

const shot = (...subjects: Subject[]): ShotSubjects => ({ from: 0, to: 200, subjects });
const places = (of: ShotSubjects, rail = RAIL) =>
  shotPath(of, rail, RATE)?.map(({ frame, place }) => [frame, place]);

describe("the window of a shot", () => {
  it("stands still around somebody who stays, in the middle", () => {
    expect(places(shot(walker(Array(20).fill([800, 120]))))).toEqual([[0, 658]]);
  });

  it("stands still where somebody moves and stays within it", () => {
    const swaying = Array.from({ length: 20 }, (_, n) => [600 + (n % 2) * 150, 120] as const);
    const path = places(shot(walker(swaying)));
    expect(path).toHaveLength(1);
    expect(path![0]![1]).toBeLessThanOrEqual(600);
    expect(path![0]![1]! + 404).toBeGreaterThanOrEqual(870);
  });

  it("stands still for a moment that somebody is taken to be elsewhere", () => {
    const once = Array.from({ length: 20 }, (_, n) => [n === 7 ? 100 : 800, 120] as const);
    expect(places(shot(walker(once)))).toEqual([[0, 658]]);
  });

  it("follows somebody who walks through the picture in one pan", () => {
    const walk = Array.from({ length: 20 }, (_, n) => [50 + n * 50, 120] as const);
    const path = places(shot(walker(walk)))!;
    expect(path.length).toBeGreaterThan(2);
    const places_ = path.map(([, place]) => place!);
    expect(places_).toEqual([...places_].sort((a, b) => a - b));
    for (const [n, [left, width]] of walk.entries()) {
      const at = placeAt(path, n * 10);
      expect(at).toBeLessThanOrEqual(left);
      expect(at + 404).toBeGreaterThanOrEqual(left + width);
    }
  });

  it("shows two about as weighty where both fit, and the weightier where they do not", () => {
    const left = walker(Array(20).fill([300, 100]));
    const near = walker(Array(20).fill([500, 100]), 10, { weight: 300 });
    const far = walker(Array(20).fill([1100, 100]), 10, { weight: 400 });
    const slight = walker(Array(20).fill([500, 100]), 10, { weight: 50 });
    expect(places(shot(left, near))).toEqual([[0, 248]]);
    expect(places(shot(left, far))).toEqual([[0, 148]]);
    expect(places(shot(left, slight))).toEqual([[0, 148]]);
  });

  it("keeps to the face of somebody closer than the window is wide", () => {
    const face = { x: 6000, y: 1000, width: 1000, height: 2000 };
    const close = walker(Array(20).fill([200, 900]), 10, { kind: "face" });
    const path = places(shot({ ...close, sightings: close.sightings.map((seen) => ({ ...seen, face })) }));
    expect(path).toEqual([[0, 630]]);
  });

  it("moves up and down where the room is there", () => {
    const rail: Rail = { axis: "y", whole: 1280, part: 404 };
    // Heads are at the top of bodies.
    const tall = {
      ...walker([[100, 100]]),
      sightings: [{ frame: 0, x: 0, y: 1000, width: 2000, height: 9000, face: null }],
    };
    const [[, place] = []] = places(shot(tall), rail)!;
    expect(place).toBeLessThan(200);
  });

  it("follows nobody where nobody is", () => {
    expect(shotPath(shot(), RAIL, RATE)).toBeUndefined();
  });
});

function placeAt(path: readonly (readonly number[])[], frame: number): number {
  const n = path.findLastIndex(([at]) => at! <= frame);
  const [before, after] = [path[n]!, path[n + 1]];
  if (!after) return before[1]!;
  return before[1]! + ((after[1]! - before[1]!) * (frame - before[0]!)) / (after[0]! - before[0]!);
}

const subjects = fc.array(
  fc
    .record({
      kind: fc.constantFrom("face", "person", "animal", "vehicle", "thing"),
      weight: fc.integer({ min: 1, max: 1000 }),
      seen: fc.uniqueArray(
        fc.record({
          frame: fc.integer({ min: 100, max: 399 }),
          x: fc.nat(9000),
          width: fc.integer({ min: 50, max: 1000 }),
          hasFace: fc.boolean(),
        }),
        { selector: ({ frame }) => frame, minLength: 1, maxLength: 60 },
      ),
    } as const)
    .map(({ kind, weight, seen }): Subject => {
      const ordered = seen.toSorted((a, b) => a.frame - b.frame);
      return {
        kind,
        weight,
        sightings: ordered.map(({ frame, x, width, hasFace }) => {
          const area = { x, y: x, width, height: width };
          return { frame, ...area, face: hasFace ? { ...area, width: width >> 1 } : null };
        }),
      };
    }),
  { minLength: 1, maxLength: 4 },
);

describe("any window of any shot", () => {
  it("is within the picture, in whole pixels, no faster than allowed, and the same again", () => {
    fc.assert(
      fc.property(
        subjects,
        fc.integer({ min: 16, max: 1200 }),
        fc.constantFrom("x", "y"),
        (seen, part, axis) => {
          const rail: Rail = { axis, whole: 1280, part };
          const of = { from: 100, to: 400, subjects: seen };
          const path = shotPath(of, rail, RATE)!;
          expect(path[0]?.frame).toBe(100);
          for (const { place } of path) {
            expect(Number.isInteger(place)).toBe(true);
            expect(place).toBeGreaterThanOrEqual(0);
            expect(place).toBeLessThanOrEqual(1280 - part);
          }
          // One of its sides a second; corners are on whole pixels.
          path.slice(1).forEach(({ frame, place }, n) => {
            const before = path[n]!;
            const fastest = (part * (frame - before.frame)) / 25;
            expect(Math.abs(place - before.place)).toBeLessThanOrEqual(fastest + 1.5);
          });
          expect(shotPath(of, rail, RATE)).toEqual(path);
        },
      ),
    );
  });
});
