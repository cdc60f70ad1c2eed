import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareToPlan, cutIndexes, frameRange, type PresentedFrame, unobservedFrames } from "./compare.ts";
import type { FrameCode } from "./frame-code.ts";

const plan = [...frameRange(1, 100, 130), ...frameRange(2, 10, 40), ...frameRange(1, 110, 140)];
const shown = (codes: readonly (FrameCode | null)[]): PresentedFrame[] =>
  codes.map((code, i) => ({ code, now: i * 40 }));

describe("compareToPlan", () => {
  it("finds nothing wrong with the plan itself, a clip shown twice included", () => {
    expect(compareToPlan(shown(plan), plan)).toEqual({
      wrong: [],
      unreadable: 0,
      repeats: 0,
      seen: 90,
      missing: [],
      cuts: [
        { index: 30, missingBefore: 0, missingAfter: 0, gapMs: 40 },
        { index: 60, missingBefore: 0, missingAfter: 0, gapMs: 40 },
      ],
    });
  });

  it("tells a frame too many at each side of a cut", () => {
    const leak = [
      ...plan.slice(0, 30),
      { source: 1, frame: 130 },
      { source: 2, frame: 9 },
      ...plan.slice(30),
    ];
    const { wrong, missing, seen } = compareToPlan(shown(leak), plan);
    expect(wrong).toEqual([
      { index: 30, code: { source: 1, frame: 130 } },
      { index: 31, code: { source: 2, frame: 9 } },
    ]);
    expect({ missing, seen }).toEqual({ missing: [], seen: 90 });
  });

  it("tells frames out of order", () => {
    const swapped = [...plan];
    [swapped[40], swapped[41]] = [swapped[41]!, swapped[40]!];
    const { wrong, missing } = compareToPlan(shown(swapped), plan);
    expect(wrong).toHaveLength(1);
    expect(missing).toHaveLength(1);
  });

  it("counts losses around cuts, and the gap they leave", () => {
    const lost = plan.filter((_, i) => ![3, 28, 29, 30, 44, 45].includes(i));
    const times = plan.flatMap((code, i) => (lost.includes(code) ? [{ code, now: i * 40 }] : []));
    const { missing, cuts, wrong } = compareToPlan(times, plan);
    expect(wrong).toEqual([]);
    expect(missing).toEqual([3, 28, 29, 30, 44, 45]);
    expect(cuts[0]).toEqual({ index: 30, missingBefore: 2, missingAfter: 2, gapMs: 160 });
  });

  it("counts repeats and unreadable pictures apart from wrong ones", () => {
    const { wrong, repeats, unreadable } = compareToPlan(
      shown([plan[0]!, plan[0]!, null, ...plan.slice(1)]),
      plan,
    );
    expect({ wrong, repeats, unreadable }).toEqual({ wrong: [], repeats: 1, unreadable: 1 });
  });

  it("takes a part for a part", () => {
    const part = compareToPlan(shown(plan.slice(20, 50)), plan, { partial: true });
    expect(part.missing).toEqual([]);
    expect(part.cuts.map((cut) => cut.index)).toEqual([30]);
    expect(compareToPlan(shown(plan.slice(20, 50)), plan).missing).toHaveLength(60);
    expect(compareToPlan([], plan, { partial: true })).toMatchObject({ seen: 0, missing: [], cuts: [] });
  });

  it("keeps its books: every frame presented is seen, repeated, wrong or unreadable", () => {
    const code = fc.record({ source: fc.integer({ min: 0, max: 1 }), frame: fc.integer({ min: 0, max: 6 }) });
    fc.assert(
      fc.property(fc.array(fc.option(code)), fc.array(code), (presented, expected) => {
        const result = compareToPlan(shown(presented), expected);
        const { seen, repeats, wrong, unreadable, missing } = result;
        expect(seen + repeats + wrong.length + unreadable).toBe(presented.length);
        expect(seen + missing.length).toBe(expected.length);
      }),
    );
  });

  it("calls nothing wrong that only lacks frames", () => {
    fc.assert(
      fc.property(fc.subarray([...plan.keys()]), (kept) => {
        const result = compareToPlan(shown(kept.map((i) => plan[i]!)), plan);
        expect(result.wrong).toEqual([]);
        expect(result.seen).toBe(kept.length);
      }),
    );
  });
});

describe("helpers", () => {
  it("find cuts", () => {
    expect(cutIndexes(plan)).toEqual([30, 60]);
    expect(cutIndexes([...frameRange(1, 0, 5), ...frameRange(1, 5, 9)])).toEqual([]);
  });

  it("count what was presented unseen", () => {
    expect(unobservedFrames([{ presentedFrames: 1 }, { presentedFrames: 2 }, { presentedFrames: 5 }])).toBe(
      2,
    );
  });
});
