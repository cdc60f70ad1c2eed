import { AAC_FRAME_SAMPLES, flicksPerSample, ORIGIN_SECONDS } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MusicInput } from "../../api/music.ts";
import type { ClipInput } from "../../api/timeline.ts";
import { makeVersion } from "../../testing/made-library.ts";
import { type AudioPath, formatMediaPath, parseMediaPath, type SoundPath } from "../address/media-path.ts";
import type { MixPath } from "../address/mix-path.ts";
import { planTimeline } from "../plan/plan.ts";
import { decodePlan, encodePlan } from "../plan/plan-codec.ts";
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
/** Sound as it stands in a source. */
function copied(path: SoundPath): AudioPath {
  if (path.kind === "mix") throw new Error("This music is encoded.");
  return path;
}
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
          frameRuns(copied(path), track).flatMap(({ first, count }) =>
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
          const stamp = startSample + copied(path).first * AAC_FRAME_SAMPLES + copied(path).shift;
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
        const frames = ({ audio, track }: typeof plain) =>
          audio.map(({ path }) => frameRuns(copied(path), track));
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

describe("music that is encoded", () => {
  const loud: fc.Arbitrary<MusicInput> = fc.record({
    video: fc.constantFrom(...BEDS.map(({ id }) => id)),
    loop: fc.boolean(),
    mode: fc.constantFrom("mix", "replace"),
    gain: fc.constantFrom(-6, 3),
    fade: fc.record({ in: fc.nat(3), out: fc.nat(3) }),
  });

  it("follows on from segment to segment, in the time of each clip, and is the same in both forms", () => {
    fc.assert(
      fc.property(clips, loud, (clips, music) => {
        const { spans, audio, video, track, bed } = soundOf(clips, music, "default");
        const paths = audio.flatMap(({ path }) => (path.kind === "mix" ? [path] : []));
        expect(paths).toHaveLength(video.length);
        const length = Math.round(((bed.to - bed.from) * 1024 * 48_000) / track.index.sampleRate);
        let played = 0;
        let span = -1;
        paths.forEach((path, n) => {
          if (n === 0 || video[n]!.jump) span++;
          expect(Math.abs(path.at - played) % (bed.loop ? length : Number.MAX_SAFE_INTEGER)).toBe(0);
          const { from, start, video: picture } = spans[span]!;
          const shown = from * picture.frameFlicks + played * 14_700 - start;
          const stamp = path.stamp - 48_000 * ORIGIN_SECONDS;
          expect(Math.abs(stamp * 14_700 - shown)).toBeLessThanOrEqual(14_700);
          if (path.own) expect(path.own.at).toBe(stamp);
          played += path.count * 1024;
          expect(parseMediaPath(formatMediaPath(path))).toEqual(path);
          const beside = { kind: "transport", video: video[n]!.path, audio: path } as const;
          expect(parseMediaPath(formatMediaPath(beside))).toEqual(beside);
        });
        const sound = ({ stamp: _, continuous: __, ...rest }: MixPath) => rest;
        const continuous = soundOf(clips, music, "continuous").audio.map(({ path }) => path as MixPath);
        expect(continuous.map(sound)).toEqual(paths.map(sound));
      }),
    );
  });

  it("is shared where the same stands beside the same, whatever came before", () => {
    const clip = (video: string, from: number, to: number) => ({
      ...{ video, start: { frame: from }, end: { frame: to } },
    });
    // 16 s are whole AAC frames, and twice the music
    const long = makeVersion({ n: 5, gops: Array<number>(30).fill(50) });
    const bed = makeVersion({ n: 7, gops: Array<number>(4).fill(50), audio: { sampleRate: 48_000 } });
    const known = new Map([long, bed].map((version) => [version.id, version]));
    const names = (clips: ClipInput[]) => {
      const music: MusicInput = { video: bed.id, loop: true, mode: "mix", gain: -3, fade: { in: 1 } };
      const plan = planTimeline({ clips, music }, known, { container: "fmp4" });
      return project(bindPlan(plan, known).variants[0]!, "default").audio.map(({ path }) =>
        formatMediaPath(path),
      );
    };
    const early = names([clip(long.id, 0, 400), clip(long.id, 1000, 1400)]);
    const late = names([clip(long.id, 400, 800), clip(long.id, 1000, 1400)]);
    expect(late.slice(-4)).toEqual(early.slice(-4));
    expect(late[0]).not.toEqual(early[0]);
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
