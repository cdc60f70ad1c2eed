import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Cadence, CadenceFallback } from "../../api/cadences.ts";
import type { ClipIndex } from "../../api/clip-index.ts";
import type { RankedTitle } from "../../api/ranked-title.ts";
import { type IndexRecipe, makeIndex, makeRanking } from "../../testing/made-reels.ts";
import { type Layout, layout } from "./layout.ts";

const TYPES = { long: 80, mid: 60, short: 40 };
const names = (count: number): string[] => Array.from({ length: count }, (_, n) => `t${n}`);
const full = (count: number, more: IndexRecipe["titles"] = {}): ClipIndex =>
  makeIndex({
    clipTypes: TYPES,
    titles: {
      ...Object.fromEntries(names(count).map((title) => [title, ["long", "mid", "short"]])),
      ...more,
    },
  });

const PATTERN: Cadence = {
  length: { frames: 480 },
  slots: [{ clip: "long" }, { clip: "short" }, { clip: "short" }, { clip: "long" }],
};

function lay(cadence: Partial<Cadence> = {}, index = full(30), ranked?: readonly RankedTitle[], seed = "s") {
  const ranking = ranked ?? makeRanking(index.titles);
  return layout({ ranking, cadence: { ...PATTERN, ...cadence }, index, seed });
}

const shown = ({ slots }: Layout): string[] =>
  slots.map(({ title, clip, frames }) => `${title} ${clip} ${frames.end - frames.first}`);

describe("layout", () => {
  it("repeats the pattern until the reel is full, and gives the longest slots to the best titles", () => {
    const reel = lay();
    expect(shown(reel)).toEqual([
      ...["t0 long 80", "t4 short 40", "t5 short 40", "t1 long 80"],
      ...["t2 long 80", "t6 short 40", "t7 short 40", "t3 long 80"],
    ]);
    expect([reel.frames, reel.asked, reel.notes]).toEqual([480, 480, []]);
    expect(reel.slots[3]).toMatchObject({ rank: 2, place: 3, weight: 80, cutBy: null, role: "slot" });
  });

  it("lets weights say which slots are best", () => {
    const slots = [{ clip: "long" }, { clip: "short", weight: 100 }];
    expect(shown(lay({ slots, length: { frames: 120 } }))).toEqual(["t1 long 80", "t0 short 40"]);
  });

  it("cuts the last clip with the reel, but not to a flash", () => {
    expect(shown(lay({ length: { frames: 220 } })).at(-1)).toBe("t1 long 60");
    const early = lay({ length: { frames: 170 } });
    expect([early.frames, early.usedUp]).toEqual([160, false]);
    expect(early.notes[0]).toContain("160 frames, 10 fewer than the cadence asks for: no clip is cut");
    expect(lay({ length: { frames: 170 }, shortest: 10 }).slots.at(-1)).toMatchObject({ cutBy: "length" });
  });

  it("counts seconds in the mega asset's own frames", () => {
    const index = makeIndex({
      clipTypes: { a: 30 },
      titles: { x: ["a"], y: ["a"] },
      frameRate: "30000/1001",
    });
    expect(lay({ length: 2, slots: [{ clip: "a" }] }, index).asked).toBe(60);
    expect(lay({ length: "1001/500", slots: [{ clip: "a" }] }, index).frames).toBe(60);
  });

  it("puts the opening first and the closing last, and keeps their titles from standing beside themselves", () => {
    const index = full(30, { ident: ["mid"] });
    const opening = { title: "ident", clip: "mid" };
    const reel = lay({ opening, closing: { title: "t0", clip: "short" } }, index);
    expect(shown(reel)[0]).toBe("ident mid 60");
    expect(shown(reel).at(-1)).toBe("t0 short 40");
    expect(reel.frames).toBe(480);
    expect(reel.slots.filter(({ title }) => title === "t0" || title === "ident")).toHaveLength(2);
    expect(reel.slots[0]).toMatchObject({ role: "opening", rank: null, score: null, place: null });
  });

  it("leaves out an opening that the version does not have, and says so", () => {
    const reel = lay({ opening: { title: "gone", clip: "mid" } });
    expect(reel.slots[0]?.title).toBe("t0");
    expect(reel.notes).toEqual(["The opening is left out: mega version 1 has no clip mid of gone."]);
  });

  it("lets the best titles come back, each time with another clip while it has one", () => {
    const reel = lay({ returns: { top: 2, every: 3 }, length: { frames: 720 } });
    const back = reel.slots.filter(({ role }) => role === "return");
    expect(back.map(({ title, asked, clip }) => [title, asked, clip])).toEqual([
      ["t0", "short", "short"],
      ["t1", "short", "short"],
      ["t0", "long", "mid"],
      ["t1", "long", "mid"],
    ]);
  });

  it("starts over from the best where the cap allows, once the ranking is used up", () => {
    const reel = lay({ cap: 2, length: { frames: 4 * 120 }, slots: [{ clip: "long" }] }, full(4));
    // The second time each shows another clip, since it has one.
    expect(reel.slots.map(({ title }) => title)).toEqual(["t0", "t1", "t2", "t3", "t0", "t1", "t2"]);
  });

  it("is shorter than asked where the material is, and says so", () => {
    const reel = lay({}, full(4));
    expect([reel.frames, reel.usedUp, reel.slots.length]).toEqual([240, true, 4]);
    expect(reel.notes).toEqual([
      "The reel lasts 240 frames, 240 fewer than the cadence asks for: the ranking's 4 titles have no more clips that the cadence allows.",
    ]);
  });

  it.each<[CadenceFallback, string[]]>([
    ["nearest", ["a mid 60", "b long 40"]],
    ["shorter", ["a mid 60", "c short 40"]],
    ["none", ["d long 80", "c short 40"]],
    [["short"], ["d long 80", "c short 40"]],
  ])("falls back by the rule %j", (fallback, expected) => {
    const titles = { a: ["mid"], b: ["long"], c: ["short"], d: ["long"] };
    const index = makeIndex({
      clipTypes: TYPES,
      titles:
        fallback === "nearest" ? { a: titles.a, b: titles.b } : { a: ["mid"], c: ["short"], d: ["long"] },
    });
    const slots = [{ clip: "long" }, { clip: "short" }];
    const length = { frames: fallback === "none" || typeof fallback === "object" ? 120 : 100 };
    const order = fallback === "none" || typeof fallback === "object" ? ["d", "c", "a"] : index.titles;
    expect(shown(lay({ slots, length, fallback }, index, makeRanking(order)))).toEqual(expected);
  });

  it("cuts on the beats, and says which slots they cut", () => {
    const reel = lay({ beats: { bpm: 120 }, length: { frames: 400 } });
    // 12.5 frames a beat: 75 is the sixth.
    expect(ends(reel).slice(0, 4)).toEqual([75, 113, 150, 225]);
    expect(reel.slots[0]).toMatchObject({ cutBy: "beat", range: { end: 80 }, frames: { end: 75 } });
    expect(ends(lay({ beats: { at: [2, { frame: 70 }, 4.4, 6] } })).slice(0, 3)).toEqual([70, 110, 150]);
    expect(ends(lay({ beats: { every: { frames: 30 }, offset: { frames: 5 } } })).slice(0, 2)).toEqual([
      65, 95,
    ]);
  });

  it("refuses what nothing fits in", () => {
    expect(() => lay({}, full(0))).toThrow(expect.objectContaining({ code: "reel_empty" }));
    const opening = { title: "t0", clip: "long" };
    expect(() => lay({ opening, length: { frames: 85 } })).toThrow(/leave 5 of 85 frames/);
    expect(() => lay({ slots: [{ clip: "huge" }], fallback: "none" })).toThrow(/can show \(huge\)/);
  });

  it("leaves the order of equal titles to the seed", () => {
    const equal = makeRanking(names(30)).map((entry) => ({ ...entry, score: 0.5 }));
    const orders = ["a", "b", "a"].map((seed) => shown(lay({}, full(30), equal, seed)).join());
    expect(orders[0]).toBe(orders[2]);
    expect(orders[0]).not.toBe(orders[1]);
    const near = lay({ ties: 0.02 }, full(100), undefined, "x").slots.map(({ score }) => score ?? 0);
    expect(Math.min(...near)).toBeGreaterThan(0.85);
  });
});

const ends = ({ slots }: Layout): number[] => {
  let at = 0;
  return slots.map(({ frames }) => {
    at += frames.end - frames.first;
    return at;
  });
};

const type = fc.constantFrom("long", "mid", "short");
const clips = fc.dictionary(type, fc.integer({ min: 2, max: 100 }), { minKeys: 0, maxKeys: 3 });
const cadences: fc.Arbitrary<Cadence> = fc.record(
  {
    length: fc.integer({ min: 30, max: 2000 }).map((frames) => ({ frames })),
    slots: fc.array(
      fc.record(
        { clip: fc.oneof(type, fc.constant("unknown")), weight: fc.double({ min: 0, max: 9, noNaN: true }) },
        { requiredKeys: ["clip"] },
      ),
      { minLength: 1, maxLength: 6 },
    ),
    returns: fc.record({ top: fc.integer({ min: 1, max: 5 }), every: fc.integer({ min: 2, max: 5 }) }),
    cap: fc.integer({ min: 1, max: 4 }),
    opening: fc.record({ title: fc.constantFrom("t0", "t1", "gone"), clip: type }),
    closing: fc.record({ title: fc.constantFrom("t0", "t1", "gone"), clip: type }),
    beats: fc.oneof(
      fc.record({ bpm: fc.integer({ min: 30, max: 300 }) }),
      fc.record({
        at: fc.array(
          fc.integer({ min: 0, max: 2000 }).map((frame) => ({ frame })),
          { minLength: 1 },
        ),
      }),
    ),
    fallback: fc.oneof(
      fc.constantFrom("nearest" as const, "shorter" as const, "none" as const),
      fc.array(type, { maxLength: 3 }),
    ),
    shortest: fc.integer({ min: 2, max: 40 }),
    ties: fc.constantFrom(0, 0.1, 1),
  },
  { requiredKeys: ["length", "slots"] },
);
const indexes = fc.array(clips, { maxLength: 12 }).map((all) =>
  makeIndex({
    clipTypes: TYPES,
    titles: Object.fromEntries(all.map((each, n) => [`t${n}`, each])),
    frameRate: "30000/1001",
  }),
);

function attempt(cadence: Cadence, index: ClipIndex, seed: string): Layout | undefined {
  try {
    return layout({ ranking: makeRanking(index.titles), cadence, index, seed });
  } catch (error) {
    expect(error).toMatchObject({ code: "reel_empty" });
    return undefined;
  }
}

describe("any layout", () => {
  it("keeps to length, caps, neighbours and the index, and is the same again", () => {
    fc.assert(
      fc.property(cadences, indexes, fc.string(), (cadence, index, seed) => {
        const reel = attempt(cadence, index, seed);
        if (!reel) return;
        expect(attempt(cadence, index, seed)).toEqual(reel);
        const { slots, frames, asked } = reel;
        expect(frames).toBeLessThanOrEqual(asked);
        expect(frames).toBe(slots.reduce((sum, slot) => sum + slot.frames.end - slot.frames.first, 0));
        expect(reel.notes.some((note) => note.includes("fewer than"))).toBe(frames < asked);
        const counts = new Map<string, number>();
        for (const [n, slot] of slots.entries()) {
          expect(index.clip(slot.title, slot.clip)).toEqual(slot.range);
          expect(slot.frames.first).toBe(slot.range.first);
          expect(slot.frames.end).toBeGreaterThan(slot.frames.first);
          expect(slot.frames.end).toBeLessThanOrEqual(slot.range.end);
          expect(slot.cutBy === null).toBe(slot.frames.end === slot.range.end);
          if (slot.role === "slot" || slot.role === "return") {
            expect(slot.title).not.toBe(slots[n - 1]?.title);
            expect(slot.title).not.toBe(slots[n + 1]?.title);
            counts.set(slot.title, (counts.get(slot.title) ?? 0) + 1);
          }
        }
        const cap = cadence.cap ?? (cadence.returns ? 3 : 1);
        expect(Math.max(...counts.values())).toBeLessThanOrEqual(cap);
      }),
      { numRuns: 500 },
    );
  });

  it("gives heavier slots to higher scores, and fills the reel, where every title has every clip", () => {
    fc.assert(
      fc.property(cadences, fc.string(), ({ length, slots: pattern, beats }, seed) => {
        const slots = pattern.map((slot) => ({ ...slot, clip: slot.clip === "unknown" ? "mid" : slot.clip }));
        const index = full(60);
        const reel = attempt({ length, slots, ...(beats && { beats }) }, index, seed);
        if (!reel) return;
        expect(reel.asked - reel.frames).toBeLessThan(12);
        for (const a of reel.slots)
          for (const b of reel.slots)
            if ((a.weight ?? 0) > (b.weight ?? 0)) expect(a.score).toBeGreaterThan(b.score ?? 1);
      }),
    );
  });
});
