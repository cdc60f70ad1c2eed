import { z } from "zod";
import type { TranscribedSegment, TranscribedWord } from "../../../seams/transcriber.ts";
import { languageTag } from "../language-tag.ts";

const word = z.object({
  word: z.string(),
  start: z.number(),
  end: z.number(),
  probability: z.number().optional(),
});

/** `verbose_json` as OpenAI's service gives it, and with words in their segments, as some others do. */
export const VerboseJson = z.object({
  text: z.string(),
  language: z.string().nullish(),
  segments: z
    .array(
      z.object({
        start: z.number(),
        end: z.number(),
        text: z.string(),
        avg_logprob: z.number().nullish(),
        no_speech_prob: z.number().nullish(),
        words: z.array(word).nullish(),
      }),
    )
    .nullish(),
  words: z.array(word).nullish(),
});

type Answer = z.infer<typeof VerboseJson>;
type Segment = NonNullable<Answer["segments"]>[number];
type Word = z.infer<typeof word>;

/** Whisper's own rule for what it made up where nobody spoke. */
const NO_SPEECH = { probability: 0.6, logprob: -1 };

/**
 * What is said in a part of the sound.
 * @param start second that the part starts at. @param seconds that it lasts.
 */
export function segmentsOf(answer: Answer, start: number, seconds: number): TranscribedSegment[] {
  const language = languageTag(answer.language);
  const whole: Segment = { start: 0, end: seconds, text: answer.text };
  const segments = answer.segments?.length ? answer.segments : [whole];
  return segments
    .filter((segment) => segment.text.trim() !== "" && !isMadeUp(segment))
    .map((segment) => {
      const said = segment.words ?? (answer.words ?? []).filter((word) => isIn(word, segment));
      const logprob = segment.avg_logprob ?? null;
      return {
        start: start + segment.start,
        end: start + segment.end,
        text: segment.text.trim(),
        language,
        confidence: logprob === null ? null : Math.min(1, Math.exp(logprob)),
        words: punctuated(said, segment.text, start),
      };
    });
}

const isMadeUp = ({ no_speech_prob, avg_logprob }: Segment): boolean =>
  (no_speech_prob ?? 0) > NO_SPEECH.probability && (avg_logprob ?? 0) < NO_SPEECH.logprob;

const isIn = (word: Word, segment: Segment): boolean =>
  (word.start + word.end) / 2 >= segment.start && (word.start + word.end) / 2 < segment.end;

/**
 * Words with the punctuation that follows them in the text, which the service leaves off them; as they are where the
 * text does not have them all in their order.
 */
function punctuated(words: readonly Word[], text: string, start: number): TranscribedWord[] {
  const lower = text.toLowerCase();
  const places: number[] = [];
  let from = 0;
  for (const { word } of words) {
    const at = lower.indexOf(word.trim().toLowerCase(), from);
    if (at < 0) break;
    places.push(at);
    from = at + word.trim().length;
  }
  const complete = places.length === words.length;
  return words.map((word, n) => ({
    start: start + word.start,
    end: start + word.end,
    text: complete ? text.slice(n === 0 ? 0 : places[n], places[n + 1]).trim() : word.word.trim(),
    ...(word.probability !== undefined && { confidence: word.probability }),
  }));
}
