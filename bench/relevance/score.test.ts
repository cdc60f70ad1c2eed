import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isHit, type Place, scoreAnswers, summarise } from "./score.ts";

const at = (start: number, end: number, video = "a"): Place => ({ video, start, end });

describe("isHit", () => {
  it("takes a second in common, however long both are", () => {
    expect(isHit(at(0, 60), at(59, 200))).toBe(true);
    expect(isHit(at(0, 60), at(59.1, 200))).toBe(false);
  });

  it("takes half of the shorter one where that is less than a second", () => {
    expect(isHit(at(10, 10.6), at(0, 10.3))).toBe(true);
    expect(isHit(at(10, 10.6), at(0, 10.2))).toBe(false);
  });

  it("takes no other video, and nothing that only touches", () => {
    expect(isHit(at(0, 60), at(0, 60, "b"))).toBe(false);
    expect(isHit(at(0, 5), at(5, 5))).toBe(false);
    expect(isHit(at(0, 5), at(5, 9))).toBe(false);
  });

  it("is the same both ways", () => {
    const place = fc
      .tuple(fc.double({ min: 0, max: 20, noNaN: true }), fc.double({ min: 0.01, max: 20, noNaN: true }))
      .map(([start, length]) => at(start, start + length));
    fc.assert(fc.property(place, place, (a, b) => isHit(a, b) === isHit(b, a)));
  });
});

describe("scoreAnswers", () => {
  const truth = [at(10, 20), at(40, 50)];

  it("knows the rank of the first right answer", () => {
    expect(scoreAnswers([at(0, 5), at(12, 14), at(41, 45)], truth)).toEqual({
      first: 0,
      recall: 1,
      reciprocalRank: 1 / 2,
      precision: 2 / 3,
      tightness: 1,
    });
  });

  it("counts a place once, however often it is found", () => {
    const score = scoreAnswers([at(12, 14), at(12, 15), at(12, 16)], truth);
    expect(score).toMatchObject({ first: 1, recall: 1 / 2, reciprocalRank: 1, precision: 1 });
  });

  it("looks at ten answers and no more", () => {
    const wrong = Array.from({ length: 10 }, (_, n) => at(100 + n, 101 + n));
    expect(scoreAnswers([...wrong, at(12, 14)], truth)).toMatchObject({ recall: 0, reciprocalRank: 0 });
    expect(scoreAnswers([...wrong.slice(1), at(12, 14)], truth)).toMatchObject({ reciprocalRank: 1 / 10 });
  });

  it("says how much of the first right answer was asked for", () => {
    expect(scoreAnswers([at(0, 40)], truth).tightness).toBe(10 / 40);
    expect(scoreAnswers([at(0, 50)], [at(10, 20), at(15, 30)]).tightness).toBe(20 / 50);
    expect(scoreAnswers([at(12, 16)], [at(10, 20), at(10, 20)]).tightness).toBe(1);
  });

  it("gives nothing for nothing", () => {
    const nothing = { first: 0, recall: 0, reciprocalRank: 0, precision: 0, tightness: null };
    expect(scoreAnswers([], truth)).toEqual(nothing);
    expect(scoreAnswers([at(10, 20, "b")], truth)).toEqual(nothing);
  });

  it("refuses to rank where nothing is right", () => {
    expect(() => scoreAnswers([at(0, 1)], [])).toThrow(RangeError);
  });
});

describe("summarise", () => {
  it("gives means, of tightness over what was found", () => {
    const truth = [at(10, 20)];
    const scores = [scoreAnswers([at(0, 5), at(10, 30)], truth), scoreAnswers([], truth)];
    expect(summarise(scores)).toEqual({
      queries: 2,
      first: 0,
      recall: 1 / 2,
      meanReciprocalRank: 1 / 4,
      precision: 1 / 4,
      tightness: 1 / 2,
    });
  });

  it("is zero where nothing was asked", () => {
    expect(summarise([])).toMatchObject({ queries: 0, first: 0, tightness: null });
  });
});
