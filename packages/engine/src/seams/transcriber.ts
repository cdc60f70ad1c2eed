import type { AnalyserIdentity } from "./analyser.ts";

/** Samples a second of the sound that transcribers hear. */
export const SPEECH_SAMPLE_RATE = 16_000;

/** Turns speech into text. */
export interface Transcriber {
  /**
   * What would do the work now.
   * @throws CutstreamError `analyser_unavailable` with what is missing and how to get it
   */
  identify(): Promise<AnalyserIdentity>;
  /**
   * What is said, in order, as soon as it is known. Takes the sound as fast as it can work.
   * @param sound mono, {@link SPEECH_SAMPLE_RATE}, in blocks of any length
   * @throws CutstreamError `analyser_unavailable`, `analyser_failed`, `model_unavailable`, `cancelled`; what the sound
   * throws
   */
  transcribe(
    sound: AsyncIterable<Float32Array>,
    context: TranscribeContext,
  ): AsyncIterable<TranscribedSegment>;
}

export interface TranscribeContext {
  readonly signal: AbortSignal;
  /** BCP 47 tag of what is spoken, where somebody said so. */
  readonly language: string | null;
}

/** A stretch of speech as its transcriber divides it. Times are seconds from the first sample. */
export interface TranscribedSegment {
  readonly start: number;
  readonly end: number;
  /** Trimmed, not empty. */
  readonly text: string;
  /** BCP 47; null where the transcriber does not tell. */
  readonly language: string | null;
  /** 0 to 1; null where the transcriber does not tell. */
  readonly confidence: number | null;
  /** The text's words, with the punctuation that goes with them; none where the transcriber knows no times of them. */
  readonly words: readonly TranscribedWord[];
}

export interface TranscribedWord {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** 0 to 1. */
  readonly confidence?: number;
}
