import type { FrameRate } from "../time.ts";

/** The sample is an IDR picture: decoding can start here (ISO/IEC 14496-10 §7.4.1.2.4). */
export const FLAG_SYNC = 1;
/** Other samples may refer to this one: `nal_ref_idc` is not zero (ISO/IEC 14496-10 §7.4.1). */
export const FLAG_REFERENCE = 2;

/**
 * Everything the planner and the segment writer need to know of one video rendition; no media bytes.
 *
 * Samples stand in decode order. Every GOP is closed, so a GOP that starts at sample `k` holds exactly the frames
 * `k … next key - 1`: the index of a key sample is also the number of its frame. Frame `n` is presented at
 * `ORIGIN + n * frameTicks`.
 */
export interface VideoIndex {
  readonly kind: "video";
  /** Name of the rendition, unique within its version: `v720`. */
  readonly rendition: string;
  readonly frameRate: FrameRate;
  /** Ticks (1/240 000 s) that one frame lasts. */
  readonly frameTicks: number;
  readonly frameCount: number;
  readonly width: number;
  readonly height: number;
  /** RFC 6381 name, such as `avc1.64001f`. */
  readonly codec: string;
  /** AVCDecoderConfigurationRecord with the source's parameter sets and those of conditioned heads. */
  readonly avcC: Uint8Array;
  /** Id of the sequence and picture parameter set that conditioned heads use; free in the source. */
  readonly headSetId: number;
  /** Bytes of each sample, in decode order. */
  readonly sizes: Uint32Array;
  /** Number of the frame that each sample shows, in decode order. */
  readonly frames: Uint32Array;
  /** {@link FLAG_SYNC} and {@link FLAG_REFERENCE} of each sample, in decode order. */
  readonly flags: Uint8Array;
  /** First frame of each chunk, ascending, with `frameCount` as a last entry. Every chunk starts at a key frame. */
  readonly chunkStarts: Uint32Array;
}

/** Everything needed of one audio rendition. Every AAC frame holds 1024 samples and can start decoding. */
export interface AudioIndex {
  readonly kind: "audio";
  /** Name of the rendition, unique within its version: `a0`. */
  readonly rendition: string;
  readonly sampleRate: number;
  readonly channels: number;
  /** RFC 6381 name: `mp4a.40.2`. */
  readonly codec: string;
  /** AudioSpecificConfig (ISO/IEC 14496-3 §1.6.2.1). */
  readonly config: Uint8Array;
  /** Presentation time of AAC frame 0, in samples after the first video frame; negative where audio starts earlier. */
  readonly startSample: number;
  /** Bytes of each AAC frame. */
  readonly sizes: Uint32Array;
  /** First AAC frame of each chunk, ascending, with the frame count as a last entry. */
  readonly chunkStarts: Uint32Array;
}

export type TrackIndex = VideoIndex | AudioIndex;

/** Samples in one AAC-LC frame (ISO/IEC 14496-3 §4.5.1.1). */
export const AAC_FRAME_SAMPLES = 1024;
