import type { Cue, FrameRate } from "@cutstream/media";
import type { JsonObject, Moment } from "../moments/moment.ts";

/**
 * Finds moments of one kind in a video. A small object: it reads a {@link Material} and gives moments in batches;
 * where they are kept, and what runs when, is not its business.
 */
export interface Analyser {
  /** Name of the index that it makes: `shots`, `speech`, `scenes`, `sound`, `looks`, `subjects`. */
  readonly name: string;
  /** Names of the indexes that it reads, which are made before it where their analysers can run. */
  readonly reads: readonly string[];
  /** Not among those that run where none is named: it is slow, and of use to few. */
  readonly onlyNamed?: true;
  /**
   * What would do the work now. Stored with the index.
   * @throws CutstreamError `analyser_unavailable` with what is missing and how to get it
   */
  identify(): Promise<AnalyserIdentity>;
  /**
   * What it finds in batches, each of which can be searched once it is given. Nothing found is no batch. Reports progress
   * through `context`.
   * @throws CutstreamError `analyser_failed`, `analyser_unavailable`, `cancelled`
   */
  analyse(material: Material, context: AnalyserContext): AsyncIterable<readonly Finding[]>;
}

/** A moment as an analyser finds it. */
export interface Finding extends Moment {
  /** Of what is seen, where a model made one: length 1, comparable with others of that model. Texts get theirs later. */
  readonly vector?: { readonly model: string; readonly values: Float32Array };
}

export interface AnalyserIdentity {
  /** Program or weights: `pocketsphinx-en-us`, `scdet`. */
  readonly model: string;
  readonly version: string;
  /** What else decides what is found. */
  readonly settings: JsonObject;
}

export interface AnalyserContext {
  readonly signal: AbortSignal;
  /** Share done, 0 to 1. */
  report(share: number): void;
  /** What people should know and no moment says: "no speech", "2 of 3 subtitle tracks left out". */
  warn(message: string): void;
}

/** A video as analysers see it. Frames are those of the library: frame `n` is shown at `n / frameRate`. */
export interface Material {
  readonly video: string;
  readonly frameRate: FrameRate;
  readonly frameCount: number;
  readonly width: number;
  readonly height: number;
  readonly hasAudio: boolean;
  /** Flicks that the video lasts. */
  readonly duration: number;
  /** Flicks that one frame lasts. */
  readonly frameFlicks: number;
  /** Every frame in order, scaled to this size. A picture is the consumer's to keep. */
  pictures(format: PictureFormat, signal: AbortSignal): AsyncIterable<Picture>;
  /** Some frames, ascending, scaled to this size: only the GOPs that hold them are decoded. */
  stills(frames: readonly number[], format: PictureFormat, signal: AbortSignal): AsyncIterable<Picture>;
  /**
   * The sound, mono or as two interleaved channels, from the first frame's time to the last frame's end or its own, in
   * blocks of any length; nothing where the video has none. Where the sound starts late there is silence, where it
   * starts early that part is left out.
   * @param channels default 1
   */
  sound(sampleRate: number, signal: AbortSignal, channels?: 1 | 2): AsyncIterable<Float32Array>;
  /** Subtitles: files that lay beside the source, then tracks inside it that are text. */
  subtitles(signal: AbortSignal): Promise<readonly SubtitleTrack[]>;
  /** Moments of an index that was made before; none where there is no such index. */
  moments(name: string): Promise<readonly Moment[]>;
}

export interface PictureFormat {
  readonly width: number;
  readonly height: number;
  /** `gray`: a byte a pixel, luma by the matrix in which it is coded, 0 for black and 255 for white. `rgb`: three. */
  readonly pixels: "gray" | "rgb";
}

export interface Picture {
  readonly frame: number;
  readonly data: Uint8Array;
}

/** Subtitles of a video in one language. */
export interface SubtitleTrack {
  /** A file that lay beside the source, or a track inside it. */
  readonly origin: "sidecar" | "embedded";
  /** For people: a file's name; a track's language and title. */
  readonly name: string;
  /** BCP 47; null where nothing says. */
  readonly language: string | null;
  /** Holds but what is said in other languages. */
  readonly forced: boolean;
  /** Times count from the video's first frame. @throws MediaFormatError where it cannot be read; with the line */
  cues(): readonly Cue[];
}
