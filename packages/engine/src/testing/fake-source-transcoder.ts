import {
  concatBytes,
  parseInit,
  parseMediaSegment,
  samplesBetween,
  VIDEO_TIMESCALE,
  type VideoTrack,
  videoSegmentHeader,
  writeVideoInit,
} from "@cutstream/media";
import { AVCC } from "../../../media/src/testing/parameter-sets.ts";
import { makeTrack } from "../../../media/src/testing/track.ts";
import { CutstreamError } from "../errors.ts";
import type { NormaliseRequest, SourceProbe, Transcoder } from "../seams/transcoder.ts";
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
    gate: Promise.resolve(),
    describe: () => heads.describe(),
    condition: (request) => heads.condition(request),
    picture: (request) => heads.picture(request),
    async probe() {
      return this.probed;
    },
    async *normalise(request) {
      this.normalised.push(request);
      yield writeVideoInit({ timescale: VIDEO_TIMESCALE, width: 320, height: 180, avcC: AVCC.high180 });
      const { keys } = this.track;
      for (const [gop, start] of keys.subarray(0, -1).entries()) {
        if (gop === keys.length >> 1) await halfWay(this, request.signal);
        yield segmentOf(this.track, start, keys[gop + 1] ?? start);
      }
    },
    async *decodeLuma({ media, width, height }) {
      if (typeof media === "string") throw new Error("The fake transcoder decodes no files.");
      const defaults = new Map(parseInit(media).tracks.map(({ id, defaults }) => [id, defaults]));
      for (const { tracks } of parseMediaSegment(media, defaults))
        for (const _ of tracks[0]?.samples ?? []) yield new Uint8Array(width * height);
    },
    decodeAudio: () => heads.decodeAudio({ media: "", sampleRate: 1 }),
  };
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
