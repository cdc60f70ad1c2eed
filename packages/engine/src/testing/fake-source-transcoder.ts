import {
  concatBytes,
  ORIGIN_TICKS,
  parseInit,
  parseMediaSegment,
  type SampleDefaults,
  samplesBetween,
  VIDEO_TIMESCALE,
  type VideoTrack,
  videoSegmentHeader,
  writeVideoInit,
} from "@cutstream/media";
import { AVCC } from "../../../media/src/testing/parameter-sets.ts";
import { makeTrack } from "../../../media/src/testing/track.ts";
import { CutstreamError } from "../errors.ts";
import type {
  EmbeddedSubtitles,
  EncodedMedia,
  NormaliseRequest,
  SourceProbe,
  Transcoder,
} from "../seams/transcoder.ts";
import { createFakeTranscoder } from "./fake-transcoder.ts";
import { videoSample } from "./made-library.ts";
import { madeProbe } from "./made-probe.ts";

/** A transcoder for tests of ingest, to which every file is the same made-up video without sound. */
export interface FakeSourceTranscoder extends Transcoder {
  /** What is found in every file. */
  probed: SourceProbe;
  /** What every file holds. */
  track: VideoTrack;
  /** Every call of `normalise`, in the order in which they came. */
  readonly normalised: NormaliseRequest[];
  /** Thrown half way through the next calls of `normalise`, one each. */
  readonly failures: Error[];
  /** Subtitles that are found in every file. */
  embedded: readonly EmbeddedSubtitles[];
  /** What calls of `normalise` wait for half way through. */
  gate: Promise<void>;
}

/** Makes one; its video is copyable, 320x180, ten GOPs of a second. */
export function createFakeSourceTranscoder(): FakeSourceTranscoder {
  const heads = createFakeTranscoder();
  return {
    probed: madeProbe({ width: 320, height: 180 }, null),
    track: makeTrack({ gops: Array<number>(10).fill(25) }),
    normalised: [],
    failures: [],
    embedded: [],
    gate: Promise.resolve(),
    describe: () => heads.describe(),
    close: async () => {},
    condition: (request) => heads.condition(request),
    render: (request) => heads.render(request),
    picture: (request) => heads.picture(request),
    encodeSound: (request) => heads.encodeSound(request),
    async probe() {
      return this.probed;
    },
    async *normalise(request) {
      this.normalised.push(request);
      yield writeVideoInit({ timescale: VIDEO_TIMESCALE, width: 320, height: 180, avcC: AVCC.high180 });
      const { keys } = this.track;
      for (const [gop, start] of keys.subarray(0, -1).entries()) {
        if (gop === keys.length >> 1) await halfWay(this, request.signal);
        const piece = segmentOf(this.track, start, keys[gop + 1] ?? start);
        yield piece;
        // It holds no longer than that.
        piece.fill(0);
      }
    },
    /** Pictures of one value each: the number of their frame, modulo 256. */
    async *decodePictures({ media, width, height, pixels, times }) {
      const size = width * height * (pixels === "rgb" ? 3 : 1);
      for await (const { time, frame } of picturesIn(media))
        if (times?.includes(time) ?? true) yield new Uint8Array(size).fill(frame % 256);
    },
    async *decodeSound() {
      yield* [];
    },
    async subtitles() {
      return this.embedded;
    },
  };
}

/** Times and frame numbers of all pictures, in order. */
async function* picturesIn(media: EncodedMedia): AsyncGenerator<{ time: number; frame: number }> {
  if (typeof media === "string") throw new Error("The fake transcoder decodes no files.");
  let defaults: ReadonlyMap<number, SampleDefaults> | undefined;
  for await (const bytes of media instanceof Uint8Array ? [media] : media) {
    defaults ??= new Map(parseInit(bytes).tracks.map(({ id, defaults }) => [id, defaults]));
    for (const { tracks } of parseMediaSegment(bytes, defaults)) {
      const { baseMediaDecodeTime: start = 0, samples = [] } = tracks[0] ?? {};
      const pictures = samples.map(({ duration, compositionOffset }, n) => {
        const time = start + n * duration + compositionOffset;
        return { time, frame: (time - ORIGIN_TICKS) / duration };
      });
      yield* pictures.sort((a, b) => a.time - b.time);
    }
  }
}

async function halfWay(
  { gate, failures }: FakeSourceTranscoder,
  signal: AbortSignal | undefined,
): Promise<void> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new CutstreamError("cancelled", "Aborted."));
  signal?.addEventListener("abort", abort, { once: true });
  if (signal?.aborted) abort();
  await Promise.race([gate, aborted]);
  const failure = failures.shift();
  if (failure) throw failure;
}

/** Frames `[from, to)`, whole GOPs, as a media segment. */
function segmentOf(track: VideoTrack, from: number, to: number): Uint8Array {
  const samples = Array.from({ length: to - from }, (_, n) => videoSample(track, from + n));
  return concatBytes([
    videoSegmentHeader(track.index.frameTicks, from, samplesBetween(track, from, to)),
    ...samples,
  ]);
}
