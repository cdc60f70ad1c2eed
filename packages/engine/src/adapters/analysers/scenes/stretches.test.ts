import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { glancesAt, stretchesOf } from "./stretches.ts";

/** Flicks of a frame at 25 frames a second. */
const FRAME = 28_224_000;
const clock = (frameCount: number) => ({ frameCount, frameFlicks: FRAME });
const shots = (...frames: number[]) => frames.map((frame) => ({ start: frame * FRAME }));

describe("stretchesOf", () => {
  test("follows the shots without a gap", () => {
    expect(stretchesOf(shots(0, 40, 100), clock(250))).toEqual([
      { from: 0, to: 40 },
      { from: 40, to: 100 },
      { from: 100, to: 250 },
    ]);
    expect(stretchesOf(shots(10), clock(50))).toEqual([
      { from: 0, to: 10 },
      { from: 10, to: 50 },
    ]);
  });

  test("parts long shots equally", () => {
    expect(stretchesOf(shots(0), clock(1600))).toEqual([
      { from: 0, to: 533 },
      { from: 533, to: 1067 },
      { from: 1067, to: 1600 },
    ]);
  });

  test("takes four seconds at a time where no shots are known", () => {
    expect(stretchesOf([], clock(250)).map(({ from }) => from)).toEqual([0, 83, 167]);
    expect(stretchesOf([], clock(1))).toEqual([{ from: 0, to: 1 }]);
  });

  test("covers every frame once, and glances at each stretch, in order", () => {
    const frames = fc.array(fc.nat(3000), { maxLength: 30 });
    fc.assert(
      fc.property(frames, fc.integer({ min: 1, max: 3000 }), (starts, frameCount) => {
        const found = stretchesOf(shots(...starts), clock(frameCount));
        expect(found[0]!.from).toBe(0);
        expect(found.at(-1)!.to).toBe(frameCount);
        for (const [n, { from, to }] of found.entries()) {
          expect(to).toBeGreaterThan(from);
          if (n > 0) expect(from).toBe(found[n - 1]!.to);
          const glances = glancesAt({ from, to }, FRAME);
          expect(glances.length).toBeGreaterThan(0);
          expect(glances.length).toBeLessThan(4);
          const all = glances.flatMap(({ frame, after }) => (after === undefined ? [frame] : [frame, after]));
          expect(all).toEqual([...new Set(all)].sort((a, b) => a - b));
          expect(all[0]!).toBeGreaterThanOrEqual(from);
          expect(all.at(-1)!).toBeLessThan(to);
        }
      }),
    );
  });
});

describe("glancesAt", () => {
  test.each([
    [50, 1],
    [100, 2],
    [500, 3],
  ])("a stretch of %i frames: %i", (to, count) => {
    expect(glancesAt({ from: 0, to }, FRAME)).toHaveLength(count);
  });

  test("looks a fifth of a second further, or nowhere", () => {
    expect(glancesAt({ from: 0, to: 50 }, FRAME)).toEqual([{ frame: 25, after: 30 }]);
    expect(glancesAt({ from: 0, to: 6 }, FRAME)).toEqual([{ frame: 3, after: undefined }]);
  });
});
