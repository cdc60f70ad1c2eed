import {
  concatBytes,
  parseInit,
  VIDEO_TIMESCALE,
  videoSegmentHeader,
  writeVideoInit,
} from "@cutstream/media";
import { CutstreamError } from "../errors.ts";
import type {
  ConditionRequest,
  PictureRequest,
  RenderRequest,
  Transcoder,
  TranscoderInfo,
} from "../seams/transcoder.ts";

/** A transcoder for tests that makes heads without encoding, when it is told to. */
export interface FakeTranscoder extends Transcoder {
  /** Every call of `condition`, in the order in which they came. */
  readonly requests: ConditionRequest[];
  /** Every call of `render`. */
  readonly renders: RenderRequest[];
  /** Every call of `picture`. */
  readonly pictures: PictureRequest[];
  /** What the next calls wait for. */
  gate: Promise<void>;
  /** Thrown by the next calls; null for none. */
  failure: Error | null;
  /** Thrown by `describe`; null for none. */
  missing: Error | null;
}

const INFO: TranscoderInfo = {
  ffmpegPath: "ffmpeg",
  ffprobePath: "ffprobe",
  version: "fake",
  build: "fake",
  hasX264: true,
  hasAac: true,
  filters: new Set(),
};

/** Bytes of each frame of a head that the fake makes. */
export const FAKE_FRAME_BYTES = 100;

/** Makes a transcoder whose heads have {@link FAKE_FRAME_BYTES} bytes a frame and the parameter sets of their source. */
export function createFakeTranscoder(): FakeTranscoder {
  const unused = () => {
    throw new Error("The fake transcoder only makes heads.");
  };
  return {
    requests: [],
    renders: [],
    pictures: [],
    gate: Promise.resolve(),
    failure: null,
    missing: null,
    async describe() {
      if (this.missing) throw this.missing;
      return INFO;
    },
    close: async () => {},
    async condition(request) {
      this.requests.push(request);
      await unlessAborted(this.gate, request.signal);
      if (this.failure) throw this.failure;
      return fakeHead(request);
    },
    async render(request) {
      this.renders.push(request);
      await unlessAborted(this.gate, request.signal);
      if (this.failure) throw this.failure;
      return fakeHead(request);
    },
    async picture(request) {
      this.pictures.push(request);
      await unlessAborted(this.gate, request.signal);
      if (this.failure) throw this.failure;
      return new TextEncoder().encode(`frame ${request.first} at ${request.width}`);
    },
    probe: unused,
    normalise: unused,
    decodePictures: unused,
    decodeSound: unused,
    encodeSound: unused,
    subtitles: unused,
  };
}

function unlessAborted(gate: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  signal?.addEventListener("abort", () => reject(new CutstreamError("cancelled", "Aborted.")));
  gate.then(resolve, reject);
  return promise;
}

function fakeHead({ media, count, settings }: ConditionRequest): Uint8Array {
  const { width = 0, height = 0, avcC = new Uint8Array() } = parseInit(media).tracks[0] ?? {};
  const frameTicks = (VIDEO_TIMESCALE * settings.frameRate.den) / settings.frameRate.num;
  const frames = Array.from({ length: count }, (_, n) => {
    const sample = new Uint8Array(FAKE_FRAME_BYTES).fill(7);
    new DataView(sample.buffer).setUint32(0, FAKE_FRAME_BYTES - 4);
    sample[4] = n === 0 ? 0x65 : 0x41;
    return sample;
  });
  const samples = {
    frames: frames.map((_, n) => n),
    sizes: frames.map(({ length }) => length),
    sync: frames.map((_, n) => n === 0),
  };
  return concatBytes([
    writeVideoInit({ timescale: VIDEO_TIMESCALE, width, height, avcC }),
    videoSegmentHeader(frameTicks, 0, samples),
    ...frames,
  ]);
}
