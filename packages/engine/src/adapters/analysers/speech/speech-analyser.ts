import { FLICKS_PER_SECOND } from "@cutstream/media";
import { CutstreamError, type ErrorCode } from "../../../errors.ts";
import type { Moment } from "../../../moments/moment.ts";
import type { Analyser, AnalyserContext, AnalyserIdentity, Material } from "../../../seams/analyser.ts";
import { SPEECH_SAMPLE_RATE, type TranscribedSegment, type Transcriber } from "../../../seams/transcriber.ts";
import { type Sentence, sentencesOf } from "./sentences.ts";
import { readSubtitles } from "./subtitles.ts";
import { keepVoiced } from "./voiced-sound.ts";

/** What the analyser of speech may be given. */
export interface SpeechAnalyserOptions {
  /** Hears what no subtitles say; null: subtitles alone are read. */
  readonly transcriber: Transcriber | null;
  /** BCP 47 tag of what is spoken: chooses among subtitles, and is told to the transcriber. */
  readonly language?: string | undefined;
}

/** Errors of a transcriber that is not there. */
const MISSING: ReadonlySet<string> = new Set<ErrorCode>(["analyser_unavailable", "model_unavailable"]);

/** Moments given at a time. */
const BATCH = 500;

/**
 * The analyser of what is said: of the video's subtitles where it has some, a moment for each; else of its
 * sound, a moment for each sentence, with words and their times. Silence is not listened to.
 */
export function createSpeechAnalyser(options: SpeechAnalyserOptions): Analyser {
  return {
    name: "speech",
    reads: [],
    identify: () => identify(options),
    analyse: (material, context) => analyse(material, context, options),
  };
}

/**
 * What would hear. Subtitles can be read in any case: that nothing can hear is told where a video has none.
 */
async function identify({ transcriber, language = "" }: SpeechAnalyserOptions): Promise<AnalyserIdentity> {
  const settings = { language: language || null };
  try {
    const identity = await transcriber?.identify();
    if (identity) return { ...identity, settings: { ...identity.settings, ...settings } };
  } catch (error) {
    if (!(error instanceof CutstreamError && MISSING.has(error.code))) throw error;
  }
  return { model: "subtitles", version: "1", settings };
}

async function* analyse(
  material: Material,
  context: AnalyserContext,
  options: SpeechAnalyserOptions,
): AsyncGenerator<readonly Moment[], void, undefined> {
  const { transcriber } = options;
  const language = options.language ?? null;
  const subtitles = await readSubtitles(material, language, context);
  if (subtitles) {
    for (let at = 0; at < subtitles.length; at += BATCH) yield subtitles.slice(at, at + BATCH);
    return;
  }
  if (!material.hasAudio) return context.warn("The video has neither subtitles nor sound.");
  if (!transcriber) {
    const message = "The video has no subtitles, and no transcriber is configured.";
    throw new CutstreamError("analyser_unavailable", message);
  }
  yield* transcribe(material, context, transcriber, language);
}

async function* transcribe(
  material: Material,
  context: AnalyserContext,
  transcriber: Transcriber,
  language: string | null,
): AsyncGenerator<readonly Moment[], void, undefined> {
  const { model } = await transcriber.identify();
  const { signal } = context;
  const voiced = keepVoiced(material.sound(SPEECH_SAMPLE_RATE, signal), SPEECH_SAMPLE_RATE);
  const blocks = voiced.sound[Symbol.asyncIterator]();
  let found = false;
  try {
    const first = await blocks.next();
    // Where nothing is to be heard, a transcriber need not start.
    const segments = first.done
      ? nothing()
      : transcriber.transcribe(after(first.value, blocks), { signal, language });
    for await (const sentence of sentencesOf(placed(segments, voiced.toWhole))) {
      const moment = momentOf(sentence, material.duration, model);
      context.report(moment.end / material.duration);
      if (moment.end <= moment.start) continue;
      found = true;
      yield [moment];
    }
  } finally {
    await blocks.return?.();
  }
  if (!found) context.warn("Nobody was heard speaking.");
}

async function* nothing(): AsyncGenerator<never, void, undefined> {}

async function* after(
  first: Float32Array,
  rest: AsyncIterator<Float32Array>,
): AsyncGenerator<Float32Array, void, undefined> {
  yield first;
  yield* { [Symbol.asyncIterator]: () => rest };
}

/** Segments at their times in the whole sound. */
async function* placed(
  segments: AsyncIterable<TranscribedSegment>,
  toWhole: (seconds: number) => number,
): AsyncGenerator<TranscribedSegment, void, undefined> {
  const place = <T extends { readonly start: number; readonly end: number }>(part: T): T => {
    const start = toWhole(part.start);
    return { ...part, start, end: start + part.end - part.start };
  };
  for await (const segment of segments) yield { ...place(segment), words: segment.words.map(place) };
}

function momentOf(sentence: Sentence, duration: number, source: string): Moment {
  const flicks = (seconds: number): number =>
    Math.max(0, Math.min(Math.round(seconds * FLICKS_PER_SECOND), duration));
  const { start, end, text, language, confidence, words } = sentence;
  return {
    start: flicks(start),
    end: flicks(end),
    text,
    language,
    labels: ["speech"],
    metadata: { source, ...(confidence !== null && { confidence: rounded(confidence) }) },
    detail: {
      words: words
        .map((word) => ({
          start: flicks(word.start),
          end: flicks(word.end),
          text: word.text,
          ...(word.confidence !== undefined && { confidence: rounded(word.confidence) }),
        }))
        .filter((word) => word.start < duration),
    },
  };
}

const rounded = (share: number): number => Math.round(share * 1000) / 1000;
