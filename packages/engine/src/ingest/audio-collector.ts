import {
  AAC_FRAME_SAMPLES,
  type AudioIndex,
  aacCodecName,
  MediaFormatError,
  parseAudioSpecificConfig,
  type StreamTrackFragment,
} from "@cutstream/media";
import { GrowingBytes, growingU32 } from "./growing.ts";
import { NotCopyable } from "./not-copyable.ts";

/** Samples by which an AAC frame may stand away from where those before it end: what cuts leave audio off by, too. */
const MOST_ASTRAY = AAC_FRAME_SAMPLES / 2;

/** AAC frames in a chunk: five to six seconds. */
const CHUNK_FRAMES = 256;

export interface AudioCollectorOptions {
  readonly rendition: string;
  /** AudioSpecificConfig of the track. */
  readonly config: Uint8Array;
  /** Stores the bytes of a chunk: AAC frames, one after the other. They are overwritten once the promise has resolved. */
  readonly store: (chunk: number, frames: Uint8Array) => Promise<void>;
}

/** Gathers AAC frames into chunks, and proves that they follow one another without a gap. */
export class AudioCollector {
  readonly #options: AudioCollectorOptions;
  readonly #chunk = new GrowingBytes();
  readonly #sizes = growingU32();
  readonly #chunkStarts = growingU32();
  #firstDecode: number | undefined;

  constructor(options: AudioCollectorOptions) {
    this.#options = options;
    this.#chunkStarts.push(0);
  }

  /**
   * Takes frames in order; their bytes may be reused after that.
   * @throws NotCopyable where time runs on without sound, or runs back.
   */
  async push({ baseMediaDecodeTime, samples }: StreamTrackFragment): Promise<void> {
    this.#firstDecode ??= baseMediaDecodeTime;
    let decode = baseMediaDecodeTime;
    for (const { data, duration } of samples) {
      const expected = this.#firstDecode + this.#sizes.length * AAC_FRAME_SAMPLES;
      if (Math.abs(decode - expected) > MOST_ASTRAY) throw new NotCopyable("audio", "it has gaps");
      decode += duration;
      this.#sizes.push(data.length);
      this.#chunk.append(data);
      if (this.#openFrames === CHUNK_FRAMES) await this.#closeChunk();
    }
  }

  /**
   * Stores what is left.
   * @param videoStart time of the first video frame in samples, on the clock of this track.
   * @returns the index, or undefined where not one frame came.
   * @throws NotCopyable where the track's configuration makes no sense.
   */
  async finish(videoStart: number): Promise<AudioIndex | undefined> {
    await this.#closeChunk();
    if (this.#sizes.length === 0) return undefined;
    const { rendition, config } = this.#options;
    const { sampleRate, channels } = readConfig(config);
    return {
      kind: "audio",
      rendition,
      sampleRate,
      channels,
      codec: aacCodecName(config),
      config,
      startSample: (this.#firstDecode ?? 0) - Math.round(videoStart),
      sizes: this.#sizes.toTyped(),
      chunkStarts: this.#chunkStarts.toTyped(),
    };
  }

  /** AAC frames of the open chunk. */
  get #openFrames(): number {
    return this.#sizes.length - (this.#chunkStarts.last ?? 0);
  }

  async #closeChunk(): Promise<void> {
    if (this.#openFrames === 0) return;
    const chunk = this.#chunkStarts.length - 1;
    this.#chunkStarts.push(this.#sizes.length);
    await this.#options.store(chunk, this.#chunk.view());
    this.#chunk.clear();
  }
}

function readConfig(config: Uint8Array): ReturnType<typeof parseAudioSpecificConfig> {
  try {
    return parseAudioSpecificConfig(config);
  } catch (error) {
    if (!(error instanceof MediaFormatError)) throw error;
    throw new NotCopyable("audio", `its configuration makes no sense (${error.message})`);
  }
}
