import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLICKS_PER_SECOND as S } from "../time.ts";
import { cutCues, moveCues, SHORTEST_REMAINDER } from "./cut-cues.ts";

const cue = (start: number, end: number, text = "x") => ({ start: start * S, end: end * S, text });
const cueList = fc.array(
  fc
    .tuple(fc.integer({ min: 0, max: 20 * S }), fc.integer({ min: 1, max: 5 * S }))
    .map(([start, length]) => ({ start, end: start + length, text: `${start}` })),
);
const spans = fc
  .uniqueArray(fc.integer({ min: 0, max: 30 * S }), { minLength: 2, maxLength: 12 })
  .map((times) => times.sort((a, b) => a - b));

describe("cutting cues", () => {
  it("keeps what is inside, cuts what crosses, and drops what is outside", () => {
    const cues = [cue(0, 1, "before"), cue(1, 3, "in"), cue(3, 4, "inside"), cue(4.5, 6, "out"), cue(5, 7)];
    expect(cutCues(cues, 2 * S, 5 * S)).toEqual([cue(2, 3, "in"), cue(3, 4, "inside"), cue(4.5, 5, "out")]);
  });

  it("drops what a cut leaves less than a frame of, not what is short by itself", () => {
    const rest = SHORTEST_REMAINDER;
    const short = { start: 5 * S, end: 5 * S + 1000, text: "short" };
    const cues = [
      { start: 0, end: S + rest - 1, text: "gone" },
      { start: 0, end: S + rest, text: "left" },
      short,
      { start: 9 * S - rest + 1, end: 20 * S, text: "gone, too" },
    ];
    expect(cutCues(cues, S, 9 * S)).toEqual([{ start: S, end: S + rest, text: "left" }, short]);
  });

  it("shows, of all that is cut at any places, as much as there was, and nothing over a cut", () => {
    fc.assert(
      fc.property(cueList, spans, (cues, times) => {
        const [first = 0, last = 0] = [times[0], times.at(-1)];
        const pieces = times.slice(1).map((to, n) => ({ from: times[n] ?? 0, to }));
        const cut = pieces.map(({ from, to }) => cutCues(cues, from, to));
        for (const [n, { from, to }] of pieces.entries()) {
          for (const { start, end } of cut[n] ?? []) {
            expect(start).toBeGreaterThanOrEqual(from);
            expect(end).toBeLessThanOrEqual(to);
            expect(end).toBeGreaterThan(start);
          }
        }
        const sum = (list: readonly { start: number; end: number }[]) =>
          list.reduce((total, { start, end }) => total + end - start, 0);
        const asked = sum(
          cues
            .map(({ start, end }) => ({ start: Math.max(start, first), end: Math.min(end, last) }))
            .filter(({ start, end }) => end > start),
        );
        const dropped = asked - sum(cut.flat());
        expect(dropped).toBeGreaterThanOrEqual(0);
        // At most two remainders of a cue at each place.
        expect(dropped).toBeLessThanOrEqual(2 * SHORTEST_REMAINDER * cues.length * times.length);
      }),
    );
  });

  it("moves cues and their words by whole flicks", () => {
    const timed = {
      ...cue(1, 2, "a b"),
      parts: [
        { start: S, text: "a" },
        { start: S + 7, text: " b" },
      ],
    };
    const moved = moveCues([timed], 3 * S + 1);
    expect(moved[0]).toMatchObject({
      start: 4 * S + 1,
      end: 5 * S + 1,
      parts: [{ start: 4 * S + 1 }, { start: 4 * S + 8 }],
    });
    expect(moveCues(moved, -3 * S - 1)).toEqual([timed]);
  });
});
