import { AAC_FRAME_SAMPLES, flicksPerSample, ORIGIN_SECONDS } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClipInput } from "../api.ts";
import type { MusicInput } from "../music-api.ts";
import { makeVersion } from "../testing/made-library.ts";
import { formatMediaPath } from "./media-path.ts";
import { planTimeline } from "./plan.ts";
import { decodePlan, encodePlan } from "./plan-codec.ts";
import { project } from "./project.ts";
import { frameRuns } from "./sound-frames.ts";
import { bindPlan } from "./tracks.ts";

const SOURCES = [
  makeVersion({ n: 1, gops: Array<number>(20).fill(48), frameRate: { num: 24000, den: 1001 } }),
  makeVersion({ n: 2, gops: Array<number>(20).fill(50), audio: { sampleRate: 44_100, startSample: -500 } }),
  makeVersion({ n: 3, gops: Array<number>(20).fill(60), frameRate: { num: 60, den: 1 }, audio: null }),
];
/** Eight seconds of sound, or nine at 44.1 kHz. */
const BEDS = [
  makeVersion({ n: 8, gops: [200], audio: { sampleRate: 48_000, startSample: -1024 } }),
  makeVersion({ n: 9, gops: [225], audio: { sampleRate: 44_100, startSample: 311 } }),
];
const versions = new Map([...SOURCES, ...BEDS].map((version) => [version.id, version]));

const clip = fc
  .record({ source: fc.nat(SOURCES.length - 1), from: fc.nat(800), length: fc.integer({ min: 4, max: 160 }) })
  .map(
    ({ source, from, length }): ClipInput => ({
      video: SOURCES[source]!.id,
      start: { frame: from },
      end: { frame: from + length },
    }),
  );
const clips = fc.array(clip, { minLength: 1, maxLength: 40 });
const music: fc.Arbitrary<MusicInput> = fc.record(
  {
    video: fc.constantFrom(...BEDS.map(({ id }) => id)),
    start: fc.double({ min: 0, max: 3, noNaN: true }),
    end: fc.double({ min: 4, max: 7.5, noNaN: true }),
    loop: fc.boolean(),
  },
  { requiredKeys: ["video"] },
);

const planned = (clips: readonly ClipInput[], music: MusicInput) =>
  planTimeline({ clips, music }, versions, { container: "fmp4" });
const soundOf = (clips: readonly ClipInput[], music: MusicInput, form: "default" | "continuous") => {
  const plan = planned(clips, music);
  const spans = bindPlan(plan, versions).variants[0]!;
  return { spans, bed: plan.music!, track: versions.get(music.video)!.audio!, ...project(spans, form) };
};

describe("music in place of the clips' own sound", () => {
  it("plays every AAC frame once and in order, whatever the cuts, and starts over or falls silent at its end", () => {
    fc.assert(
      fc.property(clips, music, (clips, music) => {
        const { audio, bed, track } = soundOf(clips, music, "default");
        const heard = audio.flatMap(({ path }) =>
          frameRuns(path, track).flatMap(({ first, count }) =>
            Array.from({ length: count }, (_, n) => first + n),
          ),
        );
        const length = bed.to - bed.from;
        const silent = track.index.sizes.length;
        heard.forEach((frame, n) => {
          if (bed.loop || n < length) expect(frame).toBe(bed.from + (n % length));
          else expect(frame).toBeGreaterThanOrEqual(bed.to === silent ? bed.to : silent);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("is stamped in the time of each clip's video, without a hole, and never drifts", () => {
    fc.assert(
      fc.property(clips, music, (clips, music) => {
        const { spans, audio, video, track } = soundOf(clips, music, "default");
        const { sampleRate, startSample } = track.index;
        const sample = flicksPerSample(sampleRate);
        let due = 0;
        let heard = 0;
        let span = -1;
        audio.forEach(({ path, duration }, n) => {
          const jump = n === 0 || video[n]!.jump;
          if (jump) span++;
          const { from, start, video: picture } = spans[span]!;
          const stamp = startSample + path.first * AAC_FRAME_SAMPLES + path.shift;
          const shown = from * picture.frameFlicks + heard - start;
          expect(Math.abs(stamp * sample - shown)).toBeLessThanOrEqual(sample);
          if (!jump) expect(stamp).toBe(due);
          due = stamp + path.count * AAC_FRAME_SAMPLES;
          heard += duration;
          expect(ORIGIN_SECONDS * sampleRate + stamp).toBeGreaterThan(0);
          const end = spans[span]!.start + spans[span]!.duration;
          if (video[n + 1]?.jump) expect(Math.abs(heard - end)).toBeLessThanOrEqual(512 * sample + 1);
        });
      }),
      { numRuns: 200 },
    );
  });

  it("is split where the picture is, in both forms alike", () => {
    fc.assert(
      fc.property(clips, music, (clips, music) => {
        const plain = soundOf(clips, music, "default");
        const continuous = soundOf(clips, music, "continuous");
        expect(plain.audio.map(({ jump }) => jump)).toEqual(plain.video.map(({ jump }) => jump));
        const frames = ({ audio, track }: typeof plain) => audio.map(({ path }) => frameRuns(path, track));
        expect(frames(continuous)).toEqual(frames(plain));
      }),
    );
  });

  it("has the URLs of any other sound while it neither ends nor starts over", () => {
    const whole: ClipInput = { video: SOURCES[1]!.id, start: { frame: 0 }, end: { frame: 400 } };
    const { audio } = soundOf([whole], { video: BEDS[0]!.id, end: 5, loop: true }, "default");
    const names = audio.map(({ path }) => formatMediaPath(path));
    expect(names.filter((name) => name.includes("_end"))).toHaveLength(3);
    expect(names[0]).toBe(`${BEDS[0]!.id}/a0/1_188_0.m4s`);
  });

  it("plans and stores the same every time", () => {
    fc.assert(
      fc.property(clips, music, (clips, music) => {
        const plan = planned(clips, music);
        expect(planned(clips, music)).toEqual(plan);
        expect(decodePlan(encodePlan(plan))).toEqual(plan);
      }),
    );
  });
});

describe("music is refused", () => {
  const whole = [{ video: SOURCES[1]!.id, start: 0, end: 4 }];
  const bed = BEDS[0]!.id;
  it.each<[string, MusicInput, string]>([
    ["that has no sound", { video: SOURCES[2]!.id }, "invalid_music"],
    ["that nobody has", { video: "vid_none" }, "video_not_found"],
    ["that starts after its end", { video: bed, start: 30 }, "invalid_time"],
    ["that starts at no time", { video: bed, start: "soon" }, "invalid_time"],
    ["that starts before it begins", { video: bed, start: -1 }, "invalid_time"],
    ["shorter than half a second", { video: bed, start: 2, end: 2.4 }, "invalid_music"],
    ["that ends before it starts", { video: bed, start: 3, end: 1 }, "invalid_music"],
    ["louder than anything", { video: bed, gain: 21 }, "invalid_music"],
    ["at a gain of NaN", { video: bed, gain: Number.NaN }, "invalid_music"],
    ["that fades for hours", { video: bed, fade: { in: 3600 } }, "invalid_music"],
    ["that sinks below nothing", { video: bed, duck: 6 }, "invalid_music"],
  ])("%s", (_, music, code) => {
    expect(() => planned(whole, music)).toThrow(expect.objectContaining({ code }));
  });
});
