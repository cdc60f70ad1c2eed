import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClipInput, TimeInput } from "../../api/timeline.ts";
import { CutstreamError } from "../../errors.ts";
import { mainTrack } from "../../library/library.ts";
import { makeVersion } from "../../testing/made-library.ts";
import { MOST_CLIPS, type Plan, type PlanOptions, planTimeline, spansOf } from "./plan.ts";

const RATES = [
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30000, den: 1001 },
  { num: 60, den: 1 },
  { num: 24000, den: 1001 },
] as const;

/** `v0` … `v4`: 500 frames in GOPs of 50, at each rate; the last one without sound. */
const versions = new Map(
  RATES.map((frameRate, n) => [`v${n}`, makeVersion({ n, frameRate, ...(n === 4 ? { audio: null } : {}) })]),
);

/** Plans over the versions that the clips name, as publishing does. */
function plan(clips: readonly ClipInput[], options: Partial<PlanOptions> = {}): Plan {
  const named = new Set(clips.map(({ video }) => video));
  const found = new Map([...versions].filter(([video]) => named.has(video)));
  return planTimeline({ clips }, found, { container: "fmp4", ...options });
}

const clip = (video: string, start: TimeInput, end: TimeInput, cut?: "exact" | "snap"): ClipInput => ({
  video,
  start,
  end,
  ...(cut ? { cut } : {}),
});
const frames = (video: string, from: number, to: number, cut?: "exact" | "snap"): ClipInput =>
  clip(video, { frame: from }, { frame: to }, cut);

function failure(run: () => unknown): CutstreamError {
  try {
    run();
  } catch (error) {
    if (error instanceof CutstreamError) return error;
    throw error;
  }
  throw new Error("Nothing was thrown.");
}

describe("planTimeline", () => {
  it("shows exactly the frames asked for, and says where a head is needed", () => {
    const { clips } = plan([frames("v1", 13, 101), frames("v1", 150, 200), frames("v1", 499, 500)]);
    expect(clips.map(({ from, to, method }) => [from, to, method])).toEqual([
      [13, 101, "head"],
      [150, 200, "aligned"],
      [499, 500, "head"],
    ]);
    expect(clips.every(({ startError, endError }) => startError === 0 && endError === 0)).toBe(true);
  });

  it("chooses the nearest frame, and says by how much it is off", () => {
    const [seconds] = plan([clip("v1", 0.53, 2.01)]).clips;
    expect(seconds).toMatchObject({ from: 13, to: 50 });
    expect(seconds?.startError).toBeCloseTo(-0.25, 12);
    expect(seconds?.endError).toBeCloseTo(-0.25, 12);
    const [exact] = plan([clip("v2", "1001/30000", "10010/30000")]).clips;
    expect(exact).toMatchObject({ from: 1, to: 10, startError: 0, endError: 0 });
  });

  it("moves to the nearest key frames where asked to snap", () => {
    const { clips } = plan([frames("v1", 13, 101, "snap"), frames("v1", 30, 480, "snap")]);
    expect(clips).toMatchObject([
      { from: 0, to: 100, method: "snap", startError: -13, endError: -1 },
      { from: 50, to: 500, method: "snap", startError: 20, endError: 20 },
    ]);
  });

  it("snaps to at least one GOP, at both ends of the video too", () => {
    const { clips } = plan([
      frames("v1", 60, 61, "snap"),
      frames("v1", 499, 500, "snap"),
      frames("v1", 0, 1, "snap"),
    ]);
    expect(clips.map(({ from, to }) => [from, to])).toEqual([
      [50, 100],
      [450, 500],
      [0, 50],
    ]);
  });

  it("needs no head where a clip goes on from the one before", () => {
    const { clips } = plan([
      frames("v1", 13, 30),
      frames("v1", 30, 80),
      frames("v0", 80, 90),
      frames("v1", 80, 90),
    ]);
    expect(clips.map(({ method }) => method)).toEqual(["head", "aligned", "head", "head"]);
  });

  it("names the renditions that each version plays, once", () => {
    const ladder = new Map([["v0", makeVersion({ n: 9, heights: [720, 360], audio: null })]]);
    const { renditions } = planTimeline({ clips: [frames("v0", 0, 50), frames("v0", 100, 150)] }, ladder, {
      container: "ts",
    });
    expect(renditions).toEqual({ [ladder.get("v0")!.id]: { video: ["v720", "v360"], audio: null } });
  });

  it("moves only the clips named when no heads can be made, and says so", () => {
    const clips = [frames("v1", 13, 101), frames("v1", 113, 201)];
    const moved = plan(clips, { withoutHeads: { clips: new Set([1]), reason: "no encoder" } });
    expect(moved.clips).toMatchObject([
      { from: 13, to: 101, method: "head" },
      { from: 100, to: 200, method: "snap", startError: -13, endError: -1 },
    ]);
    expect(moved.warnings).toEqual([expect.stringMatching(/no encoder.*clips 1\./)]);
  });

  it("warns of silence only where other clips sound", () => {
    expect(plan([frames("v4", 0, 50)]).warnings).toEqual([]);
    expect(plan([frames("v4", 0, 50), frames("v1", 0, 50)]).warnings).toEqual([
      expect.stringContaining("v4"),
    ]);
  });

  it.each([
    ["empty_timeline", "timeline.clips", []],
    ["video_not_found", "timeline.clips[1].video", [frames("v1", 0, 9), frames("nope", 0, 9)]],
    ["invalid_time", "timeline.clips[1].start", [frames("v1", 0, 9), frames("v1", -1, 9)]],
    ["invalid_time", "timeline.clips[0].end", [frames("v1", 0, 501)]],
    ["invalid_time", "timeline.clips[0].end", [clip("v1", 0, Number.NaN)]],
    ["invalid_time", "timeline.clips[0].start", [clip("v1", "soon", 2)]],
    ["empty_range", "timeline.clips[0]", [frames("v1", 9, 9)]],
    ["empty_range", "timeline.clips[1]", [frames("v1", 0, 9), frames("v2", 30, 20)]],
    ["empty_range", "timeline.clips[0]", [frames("v1", 9, 9, "snap")]],
    ["empty_range", "timeline.clips[1]", [frames("v1", 0, 9), frames("v3", 60, 61)]],
  ] as const)("throws %s at %s", (code, path, clips) => {
    const error = failure(() => plan(clips));
    expect(error).toMatchObject({ code, details: { path } });
    if (code !== "empty_timeline") expect(error.message).toContain(path);
  });

  it("takes a clip shorter than a frame of sound where nothing can drift for it", () => {
    expect(plan([frames("v3", 60, 61)]).clips).toHaveLength(1);
    expect(plan([frames("v3", 60, 61), frames("v3", 61, 62), frames("v1", 0, 1)]).clips).toHaveLength(3);
  });

  it("takes as many clips as a playlist may have, and no more", () => {
    const clips = Array.from({ length: MOST_CLIPS }, () => frames("v1", 0, 50));
    expect(plan(clips).clips).toHaveLength(MOST_CLIPS);
    expect(failure(() => plan([...clips, frames("v1", 0, 50)]))).toMatchObject({ code: "too_many_clips" });
  });

  it("is off by half a frame at most at any rate, or starts and ends at key frames", () => {
    const ask = fc.record({
      video: fc.constantFrom(...versions.keys()),
      start: fc.double({ min: 0, max: 7.5, noNaN: true }),
      length: fc.double({ min: 0.06, max: 0.8, noNaN: true }),
      cut: fc.constantFrom("exact", "snap"),
    });
    fc.assert(
      fc.property(fc.array(ask, { minLength: 1, maxLength: 9 }), (asked) => {
        const clips = asked.map(({ video, start, length, cut }) => clip(video, start, start + length, cut));
        for (const [n, planned] of plan(clips).clips.entries()) {
          const version = versions.get(planned.video)!;
          const rate = version.manifest.frameRate.num / version.manifest.frameRate.den;
          expect(planned.from).toBeLessThan(planned.to);
          expect(planned.to).toBeLessThanOrEqual(500);
          expect(planned.startError).toBeCloseTo(planned.from - asked[n]!.start * rate, 6);
          expect(planned.endError).toBeCloseTo(planned.to - (asked[n]!.start + asked[n]!.length) * rate, 6);
          if (asked[n]!.cut === "snap") {
            expect(mainTrack(version).isKey(planned.from) && mainTrack(version).isKey(planned.to)).toBe(true);
          } else {
            expect(Math.abs(planned.startError)).toBeLessThanOrEqual(0.5);
            expect(Math.abs(planned.endError)).toBeLessThanOrEqual(0.5);
          }
        }
      }),
    );
  });
});

describe("spansOf", () => {
  it("merges clips that follow one another in the same source, and no others", () => {
    const spans = spansOf(
      plan([
        frames("v1", 13, 30),
        frames("v1", 30, 80),
        frames("v1", 80, 90),
        frames("v0", 90, 120),
        frames("v1", 120, 130),
        frames("v1", 140, 150),
        frames("v1", 140, 150),
      ]),
    );
    expect(spans.map(({ from, to, firstClip, lastClip }) => [from, to, firstClip, lastClip])).toEqual([
      [13, 90, 0, 2],
      [90, 120, 3, 3],
      [120, 130, 4, 4],
      [140, 150, 5, 5],
      [140, 150, 6, 6],
    ]);
  });
});
