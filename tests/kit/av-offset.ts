import { decodeAudioTime, unwrapAudioTime } from "./audio-code.ts";
import type { FrameCode } from "./frame-code.ts";

/** A presented frame with the moment of its presentation on the clock of the sound. */
export interface TimedFrame {
  readonly code: FrameCode | null;
  /** Seconds. */
  readonly audioTime?: number;
}

/** Sound of one channel with the clock time of its first sample. */
export interface TimedSound {
  readonly sampleRate: number;
  /** Seconds. */
  readonly start: number;
  readonly samples: Float32Array;
}

/** Offset between what was heard and what was seen at one frame. */
export interface AvOffset {
  /** Index of the frame among those presented. */
  readonly index: number;
  /** Source time heard minus source time seen, in seconds: positive where sound is ahead. */
  readonly seconds: number;
}

/** Seconds of sound read at each frame. */
const WINDOW = 0.04;

/**
 * Compares sound with picture at each frame whose sound is of the same source. The capture adds a constant of its own
 * (its latency, up to 0.1 s) and the display's refresh up to a frame of noise: compare medians of clips with the
 * median of an uncut stream or of the first clip, not single values.
 * @param frameRateOf frames per second of a source.
 */
export function avOffsets(
  frames: readonly TimedFrame[],
  sound: TimedSound,
  frameRateOf: (source: number) => number,
): AvOffset[] {
  const { sampleRate, samples } = sound;
  const length = Math.round(WINDOW * sampleRate);
  return frames.flatMap(({ code, audioTime }, index) => {
    if (!code || audioTime === undefined) return [];
    const first = Math.round((audioTime - sound.start) * sampleRate);
    if (first < 0 || first + length > samples.length) return [];
    const heard = decodeAudioTime(samples.subarray(first, first + length), sampleRate);
    if (heard?.source !== code.source) return [];
    const seen = code.frame / frameRateOf(code.source);
    return [{ index, seconds: unwrapAudioTime(heard.seconds, seen) - seen }];
  });
}

/** Median; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
