import type { FrameRate } from "@cutstream/media";
import type { PictureFormat } from "./analyser.ts";

/** The program that decodes and encodes: ffmpeg. Everything that needs pixels goes through here. */
export interface Transcoder {
  /** What was found. @throws CutstreamError `encoder_missing` */
  describe(): Promise<TranscoderInfo>;
  /**
   * Looks into a file without decoding it all.
   * @throws CutstreamError `source_unreadable` with what is wrong with the file, `encoder_missing`
   */
  probe(path: string, signal?: AbortSignal): Promise<SourceProbe>;
  /**
   * Re-wraps or encodes a file into one fragmented MP4 byte stream (a `moov`, then `moof` + `mdat` pairs that end at
   * key frames and after two seconds at the latest), video first, audio second. Video timescale is 240000, audio's is
   * its sample rate; no edit list: decode times of both tracks share one zero.
   * Each piece of it holds until the next one is asked for.
   * Ends when the source does; aborting, or leaving the loop, kills the process and waits for its end.
   * @throws CutstreamError `encoder_failed`, `source_unreadable`, `cancelled`
   */
  normalise(request: NormaliseRequest): AsyncIterable<Uint8Array>;
  /**
   * Encodes frames of a short run of samples as one IDR picture and what follows it: a conditioned head or tail.
   * @param request.media init segment and media segment(s) that start at a key frame, concatenated.
   * @returns a fragmented MP4 (as {@link normalise}, without audio) that holds exactly `count` frames.
   * @throws CutstreamError `encoder_failed`, `cancelled`
   */
  condition(request: ConditionRequest): Promise<Uint8Array>;
  /**
   * Encodes frames as {@link condition} does, with their picture laid into a frame of another size and others over it.
   * All that is rendered with the same settings in the same size from the same rendition has the same parameter sets.
   * @returns as {@link condition}
   * @throws CutstreamError `encoder_failed`, `encoder_missing`, `cancelled`; what `laid.pictures` throws
   */
  render(request: RenderRequest): Promise<Uint8Array>;
  /**
   * One frame as a JPEG file, no larger than it is in the media.
   * @throws CutstreamError `encoder_failed`, `encoder_missing`, `cancelled`
   */
  picture(request: PictureRequest): Promise<Uint8Array>;
  /**
   * Decodes media to small pictures, one Uint8Array a frame, in presentation order. The consumer sets the pace: little
   * is decoded ahead of it. What an iterable throws comes out as it is.
   * @throws CutstreamError `source_unreadable` of a path, `encoder_failed`, `encoder_missing`, `cancelled`
   */
  decodePictures(request: DecodePicturesRequest): AsyncIterable<Uint8Array>;
  /**
   * Decodes sound to 32-bit float samples, in blocks of any length. Sample 0 is the first that the media holds; gaps
   * within are filled with silence. Pace and errors as {@link decodePictures}.
   */
  decodeSound(request: DecodeSoundRequest): AsyncIterable<Float32Array>;
  /**
   * Encodes samples as AAC LC at the quality of ingest.
   * @returns a fragmented MP4; of its AAC frames the first is the encoder's delay.
   * @throws CutstreamError `encoder_failed`, `encoder_missing`, `cancelled`
   */
  encodeSound(request: EncodeSoundRequest): Promise<Uint8Array>;
  /**
   * The subtitle tracks of a file that are text and can be converted, in the file's order. Those of pictures are left
   * out, and those without a cue.
   * @throws CutstreamError `source_unreadable`, `encoder_missing`, `cancelled`
   */
  subtitles(path: string, signal?: AbortSignal): Promise<readonly EmbeddedSubtitles[]>;
  /** Ends what was started ahead of its work. */
  close(): Promise<void>;
}

/** A subtitle track inside a file. */
export interface EmbeddedSubtitles {
  /** BCP 47; null where the file does not say. */
  readonly language: string | null;
  readonly title: string | null;
  readonly forced: boolean;
  /** WebVTT text; times count from the video's first frame. */
  readonly vtt: string;
}

export interface TranscoderInfo {
  readonly ffmpegPath: string;
  readonly ffprobePath: string;
  /** First line of `ffmpeg -version`. */
  readonly version: string;
  /** Short stable id of the build: part of a version's recipe, since other builds encode other bytes. */
  readonly build: string;
  readonly hasX264: boolean;
  readonly hasAac: boolean;
  readonly filters: ReadonlySet<string>;
}

/** What was found in a source file. */
export interface SourceProbe {
  /** Container as ffprobe names it: `mov,mp4,m4a,3gp,3g2,mj2`. */
  readonly format: string;
  /** Seconds; 0 where the container does not say. */
  readonly duration: number;
  readonly video: ProbedVideo | null;
  readonly audio: ProbedAudio | null;
  /** What is in the file and will be left out: "2nd video track", "attached picture". */
  readonly leftOut: readonly string[];
}

export interface ProbedVideo {
  /** Index of the stream within the file. */
  readonly index: number;
  readonly codec: string;
  readonly profile: string;
  readonly pixelFormat: string;
  readonly width: number;
  readonly height: number;
  readonly level: number;
  /** Display rotation in degrees, 0, 90, 180 or 270. */
  readonly rotation: number;
  readonly sampleAspect: { readonly num: number; readonly den: number };
  readonly interlaced: boolean;
  /** Nominal rate (ffprobe's r_frame_rate) and mean rate (avg_frame_rate); null where unknown. */
  readonly nominalRate: FrameRate | null;
  readonly averageRate: FrameRate | null;
  /** HDR transfer characteristics (PQ or HLG). */
  readonly hdr: boolean;
  /** Packets that an edit list hides are in the way of copying. */
  readonly hiddenPackets: boolean;
  readonly bitRate: number | null;
  /** Seconds that the track should last, as the container says; null where it does not. */
  readonly duration: number | null;
}

export interface ProbedAudio {
  readonly index: number;
  readonly codec: string;
  readonly profile: string;
  readonly sampleRate: number;
  readonly channels: number;
}

export type VideoTreatment =
  | { readonly kind: "copy" }
  | {
      readonly kind: "encode";
      readonly width: number;
      readonly height: number;
      readonly frameRate: FrameRate;
      /** Times of key frames in seconds; undefined: every second and at shot changes. */
      readonly keyFrames?: readonly number[];
      /** Bits a second that no stretch of two seconds exceeds; undefined: what the quality takes. */
      readonly maxBitRate?: number;
      readonly deinterlace: boolean;
      readonly toneMap: boolean;
    }
  /** A black picture, as long as the sound, for a source that has none. */
  | {
      readonly kind: "blank";
      readonly width: number;
      readonly height: number;
      readonly frameRate: FrameRate;
    };

export type AudioTreatment =
  | { readonly kind: "copy" }
  | { readonly kind: "encode" }
  | { readonly kind: "none" };

export interface NormaliseRequest {
  readonly path: string;
  readonly probe: SourceProbe;
  readonly video: VideoTreatment;
  readonly audio: AudioTreatment;
  readonly signal?: AbortSignal;
  /** Called with the seconds of source done so far. */
  readonly onProgress?: (seconds: number) => void;
  /** Called with each complaint about the source's data that did not stop the work: damage that was passed over. */
  readonly onDamage?: (complaint: string) => void;
}

/** How heads are encoded: part of a rendition, so that its parameter sets are known before the first head is. */
export interface HeadSettings {
  readonly setId: number;
  /** `baseline`, `main` or `high`. */
  readonly profile: string;
  /** H.264 level times ten, as in `level_idc`. */
  readonly level: number;
  readonly frameRate: FrameRate;
}

/**
 * Who waits for work: a viewer (`now`); a job that somebody waits for, below viewers (`soon`); nobody yet, so that it
 * takes only processor time that no other program wants (`idle`).
 */
export type Urgency = "now" | "soon" | "idle";

export interface ConditionRequest {
  readonly media: Uint8Array;
  /** First frame wanted, counted from the first frame of `media` in presentation order, and how many. */
  readonly first: number;
  readonly count: number;
  readonly settings: HeadSettings;
  readonly urgency: Urgency;
  readonly signal?: AbortSignal;
}

/** How a picture is laid into a frame of another size. */
export type PictureLayout =
  /** Scaled to it. */
  | { readonly kind: "whole" }
  /** A window fills it: pixels of the media, whose top left is there from each frame on. */
  | {
      readonly kind: "crop";
      readonly width: number;
      readonly height: number;
      readonly keys: readonly { readonly frame: number; readonly x: number; readonly y: number }[];
    }
  /** As large as fits, in its middle; around it a colour (`#rrggbb`), or with `blur` the picture itself, blurred. */
  | { readonly kind: "pad"; readonly background: string };

/** Pictures laid over a video, of four bytes a pixel: red, green, blue and how opaque. */
export interface LaidPictures {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** One for all frames, or one for each. */
  readonly pictures: Uint8Array | AsyncIterable<Uint8Array>;
}

export interface RenderRequest extends ConditionRequest {
  /** Pixels, even. */
  readonly width: number;
  readonly height: number;
  readonly picture: PictureLayout;
  readonly laid: LaidPictures | null;
  /** How colours of the media are coded, where it does not say itself. */
  readonly matrix: "bt601" | "bt709" | "bt2020";
}

/** What is decoded: a path, bytes of a concatenated MP4 or of MPEG-TS, or those of a concatenated MP4 as they come. */
export type EncodedMedia = string | Uint8Array | AsyncIterable<Uint8Array>;

export interface PictureRequest {
  /** Init segment and media segment(s) that start at a key frame, concatenated. */
  readonly media: Uint8Array;
  /** The frame, counted from the first frame of `media` in presentation order. */
  readonly first: number;
  /** Pixels across, where the media has as many; the height keeps the shape. */
  readonly width: number;
  readonly signal?: AbortSignal;
}

export interface DecodePicturesRequest extends PictureFormat {
  readonly media: EncodedMedia;
  /**
   * Presentation times of the pictures wanted, ascending, in the units of the media's video track: the others are
   * decoded, where others need them, and given to nobody. A few dozen at most. All pictures by default.
   */
  readonly times?: readonly number[];
  readonly signal?: AbortSignal;
}

export interface DecodeSoundRequest {
  readonly media: EncodedMedia;
  readonly sampleRate: number;
  /** Into as many channels as this the sound is mixed; two are interleaved. Default 1. */
  readonly channels?: 1 | 2;
  /** Default `idle`. */
  readonly urgency?: Urgency;
  readonly signal?: AbortSignal;
}

export interface EncodeSoundRequest {
  /** Interleaved. */
  readonly samples: Float32Array;
  readonly sampleRate: number;
  readonly channels: 1 | 2;
  readonly urgency: Urgency;
  readonly signal?: AbortSignal;
}
