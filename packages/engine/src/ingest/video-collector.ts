import {
  avcCodecName,
  FLAG_REFERENCE,
  FLAG_SYNC,
  type FrameRate,
  type StreamTrackFragment,
  type VideoIndex,
  videoSegmentHeader,
} from "@cutstream/media";
import { GrowingBytes, growingU8, growingU32 } from "./growing.ts";
import { NotCopyable } from "./not-copyable.ts";
import { ParameterSetCollector } from "./parameter-set-collector.ts";

/** A chunk is closed by the first key frame that comes this many seconds after its first frame. */
export const CHUNK_SECONDS = 4;

/**
 * Muxers that write no edit list draw the first frame out to where the sound starts, which is early by the encoder's
 * priming: by no more than this many seconds.
 */
const LONGEST_PRIMING = 0.05;

/** A frame may stand this share of a frame away from the grid: containers round, some to the millisecond. */
const JITTER = 0.3;

interface Sample {
  readonly size: number;
  /** Presentation time in ticks. */
  readonly shown: number;
  readonly reference: boolean;
}

export interface VideoCollectorOptions {
  readonly rendition: string;
  readonly frameRate: FrameRate;
  readonly frameTicks: number;
  /** AVCDecoderConfigurationRecord of the track. */
  readonly avcC: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** Longest distance between key frames, in seconds. */
  readonly longestGop: number;
  /** Stores the bytes of a chunk: a media segment. They are overwritten once the promise has resolved. */
  readonly store: (chunk: number, segment: Uint8Array) => Promise<void>;
}

/**
 * Gathers samples into GOPs and GOPs into chunks, and proves on the way what cutting rests on: every GOP starts with an
 * IDR picture, is closed, and holds each frame of an even grid exactly once.
 */
export class VideoCollector {
  readonly #options: VideoCollectorOptions;
  readonly #sets: ParameterSetCollector;
  #gop: Sample[] = [];
  /** Bytes of the samples of the open chunk. */
  readonly #chunk = new GrowingBytes();
  readonly #sizes = growingU32();
  readonly #frames = growingU32();
  readonly #flags = growingU8();
  readonly #chunkStarts = growingU32();
  #origin: number | undefined;
  /** Samples of the open GOP that claim that decoding may start at them, and are no IDR pictures. */
  #falseKeys = 0;

  constructor(options: VideoCollectorOptions) {
    this.#options = options;
    this.#sets = new ParameterSetCollector(options.avcC);
    this.#chunkStarts.push(0);
  }

  /** Where the grid begins: presentation time of frame 0, in the source's ticks. Known once {@link finish} is done. */
  get origin(): number {
    return this.#origin ?? 0;
  }

  /** Takes samples in decode order; their bytes may be reused after that. @throws NotCopyable */
  async push({ baseMediaDecodeTime, samples }: StreamTrackFragment): Promise<void> {
    let decode = baseMediaDecodeTime;
    for (const sample of samples) {
      const shown = decode + sample.compositionOffset;
      decode += sample.duration;
      const cleaned = this.#sets.clean(sample.data);
      if (!cleaned.hasPicture) continue;
      if (cleaned.sync) {
        this.#closeGop();
        if (this.#isChunkFull()) await this.#closeChunk();
      } else if (this.#gop.length === 0) throw new NotCopyable("video", "it does not start with a key frame");
      else if (sample.sync || cleaned.recoveryPoint) this.#falseKeys++;
      this.#chunk.append(cleaned.data);
      this.#gop.push({ size: cleaned.data.length, shown, reference: cleaned.reference });
      this.#limitGop(shown);
    }
  }

  /** Stores what is left. @returns the index, still without parameter sets for heads. @throws NotCopyable */
  async finish(): Promise<VideoIndex> {
    this.#closeGop();
    await this.#closeChunk();
    if (this.#frames.length === 0) throw new NotCopyable("video", "it has no frames");
    return this.#index();
  }

  #limitGop(shown: number): void {
    const { frameTicks, frameRate, longestGop } = this.#options;
    const seconds = ((shown - (this.#gop[0]?.shown ?? shown)) / frameTicks) * (frameRate.den / frameRate.num);
    if (seconds <= longestGop) return;
    throw new NotCopyable(
      "video",
      this.#falseKeys > 0
        ? "its GOPs are open: most of what it marks as key frames are no IDR pictures"
        : `its key frames are more than ${longestGop} s apart`,
    );
  }

  /** Gives the GOP's frames their numbers. */
  #closeGop(): void {
    const gop = this.#gop;
    const [key] = gop;
    if (!key) return;
    const { frameTicks } = this.#options;
    const first = this.#frames.length;
    if (gop.some(({ shown }) => shown < key.shown))
      throw new NotCopyable("video", "its GOPs are open: frames are shown before the key frame they follow");
    const seen = new Uint8Array(gop.length);
    this.#falseKeys = 0;
    const origin = this.#settleOrigin(gop);
    gop.forEach(({ size, shown, reference }, place) => {
      // Frame 0 is where the grid begins, wherever it was stamped.
      const exact = first + place === 0 ? 0 : (shown - origin) / frameTicks;
      const frame = Math.round(exact);
      const within = frame - first;
      if (Math.abs(exact - frame) > JITTER) throw new NotCopyable("video", "its frame rate is not constant");
      if (within < 0 || within >= gop.length || seen[within])
        throw new NotCopyable("video", "its frame rate is not constant: frames are missing or doubled");
      seen[within] = 1;
      this.#sizes.push(size);
      this.#frames.push(frame);
      this.#flags.push((place === 0 ? FLAG_SYNC : 0) | (reference ? FLAG_REFERENCE : 0));
    });
    this.#gop = [];
  }

  /** The first frame says where the grid begins; where it was drawn out, the second one does. */
  #settleOrigin([key, ...others]: readonly Sample[]): number {
    if (this.#origin !== undefined) return this.#origin;
    const { frameTicks, frameRate } = this.#options;
    const first = key?.shown ?? 0;
    const second = others.reduce((least, { shown }) => Math.min(least, shown), Number.POSITIVE_INFINITY);
    const early = (second - first) / frameTicks - 1;
    const isDrawnOut =
      Math.abs(early - Math.round(early)) > JITTER &&
      early > 0 &&
      early * frameRate.den <= LONGEST_PRIMING * frameRate.num;
    this.#origin = isDrawnOut ? second - frameTicks : first;
    return this.#origin;
  }

  #isChunkFull(): boolean {
    const { frameRate } = this.#options;
    const frames = this.#frames.length - (this.#chunkStarts.last ?? 0);
    return frames * frameRate.den >= CHUNK_SECONDS * frameRate.num;
  }

  async #closeChunk(): Promise<void> {
    const start = this.#chunkStarts.last ?? 0;
    if (this.#frames.length === start) return;
    const chunk = this.#chunkStarts.length - 1;
    const samples = {
      frames: this.#frames.from(start),
      sizes: this.#sizes.from(start),
      sync: this.#flags.from(start).map((flag) => (flag & FLAG_SYNC) !== 0),
    };
    this.#chunk.prepend(videoSegmentHeader(this.#options.frameTicks, start, samples));
    this.#chunkStarts.push(this.#frames.length);
    await this.#options.store(chunk, this.#chunk.view());
    this.#chunk.clear();
  }

  #index(): VideoIndex {
    const { rendition, frameRate, frameTicks, width, height } = this.#options;
    const { avcC } = this.#sets;
    return {
      kind: "video",
      rendition,
      frameRate,
      frameTicks,
      frameCount: this.#frames.length,
      width,
      height,
      codec: avcCodecName(avcC),
      avcC,
      headSetId: 0,
      sizes: this.#sizes.toTyped(),
      frames: this.#frames.toTyped(),
      flags: this.#flags.toTyped(),
      chunkStarts: this.#chunkStarts.toTyped(),
    };
  }
}
