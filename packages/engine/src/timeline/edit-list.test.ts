import { FLICKS_PER_SECOND } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Edit, flattenEdits } from "./edit-list.ts";
import { parseFlicks } from "./time-input.ts";

const S = FLICKS_PER_SECOND;

function edit(track: number, at: number, length: number, from = 0, video = `v${track}`): Edit {
  return {
    where: `tracks[${track}] at ${at}`,
    video,
    track,
    source: { start: from, end: from + length },
    record: { start: at, end: at + length },
  };
}

/** What is shown at every unit of time: video and time in it. */
function shownBy(clips: ReturnType<typeof flattenEdits>, unit: number): string[] {
  return clips.flatMap(({ video, start, end }) => {
    const [from = Number.NaN, to = Number.NaN] = [start, end].map((time) => parseFlicks(time as string));
    return Array.from({ length: (to - from) / unit }, (_, n) => `${video} ${from / unit + n}`);
  });
}

describe("flattenEdits", () => {
  it("shows at every time what lies on top", () => {
    const edits = fc.array(
      fc.record({
        track: fc.nat(3),
        at: fc.nat(20),
        length: fc.integer({ min: 1, max: 9 }),
        from: fc.nat(50),
      }),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(edits, (specs) => {
        const laid: Edit[] = [];
        for (const { track, at, length, from } of specs) {
          const overlaps = laid.some(
            ({ track: other, record }) => other === track && record.start < at + length && at < record.end,
          );
          if (!overlaps) laid.push(edit(track, at, length, from));
        }
        const end = Math.max(...laid.map(({ record }) => record.end));
        const filler = { video: "filler", source: { start: 3, end: 5 } };
        const expected: string[] = [];
        let gap = 0;
        for (let time = 0; time < end; time++) {
          const top = laid
            .filter(({ record }) => record.start <= time && time < record.end)
            .sort((a, b) => b.track - a.track)[0];
          gap = top ? 0 : gap + 1;
          expected.push(
            top
              ? `${top.video} ${top.source.start + time - top.record.start}`
              : `filler ${3 + ((gap - 1) % 2)}`,
          );
        }
        expect(shownBy(flattenEdits(laid, { covering: true, filler }), 1)).toEqual(expected);
      }),
    );
  });

  it("leaves clips whole that nothing covers", () => {
    const clips = flattenEdits([edit(0, 2 * S, S, 7 * S), { ...edit(0, 0, 2 * S), cut: "snap" }], {
      covering: false,
    });
    expect(clips).toEqual([
      { video: "v0", start: "0/1", end: "2/1", cut: "snap" },
      { video: "v0", start: "7/1", end: "8/1" },
    ]);
  });

  it("refuses clips that overlap where nothing says which wins", () => {
    const overlapping = [edit(0, 0, 2 * S), edit(1, S, 2 * S)];
    expect(() => flattenEdits(overlapping, { covering: false })).toThrow(
      expect.objectContaining({
        code: "clips_overlap",
        message:
          "tracks[0] at 0 and tracks[1] at 705600000 are both shown from 1.000 s to 2.000 s, and nothing says which covers the other.",
      }),
    );
    expect(() => flattenEdits([edit(0, 0, 2 * S), edit(0, S, S)], { covering: true })).toThrow("both shown");
    expect(flattenEdits(overlapping, { covering: true })).toHaveLength(2);
  });

  it("refuses gaps without a filler, and names them", () => {
    expect(() => flattenEdits([edit(0, S, S)], { covering: false })).toThrow(
      "Nothing is shown from 0.000 s to 1.000 s.",
    );
    expect(() => flattenEdits([edit(0, 0, S), edit(1, 3 * S, S)], { covering: false })).toThrow(
      expect.objectContaining({ code: "timeline_gap", message: "Nothing is shown from 1.000 s to 3.000 s." }),
    );
  });
});
