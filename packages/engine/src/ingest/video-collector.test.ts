import {
  concatBytes,
  copyBytes,
  FLAG_SYNC,
  type FrameRate,
  parseAvcC,
  parseMediaSegment,
  type StreamSample,
  ticksPerFrame,
  type VideoIndex,
  VideoTrack,
  writeNalUnits,
} from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AVCC } from "../../../media/src/testing/parameter-sets.ts";
import { makeTrack, type TrackRecipe } from "../../../media/src/testing/track.ts";
import { videoSample } from "../testing/made-library.ts";
import { CHUNK_SECONDS, VideoCollector } from "./video-collector.ts";

/** A sample as a muxer would stamp it: when it is shown, in ticks. */
interface Stamped {
  readonly data: Uint8Array;
  readonly shown: number;
  /** What the container says of it. */
  readonly sync: boolean;
}

/** A made-up track's samples, the first of them shown at `start`, those of frame `n` off by `jitter(n)` ticks. */
function stamp(track: VideoTrack, start = 0, jitter: (frame: number) => number = () => 0): Stamped[] {
  const { frames, flags, frameTicks } = track.index;
  return Array.from(frames, (frame, sample) => ({
    data: videoSample(track, sample),
    shown: start + frame * frameTicks + jitter(frame),
    sync: (flags[sample]! & FLAG_SYNC) !== 0,
  }));
}

interface Collected {
  readonly index: VideoIndex;
  readonly origin: number;
  readonly chunks: readonly Uint8Array[];
}

interface CollectOptions {
  readonly frameRate?: FrameRate;
  readonly longestGop?: number;
  /** Samples a fragment. */
  readonly fragment?: number;
  readonly avcC?: Uint8Array;
}

/** Collects samples; decode times count up evenly, as muxers write them where they can. */
async function collect(samples: readonly Stamped[], options: CollectOptions = {}): Promise<Collected> {
  const { frameRate = { num: 25, den: 1 }, longestGop = 10.5, fragment = 7, avcC = AVCC.high180 } = options;
  const frameTicks = ticksPerFrame(frameRate)!;
  const chunks: Uint8Array[] = [];
  const collector = new VideoCollector({
    ...{ rendition: "v180", frameRate, frameTicks, avcC, width: 320, height: 180, longestGop },
    store: async (chunk, segment) => {
      chunks[chunk] = copyBytes(segment);
    },
  });
  for (let at = 0; at < samples.length; at += fragment) {
    const part = samples.slice(at, at + fragment).map(({ data, shown, sync }, n): StreamSample => {
      const decode = (at + n) * frameTicks;
      return { data: copyBytes(data), sync, duration: frameTicks, compositionOffset: shown - decode };
    });
    await collector.push({ trackId: 1, baseMediaDecodeTime: at * frameTicks, samples: part });
    // As a reader does that uses its memory again.
    for (const { data } of part) data.fill(0);
  }
  const index = await collector.finish();
  return { index, origin: collector.origin, chunks };
}

const RATES: readonly FrameRate[] = [
  { num: 24_000, den: 1001 },
  { num: 25, den: 1 },
  { num: 60, den: 1 },
];

const recipes: fc.Arbitrary<TrackRecipe & { readonly frameRate: FrameRate }> = fc.record({
  gops: fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 8 }),
  bFrames: fc.constantFrom(0, 1, 3, 7),
  frameRate: fc.constantFrom(...RATES),
});

describe("video collector", () => {
  test("indexes closed GOPs, wherever they start and however they come", async () => {
    await fc.assert(
      fc.asyncProperty(
        recipes,
        fc.integer({ min: 0, max: 10_000_000 }),
        fc.integer({ min: 1, max: 50 }),
        async (recipe, start, fragment) => {
          const track = makeTrack(recipe);
          const { frameRate } = recipe;
          const { index, origin, chunks } = await collect(stamp(track, start), { frameRate, fragment });
          expect(origin).toBe(start);
          expect(index).toMatchObject({ frameCount: track.index.frameCount, frameRate });
          expect(index.frames).toEqual(track.index.frames);
          expect(index.flags).toEqual(track.index.flags);
          expect(index.sizes).toEqual(track.index.sizes);
          expectChunks(new VideoTrack(index), track, chunks);
        },
      ),
      { numRuns: 60 },
    );
  });

  test("bears stamps that are rounded, as Matroska's are to milliseconds", async () => {
    const rounding = (frameTicks: number) => (frame: number) => {
      const exact = frame * frameTicks;
      return Math.round(exact / 240) * 240 - exact;
    };
    await fc.assert(
      fc.asyncProperty(recipes, async (recipe) => {
        const track = makeTrack(recipe);
        const samples = stamp(track, 0, rounding(track.index.frameTicks));
        const { index } = await collect(samples, { frameRate: recipe.frameRate });
        expect(index.frames).toEqual(track.index.frames);
      }),
      { numRuns: 30 },
    );
  });

  test("tells where the grid begins although the first frame was drawn out to the start of the sound", async () => {
    const track = makeTrack({ gops: [24, 24], frameRate: { num: 24, den: 1 } });
    const priming = Math.round((1024 / 48_000) * 240_000);
    const samples = stamp(track, 9000, (frame) => (frame === 0 ? -priming : 0));
    const { index, origin } = await collect(samples, { frameRate: { num: 24, den: 1 } });
    expect(origin).toBe(9000);
    expect(index.frames).toEqual(track.index.frames);
  });

  test("takes a first frame that was held for long for a rate that is not constant", async () => {
    const track = makeTrack({ gops: [24, 24] });
    for (const frames of [1, 1.5, 2]) {
      const samples = stamp(track, 100_000, (frame) => (frame === 0 ? -frames * 9600 : 0));
      await expect(collect(samples)).rejects.toMatchObject({
        message: expect.stringMatching(/^its frame rate is not constant/),
      });
    }
  });

  test("finds frames that are missing or doubled, wherever they are", async () => {
    await fc.assert(
      fc.asyncProperty(recipes, fc.nat(), fc.boolean(), async (recipe, any, isMissing) => {
        const track = makeTrack(recipe);
        const samples = stamp(track);
        const at = any % samples.length;
        // Without its first or its last frame, a video is a shorter one.
        const isInner = at > 0 && track.index.frames[at] !== samples.length - 1;
        fc.pre(isInner || !isMissing);
        const changed = isMissing
          ? samples.toSpliced(at, 1)
          : samples.toSpliced(at + 1, 0, { ...samples[at]!, data: plain() });
        await expect(collect(changed, { frameRate: recipe.frameRate })).rejects.toMatchObject({
          name: "NotCopyable",
          track: "video",
        });
      }),
      { numRuns: 60 },
    );
  });

  test.each([
    ["runs at another rate than it says", (frame: number) => frame * 400],
    ["jumps by half a frame", (frame: number) => (frame < 40 ? 0 : 4800)],
    ["skips a second", (frame: number) => (frame < 40 ? 0 : 240_000)],
    ["runs back", (frame: number) => (frame < 40 ? 0 : -96_000)],
  ])("refuses a source whose time %s", async (_, jitter) => {
    const track = makeTrack({ gops: [20, 20, 20, 20], bFrames: 0 });
    await expect(collect(stamp(track, 1_000_000, jitter))).rejects.toMatchObject({ name: "NotCopyable" });
  });

  test("refuses open GOPs: frames that are shown before the key frame that they follow", async () => {
    const track = makeTrack({ gops: [25, 25], bFrames: 3 });
    const samples = stamp(track, 100_000);
    // The frame that is shown just before the second key frame is decoded after it.
    const last = samples.findIndex(({ shown }) => shown === 100_000 + 24 * 9600);
    const opened = samples.toSpliced(26, 0, samples[last]!).toSpliced(last, 1);
    await expect(collect(opened)).rejects.toThrow("its GOPs are open");

    const leading = stamp(makeTrack({ gops: [25, 25], bFrames: 0 }), 100_000);
    leading[1] = { ...leading[1]!, shown: 100_000 - 9600 };
    await expect(collect(leading)).rejects.toThrow("its GOPs are open");
  });

  test("trusts pictures, not flags: what the container marks as key frames need not be any", async () => {
    const track = makeTrack({ gops: [50, 50], bFrames: 0 });
    const lied = stamp(track).map((sample, n) => ({ ...sample, sync: n % 10 === 3 }));
    const { index } = await collect(lied);
    expect(Array.from(new VideoTrack(index).keys)).toEqual([0, 50, 100]);

    const long = makeTrack({ gops: [300], bFrames: 0 });
    const open = stamp(long).map((sample, n) => ({ ...sample, sync: n % 50 === 0 }));
    await expect(collect(open)).rejects.toThrow("its GOPs are open: most of what it marks as key frames");
    await expect(collect(stamp(long))).rejects.toThrow("its key frames are more than 10.5 s apart");
    expect((await collect(open, { longestGop: 60 })).index.frameCount).toBe(300);
  });

  test("needs a key frame first, and frames at all", async () => {
    const samples = stamp(makeTrack({ gops: [50] }));
    await expect(collect(samples.slice(1))).rejects.toThrow("it does not start with a key frame");
    await expect(collect([])).rejects.toThrow("it has no frames");
  });

  test("passes over samples that hold no picture", async () => {
    const track = makeTrack({ gops: [50], bFrames: 0 });
    const samples = stamp(track);
    const delimiter = writeNalUnits([Uint8Array.of(9, 0xf0)]);
    const { index } = await collect(samples.toSpliced(10, 0, { ...samples[10]!, data: delimiter }));
    expect(index.frames).toEqual(track.index.frames);
  });

  test("does not take damaged samples for anything", async () => {
    const samples = stamp(makeTrack({ gops: [50] }));
    samples[20] = { ...samples[20]!, data: Uint8Array.of(0, 0, 0, 99, 0x41, 1) };
    await expect(collect(samples)).rejects.toThrow("it is damaged (NAL unit of 99 bytes where 2 are left)");
  });
});

describe("parameter sets among samples", () => {
  const withSets = (avcC: Uint8Array, at: number) => {
    const { sps, pps } = parseAvcC(avcC);
    const samples = stamp(makeTrack({ gops: [30, 30], bFrames: 0 }));
    const data = concatBytes([writeNalUnits([...sps, ...pps]), samples[at]!.data]);
    return {
      samples: samples.toSpliced(at, 1, { ...samples[at]!, data }),
      plainSize: samples[at]!.data.length,
    };
  };

  test("are taken out where they are known", async () => {
    const { samples, plainSize } = withSets(AVCC.high180, 30);
    const { index } = await collect(samples);
    expect(index.sizes[30]).toBe(plainSize);
    expect(index.avcC).toEqual((await collect(stamp(makeTrack({ gops: [30] })))).index.avcC);
  });

  test("refuse the copy where they come to mean something else", async () => {
    const { samples } = withSets(AVCC.high1080, 30);
    await expect(collect(samples)).rejects.toThrow("its parameter sets change on the way");
  });

  test("that are new are put into the record, and out of the sample", async () => {
    // PPS 1, which refers to SPS 0, else as PPS 0 of x264.
    const { sps, pps } = parseAvcC(AVCC.high180);
    const second = Uint8Array.of(0x68, 0x5b, 0xa3, 0xe0);
    const samples = stamp(makeTrack({ gops: [30, 30], bFrames: 0 }));
    const plainSize = samples[30]!.data.length;
    samples[30] = { ...samples[30]!, data: concatBytes([writeNalUnits([second]), samples[30]!.data]) };
    const { index } = await collect(samples);
    expect(index.sizes[30]).toBe(plainSize);
    expect(parseAvcC(index.avcC).sps).toEqual(sps);
    expect(parseAvcC(index.avcC).pps).toEqual([...pps, second]);
  });
});

/** A picture that nothing refers to. */
const plain = () => writeNalUnits([Uint8Array.of(0x01, 0x80)]);

/** Chunks hold all samples, each starts at a key frame, and they last as long as they should. */
function expectChunks(made: VideoTrack, track: VideoTrack, chunks: readonly Uint8Array[]): void {
  const { chunkStarts, frameRate, frameCount } = made.index;
  const shortest = (CHUNK_SECONDS * frameRate.num) / frameRate.den;
  expect(chunkStarts.at(-1)).toBe(frameCount);
  expect(chunks).toHaveLength(chunkStarts.length - 1);
  for (const [chunk, bytes] of chunks.entries()) {
    const { start, end } = made.chunkRange(chunk);
    expect(made.isKey(start)).toBe(true);
    if (end < frameCount) {
      expect(end - start).toBeGreaterThanOrEqual(shortest);
      expect(made.keyAtOrBefore(end - 1) - start).toBeLessThan(shortest);
    }
    const [samples] = parseMediaSegment(bytes).map(({ tracks }) => tracks[0]!.samples);
    expect(samples).toHaveLength(end - start);
    for (const [n, { offset, size }] of samples!.entries()) {
      expect(Buffer.compare(bytes.subarray(offset, offset + size), videoSample(track, start + n))).toBe(0);
    }
  }
}
