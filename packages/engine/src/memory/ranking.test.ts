import { FLICKS_PER_SECOND } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseTextQuery } from "../moments/text-query.ts";
import { diversify } from "./diversify.ts";
import { fuse } from "./fuse.ts";
import { createTextMatcher } from "./match.ts";
import { belongTogether } from "./spans.ts";

describe("createTextMatcher", () => {
  const terms = parseTextQuery('goals by player_42 "corner kick" keep*');
  const match = createTextMatcher(
    terms,
    terms.map((_, n) => n),
    100,
  );

  it("counts what a text holds, in any form, phrases in order, beginnings of words", () => {
    expect(match("A goal after the corner kick; the keeper falls", "").terms).toEqual([
      "goal",
      '"corner kick"',
      "keep*",
    ]);
    expect(match("kick corner", "").terms).toEqual([]);
    expect(match("Player_42", "").terms).toEqual(["player_42", "player", "42"]);
  });

  it("is 1 where all is held, 0 where nothing is, and less for what only moments around hold", () => {
    const all = "by player_42: goals, corner kick, keeper";
    expect(match(all, "").coverage).toBeCloseTo(1);
    expect(match("", "").coverage).toBe(0);
    expect(match("", all).coverage).toBeCloseTo(0.5);
    expect(match(all, all).coverage).toBeCloseTo(1);
  });

  it("weighs rare words more", () => {
    const two = createTextMatcher(parseTextQuery("the dragon"), [90, 2], 100);
    expect(two("dragon", "").coverage).toBeGreaterThan(0.9);
    expect(two("the", "").coverage).toBeLessThan(0.1);
  });
});

describe("fuse", () => {
  it("grows with each kind of evidence, within 0 and 1, and never for less", () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(share, share, share, share, share, (coverage, textRank, similarity, likeness, more) => {
        const { total } = fuse({ coverage, textRank, similarity, likeness });
        expect(total).toBeGreaterThanOrEqual(0);
        expect(total).toBeLessThanOrEqual(1);
        const up = (value: number) => value + (1 - value) * more;
        for (const better of [
          { coverage: up(coverage), textRank, similarity, likeness },
          { coverage, textRank: up(textRank), similarity, likeness },
          { coverage, textRank, similarity: up(similarity), likeness },
          { coverage, textRank, similarity, likeness: up(likeness) },
        ])
          expect(fuse(better).total).toBeGreaterThanOrEqual(total - 1e-12);
      }),
    );
  });

  it("lets no common word push a meaning down", () => {
    const meant = fuse({ coverage: 0, textRank: 0, similarity: 0.6, likeness: 0 });
    const said = fuse({ coverage: 0.3, textRank: 1, similarity: 0.3, likeness: 0 });
    expect(meant.total).toBeGreaterThan(said.total);
  });

  it("puts what holds all the words first", () => {
    const said = fuse({ coverage: 1, textRank: 0.5, similarity: 0.1, likeness: 0 });
    const meant = fuse({ coverage: 0, textRank: 0, similarity: 0.8, likeness: 0 });
    expect(said.total).toBeGreaterThan(meant.total);
  });
});

const at = (video: string, start: number, end: number, score: number, name = "events") => ({
  video,
  name,
  start: start * FLICKS_PER_SECOND,
  end: end * FLICKS_PER_SECOND,
  score,
});

describe("diversify", () => {
  it("shows a stretch once, whatever index it is of, and keeps what overlaps within one", () => {
    const all = [
      at("a", 0, 10, 0.9),
      at("a", 2, 4, 0.8, "sound"),
      at("a", 5, 14, 0.7),
      at("b", 0, 10, 0.6),
      at("a", 0.5, 10, 0.5),
    ];
    const chosen = diversify(all, 0, 10);
    expect(chosen.map(({ best }) => best.score)).toEqual([0.9, 0.7, 0.6]);
    expect(chosen[0]?.same.map(({ score }) => score)).toEqual([0.8, 0.5]);
  });

  it("prefers what is far from what was chosen, as much as it is told to", () => {
    const near = [at("a", 0, 5, 0.9), at("a", 10, 15, 0.8), at("a", 20, 25, 0.7), at("b", 0, 5, 0.6)];
    const order = (diversity: number) => diversify(near, diversity, 4).map(({ best }) => best.score);
    expect(order(0)).toEqual([0.9, 0.8, 0.7, 0.6]);
    expect(order(0.5)).toEqual([0.9, 0.6, 0.7, 0.8]);
    expect(diversify(near, 0.5, 2)).toHaveLength(2);
  });

  it("loses nothing and invents nothing", () => {
    const contender = fc
      .tuple(fc.constantFrom("a", "b"), fc.nat(200), fc.integer({ min: 1, max: 30 }), fc.nat(100))
      .map(([video, start, length, score]) => at(video, start, start + length, score / 100));
    fc.assert(
      fc.property(
        fc.array(contender, { maxLength: 30 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (all, d) => {
          const shown = diversify(all, d, 100).flatMap(({ best, same }) => [best, ...same]);
          expect(shown).toHaveLength(all.length);
          expect(new Set(shown)).toEqual(new Set(all));
        },
      ),
    );
  });
});

describe("belongTogether", () => {
  it("takes half of the shorter one", () => {
    const span = (start: number, end: number) => ({ start, end });
    expect(belongTogether(span(0, 10), span(4, 5))).toBe(true);
    expect(belongTogether(span(0, 10), span(9, 11))).toBe(true);
    expect(belongTogether(span(0, 10), span(9, 12))).toBe(false);
    expect(belongTogether(span(0, 10), span(10, 12))).toBe(false);
  });
});
