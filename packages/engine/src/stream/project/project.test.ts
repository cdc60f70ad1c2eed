import { AAC_FRAME_SAMPLES, flicksPerSample, ORIGIN_SECONDS, ORIGIN_TICKS } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ClipInput } from "../../api/timeline.ts";
import type { LibraryVersion } from "../../library/library.ts";
import { SILENCE, SILENCE_VERSION } from "../../library/silence.ts";
import { makeVersion, type VersionRecipe } from "../../testing/made-library.ts";
import { type AudioPath, formatMediaPath, type SoundPath } from "../address/media-path.ts";
import { planTimeline } from "../plan/plan.ts";
import { CONTINUOUS_AUDIO_TIMESCALE, type Projection, project } from "./project.ts";
import { bindPlan, type TrackSpan } from "./tracks.ts";

const RATES = [
  { num: 24000, den: 1001 },
  { num: 24, den: 1 },
  { num: 25, den: 1 },
  { num: 30000, den: 1001 },
  { num: 50, den: 1 },
  { num: 60, den: 1 },
] as const;

/** Sources as they come: GOPs and chunks of any length, sound at any offset and rate, or none. */
const recipe = fc.record({
  gops: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 4, maxLength: 16 }),
  chunkFrames: fc.constantFrom(1, 40, 100),
  frameRate: fc.constantFrom(...RATES),
  audio: fc.option(
    fc.record({
      sampleRate: fc.constantFrom(44_100, 48_000),
      startSample: fc.integer({ min: -3000, max: 3000 }),
    }),
  ),
});

type Edit = readonly [source: number, start: number, length: number];
const edit: fc.Arbitrary<Edit> = fc.tuple(
  fc.nat(99),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.nat(500),
);

function timeline(recipes: readonly VersionRecipe[], edits: readonly Edit[]): TrackSpan[] {
  const versions = recipes.map((recipe, n) => makeVersion({ ...recipe, n }));
  const clips = edits.map(([source, start, length]): ClipInput => {
    const { manifest } = versions[source % versions.length]!;
    // Two frames at least: a clip shorter than an AAC frame has one all the same.
    const from = Math.floor(start * (manifest.frameCount - 2));
    const to = Math.min(manifest.frameCount, from + 2 + length);
    return { video: manifest.version, start: { frame: from }, end: { frame: to } };
  });
  return spansFor(clips, versions);
}

function spansFor(clips: readonly ClipInput[], versions: readonly LibraryVersion[]): TrackSpan[] {
  const byId = new Map(versions.map((version) => [version.id, version]));
  return [...bindPlan(planTimeline({ clips }, byId, { container: "fmp4" }), byId).variants[0]!];
}

/** Sound as it stands in a source. */
function copied(path: SoundPath): AudioPath {
  if (path.kind === "mix") throw new Error("There is no music.");
  return path;
}

/** Segments of each span. */
function perSpan({ video, audio }: Projection) {
  const groups: { video: Projection["video"][number][]; audio: Projection["audio"][number][] }[] = [];
  video.forEach((segment, n) => {
    if (n === 0 || segment.jump) groups.push({ video: [], audio: [] });
    groups.at(-1)!.video.push(segment);
    groups.at(-1)!.audio.push(audio[n]!);
  });
  return groups;
}

const sources = fc.array(recipe, { minLength: 1, maxLength: 5 });
const edits = fc.array(edit, { minLength: 1, maxLength: 30 });

/** Checks a property of many timelines; a counterexample is told by what it was made from. */
function forAllTimelines(check: (spans: TrackSpan[]) => void, numRuns = 100): void {
  fc.assert(
    fc.property(sources, edits, (sources, edits) => check(timeline(sources, edits))),
    { numRuns },
  );
}

describe("project", () => {
  it("tiles every span with video, frame by frame", () => {
    forAllTimelines((spans) => {
      const groups = perSpan(project(spans, "default"));
      expect(groups).toHaveLength(spans.length);
      for (const [n, { video }] of groups.entries()) {
        let at = spans[n]!.from;
        for (const { path, duration, init } of video) {
          expect(path.from).toBe(at);
          expect(path.to).toBeGreaterThan(path.from);
          expect(duration).toBe((path.to - path.from) * spans[n]!.video.frameFlicks);
          expect(init).toMatchObject({ version: path.version, rendition: path.rendition, continuous: false });
          at = path.to;
        }
        expect(at).toBe(spans[n]!.to);
      }
    });
  });

  it("splits sound where it splits the picture, never into nothing", () => {
    forAllTimelines((spans) => {
      const { video, audio } = project(spans, "default");
      expect(audio.map(({ jump }) => jump)).toEqual(video.map(({ jump }) => jump));
      expect(audio.filter(({ path }) => path.count < 1)).toEqual([]);
    }, 300);
  });

  it("keeps sound within an AAC frame of the picture at every one of 1000 joins", () => {
    const recipes = RATES.map((frameRate, n) => ({
      gops: Array<number>(20).fill(48),
      frameRate,
      audio: n === 1 ? null : { sampleRate: n % 2 ? 44_100 : 48_000, startSample: n * 311 - 700 },
    }));
    const frame = AAC_FRAME_SAMPLES * flicksPerSample(44_100);
    const oneEdit = fc.sample(edit, { numRuns: 4004, seed: 7 });
    for (let run = 0; run < 4; run++) {
      let shown = 0;
      let heard = 0;
      const spans = timeline(recipes, oneEdit.slice(run * 1001, (run + 1) * 1001));
      const joins = perSpan(project(spans, "default"));
      for (const { video, audio } of joins) {
        for (const { duration } of video) shown += duration;
        for (const { duration } of audio) heard += duration;
        expect(Math.abs(shown - heard)).toBeLessThanOrEqual(frame);
      }
      expect(joins.length).toBeGreaterThan(1000);
    }
  });

  it("plays of each source what stands under the picture, to half an AAC frame", () => {
    forAllTimelines((spans) => {
      const groups = perSpan(project(spans, "default"));
      let emitted = 0;
      for (const [n, { audio }] of groups.entries()) {
        const span = spans[n]!;
        const { sampleRate, startSample } = span.audio.index;
        const sample = flicksPerSample(sampleRate);
        const { first, shift } = copied(audio[0]!.path);
        const sourceTime = (startSample + first * AAC_FRAME_SAMPLES) * sample;
        const due = span.from * span.video.frameFlicks + emitted - span.start;
        expect(Math.abs(sourceTime - due)).toBeLessThanOrEqual((AAC_FRAME_SAMPLES * sample) / 2);
        // Stamped in step with the picture, to the nearest sample.
        expect(Math.abs(sourceTime + shift * sample - due)).toBeLessThanOrEqual(sample / 2);
        for (const { duration } of audio) emitted += duration;
      }
    });
  });

  it("stamps both tracks without a hole in the continuous form", () => {
    forAllTimelines((spans) => {
      const { video, audio } = project(spans, "continuous");
      let ticks = ORIGIN_TICKS;
      for (const { path, init } of video) {
        const track = spans.find(({ version }) => version === path.version)!.video;
        expect(path.at).toBe(ticks);
        expect(init?.continuous).toBe(true);
        ticks += (path.to - path.from) * track.index.frameTicks;
      }
      let flicks = 0;
      for (const { path, duration, init } of audio) {
        expect(copied(path).shift).toBe(0);
        expect(init?.continuous).toBe(true);
        // exact, whatever the sample rates are
        expect((path.at! - ORIGIN_SECONDS * CONTINUOUS_AUDIO_TIMESCALE) * 100).toBe(flicks);
        flicks += duration;
      }
    });
  });

  it("plays the same frames in both forms", () => {
    forAllTimelines((spans) => {
      const { video, audio } = project(spans, "default");
      const continuous = project(spans, "continuous");
      const plain = <P extends { at?: number }>({ at: _, ...path }: P) => path;
      expect(continuous.video.map(({ path }) => plain(path))).toEqual(video.map(({ path }) => path));
      expect(continuous.audio.map(({ path }) => plain(path))).toEqual(
        audio.map(({ path }) => ({ ...path, shift: 0 })),
      );
    });
  });

  it("gives two cuts through the same chunks the same segments in between", () => {
    const version = makeVersion({ gops: Array<number>(20).fill(25), chunkFrames: 50 });
    const urls = (from: number, to: number) => {
      const clip = { video: version.id, start: { frame: from }, end: { frame: to } };
      return project(spansFor([clip], [version]), "default").video.map(({ path }) => formatMediaPath(path));
    };
    const one = urls(13, 411);
    const other = urls(31, 388);
    const shared = one.filter((url) => other.includes(url));
    expect(shared).toEqual(
      [50, 100, 150, 200, 250, 300].map((from) => `${version.id}/v180/${from}-${from + 50}.m4s`),
    );
    expect(one[0]).toContain("/13-25.");
    expect(other.slice(0, 2)).toEqual(["31-37", "37-50"].map((frames) => `${version.id}/v180/${frames}.m4s`));
  });

  it("lays silence of its own version under a source without sound", () => {
    const mute = makeVersion({ audio: null });
    const clip = { video: mute.id, start: { frame: 7 }, end: { frame: 107 } };
    const { audio } = project(spansFor([clip], [mute]), "default");
    expect(new Set(audio.map(({ path }) => copied(path).version))).toEqual(new Set([SILENCE_VERSION]));
    expect(audio.reduce((sum, { path }) => sum + path.count, 0)).toBe(Math.round((4 * 48_000) / 1024));
    expect(SILENCE.index.sizes).toHaveLength(0);
  });
});
