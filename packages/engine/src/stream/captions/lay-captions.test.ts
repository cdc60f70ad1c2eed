import { FLICKS_PER_SECOND as S, type TimedCue } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import type { PlannedSubtitles } from "../../subtitles/planned-subtitles.ts";
import type { Plan } from "../plan/plan.ts";
import type { PlanClip } from "../plan/plan-clip.ts";
import { layCaptions } from "./lay-captions.ts";

const FRAME = S / 25;
const clip = (from: number, to: number, change: Partial<PlanClip> = {}): PlanClip => ({
  ...{ video: "v", version: "one", from, to, method: "head", startError: 0, endError: 0 },
  ...change,
});
const subtitles = (change: Partial<PlannedSubtitles> = {}): PlannedSubtitles => ({
  ...{ language: "en", name: "English", default: true, autoselect: true, forced: false, style: "caption" },
  characteristics: [],
  texts: { videos: { v: { version: "one", hash: "t" } } },
  ...change,
});
const cue = (start: number, end: number, text: string, change: Partial<TimedCue> = {}): TimedCue => ({
  ...{ start: start * FRAME, end: end * FRAME, text },
  ...change,
});

/** Keys of the only track, in frames of the timeline. */
function read(clips: readonly PlanClip[], cues: readonly TimedCue[], change: Partial<PlannedSubtitles> = {}) {
  const plan: Plan = {
    ...{ container: "fmp4", clips, renditions: {}, warnings: [], render: "segments", captions: 0 },
    subtitles: [subtitles(change)],
  };
  let start = 0;
  const spans = clips.map(({ from, to }, firstClip) => {
    const span = { from, to, firstClip, start, frameFlicks: FRAME };
    start += (to - from) * FRAME;
    return span;
  });
  const tracks = layCaptions(plan, spans, new Map([["one/t", cues]]));
  expect(tracks.length).toBeLessThanOrEqual(1);
  return tracks.flatMap(({ keys }) =>
    keys.map(({ at, text, said }) => (said === undefined ? [at / FRAME, text] : [at / FRAME, text, said])),
  );
}

describe("captions on a timeline", () => {
  it("are cut and moved with the clips", () => {
    const cues = [cue(10, 30, "one"), cue(40, 60, "two")];
    expect(read([clip(20, 45), clip(0, 15)], cues)).toEqual([
      [0, "one"],
      [10, ""],
      [20, "two"],
      [25, ""],
      [35, "one"],
      [40, ""],
    ]);
  });

  it("stand together where they overlap, in the order in which they came", () => {
    expect(read([clip(0, 100)], [cue(10, 50, "long"), cue(20, 30, "short")])).toEqual([
      [10, "long"],
      [20, "long\nshort"],
      [30, "long"],
      [50, ""],
    ]);
  });

  it("are not read over ads, and go on after them", () => {
    const timeline = { timeline: { version: "one", hash: "t" } };
    const clips = [clip(0, 20), clip(0, 50, { video: "ad", ad: { slot: 0, id: "a" } }), clip(20, 40)];
    expect(read(clips, [cue(10, 30, "on")], { texts: timeline })).toEqual([
      [10, "on"],
      [20, ""],
      [70, "on"],
      [80, ""],
    ]);
    expect(read(clips, [cue(10, 30, "on")])).toEqual([
      [10, "on"],
      [20, ""],
      [70, "on"],
      [80, ""],
    ]);
  });

  it("mark the words that are said", () => {
    const parts = [
      { start: 10 * FRAME, text: "my" },
      { start: 15 * FRAME, text: " dog" },
      { start: 20 * FRAME, text: "\nbarks" },
    ];
    const spoken = cue(10, 30, "my dog\nbarks", { parts });
    expect(read([clip(0, 100)], [spoken], { style: "words" })).toEqual([
      [10, "my dog\nbarks", 2],
      [15, "my dog\nbarks", 6],
      [20, "my dog\nbarks"],
      [30, ""],
    ]);
    expect(read([clip(0, 100)], [spoken])).toEqual([
      [10, "my dog\nbarks"],
      [30, ""],
    ]);
  });

  it("are laid quickly, however many overlap", () => {
    const cues = Array.from({ length: 20_000 }, (_, n) => cue(0, 100 + n, `cue ${n}`));
    const keys = read([clip(0, 30_000)], cues);
    expect(keys).toHaveLength(20_001);
    expect(String(keys[0]?.[1]).split("\n")).toHaveLength(8);
  });
});
