import { describe, expect, it } from "vitest";
import { viewOf } from "./frame-view.ts";
import { blend, letterboxed, type Pixels, plain, scene } from "./reel.fixtures.ts";
import { TransitionFinder } from "./transition-finder.ts";
import type { Transition } from "./transitions.ts";

const BLACK = plain(0);

/** Frames of a shot; its camera drifts by a pixel in ten frames. */
const shot = (seed: number, length: number, { speed = 0.1, brightest = 230 } = {}): Pixels[] => {
  const seen = scene(seed, brightest);
  return Array.from({ length }, (_, n) => seen(Math.round(n * speed)));
};

const times = (length: number, pixels: Pixels): Pixels[] => Array<Pixels>(length).fill(pixels);

/** From the last of some frames to the first of others. */
const ramp = (from: Pixels, to: Pixels, length: number): Pixels[] =>
  Array.from({ length }, (_, n) => blend(from, to, (n + 1) / (length + 1)));

function find(frames: readonly Pixels[], rate = 25): Transition[] {
  const finder = new TransitionFinder(rate);
  for (const data of frames) finder.push(viewOf({ data }));
  finder.end();
  const [start, ...rest] = finder.transitions();
  expect(start).toMatchObject({ kind: "start", at: 0 });
  return rest;
}

const cuts = (...frames: number[]) => frames.map((at) => ({ kind: "cut", at, from: at, to: at }));

describe("cuts", () => {
  it("are found to the frame, and nothing else in shots of any speed", () => {
    for (const speed of [0, 0.5, 3]) {
      const frames = [1, 2, 3].flatMap((seed) => shot(seed, 20 + seed, { speed }));
      expect(find(frames)).toEqual(cuts(21, 43));
    }
  });

  it("are found between dark pictures, and between letterboxes", () => {
    const dark = [1, 2, 3].flatMap((seed) => shot(seed, 30, { brightest: 40 }));
    expect(find(dark)).toEqual(cuts(30, 60));
    expect(find(dark.map((pixels) => letterboxed(pixels)))).toEqual(cuts(30, 60));
  });

  it("are found at any frame rate, and where every frame is shown twice", () => {
    const frames = [1, 2].flatMap((seed) => shot(seed, 30, { speed: 0.5 }));
    for (const rate of [10, 24_000 / 1001, 120]) expect(find(frames, rate)).toEqual(cuts(30));
    expect(find(frames.flatMap((pixels) => [pixels, pixels]))).toEqual(cuts(60));
  });

  it("are found in shots of three frames", () => {
    const frames = [1, 2, 3, 4, 5].flatMap((seed) => shot(seed, seed === 1 ? 30 : 3));
    expect(find(frames)).toEqual(cuts(30, 33, 36, 39));
  });

  it("to and from black are exact, and short black is none of its own", () => {
    expect(find([...shot(1, 30), ...times(30, BLACK), ...shot(2, 30)])).toEqual(cuts(30, 60));
    expect(find([...shot(1, 30), ...times(5, BLACK), ...shot(2, 30)])).toEqual(cuts(35));
    expect(find([...times(20, BLACK), ...shot(1, 30), ...times(20, BLACK)])).toEqual(cuts(20, 50));
  });
});

describe("what is no cut", () => {
  it.each([1, 4])("a flash of %i frames, of light or of black", (length) => {
    const seen = shot(1, 40);
    for (const level of [255, 0]) {
      for (const share of [0.5, 0.8, 1]) {
        const flash = seen.slice(20, 20 + length).map((pixels) => blend(pixels, plain(level), share));
        expect(find([...seen.slice(0, 20), ...flash, ...seen.slice(20)])).toEqual([]);
      }
    }
  });

  it("a pan, from slow to a whip", () => {
    for (const speed of [0.5, 2, 5]) {
      const seen = scene(3);
      const still = times(10, seen());
      const pan = Array.from({ length: 40 }, (_, n) => seen(Math.round(n * speed)));
      expect(find([...still, ...pan, ...times(10, seen(Math.round(40 * speed)))])).toEqual([]);
    }
  });

  it("light that goes down and comes back, and a title that appears", () => {
    const seen = scene(4)();
    const dim = blend(seen, BLACK, 0.6);
    const lights = [...times(20, seen), ...ramp(seen, dim, 25), ...times(20, dim), ...ramp(dim, seen, 5)];
    expect(find([...lights, ...times(20, seen)])).toEqual([]);
    const title = seen.slice();
    title.fill(250, 96 * 3 * 24, 96 * 3 * 32);
    expect(find([...times(30, seen), ...ramp(seen, title, 12), ...times(30, title)])).toEqual([]);
  });

  it("nothing at all, black, and one frame", () => {
    expect(new TransitionFinder(25).transitions()).toMatchObject([{ kind: "start" }]);
    expect(find(times(100, BLACK))).toEqual([]);
    expect(find(shot(1, 1))).toEqual([]);
  });
});

describe("gradual transitions", () => {
  it.each([
    { length: 10, black: 10 },
    { length: 25, black: 1 },
    { length: 40, black: 20 },
  ])("a fade of $length frames to $black of black and back is one, half way through the black", (shape) => {
    const { length, black } = shape;
    for (const level of [0, 255]) {
      const [a, b] = [scene(1)(), scene(2)()];
      const blank = plain(level);
      const frames = [
        ...[...times(20, a), ...ramp(a, blank, length), ...times(black, blank)],
        ...[...ramp(blank, b, length), ...times(20, b)],
      ];
      const [fade, ...rest] = find(frames);
      expect(rest).toEqual([]);
      expect(fade?.kind).toBe("fade");
      expect(Math.abs((fade?.at ?? 0) - (20 + length + black / 2))).toBeLessThanOrEqual(2);
      expect(Math.abs((fade?.from ?? 0) - 20)).toBeLessThanOrEqual(1);
      expect(Math.abs((fade?.to ?? 0) - (frames.length - 20))).toBeLessThanOrEqual(1);
    }
  });

  it("one side that is cut gives the place", () => {
    const [a, b] = [scene(1)(), scene(2)()];
    const out = [...times(20, a), ...ramp(a, BLACK, 20), ...times(20, BLACK), ...times(20, b)];
    expect(find(out)).toMatchObject([{ kind: "fade", at: 60, to: 60 }]);
    const into = [...times(20, a), ...times(20, BLACK), ...ramp(BLACK, b, 20), ...times(20, b)];
    expect(find(into)).toMatchObject([{ kind: "fade", at: 20, from: 20 }]);
  });

  it("the video may be faded in and out", () => {
    const a = scene(1)();
    const finder = new TransitionFinder(25);
    const frames = [...times(10, BLACK), ...ramp(BLACK, a, 25), ...times(20, a), ...ramp(a, BLACK, 25)];
    for (const data of [...frames, ...times(30, BLACK)]) finder.push(viewOf({ data }));
    finder.end();
    const [start, ...rest] = finder.transitions();
    expect(rest).toEqual([]);
    expect(Math.abs((start?.to ?? 0) - 35)).toBeLessThanOrEqual(1);
  });

  it("a fade through white between the bars of a letterbox is one, and two with a shot between are two", () => {
    const [a, b] = [scene(1)(), scene(2)()];
    for (const level of [255, 180]) {
      const blank = plain(level);
      const middle = [...ramp(a, blank, 6), blank, ...ramp(blank, b, 30)];
      const frames = [...times(20, a), ...middle, ...times(20, b)].map((pixels) => letterboxed(pixels));
      const [fade, ...rest] = find(frames);
      expect(rest).toEqual([]);
      expect(fade?.kind).toBe("fade");
      expect(Math.abs((fade?.from ?? 0) - 20)).toBeLessThanOrEqual(1);
      expect(Math.abs((fade?.to ?? 0) - 57)).toBeLessThanOrEqual(1);
    }
    const short = [...times(20, a), ...ramp(a, BLACK, 20), ...times(10, BLACK), ...shot(2, 20, { speed: 3 })];
    const two = [...short, ...times(10, BLACK), ...ramp(BLACK, a, 30), ...times(30, a)];
    expect(find(two)).toMatchObject([
      { kind: "fade", from: 20, to: 50 },
      { kind: "fade", from: 70, to: 110 },
    ]);
  });

  it.each([8, 24, 48])("a dissolve of %i frames is found with its ends", (length) => {
    for (const speed of [0, 0.2]) {
      const [a, b] = [shot(1, 50 + length, { speed }), shot(2, 50 + length, { speed })];
      const middle = Array.from({ length }, (_, n) => blend(a[50 + n]!, b[n]!, (n + 1) / (length + 1)));
      const found = find([...a.slice(0, 50), ...middle, ...b.slice(length)]);
      expect(found).toMatchObject([{ kind: "dissolve" }]);
      const [{ at, from, to } = { at: 0, from: 0, to: 0 }] = found;
      const tolerance = speed === 0 ? 0 : 1 + length / 10;
      expect(Math.abs(from - 50)).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(to - (50 + length))).toBeLessThanOrEqual(tolerance);
      expect(at).toBe(Math.round((from + to) / 2));
    }
  });
});
