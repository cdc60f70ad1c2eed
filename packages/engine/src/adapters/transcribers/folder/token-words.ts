import { z } from "zod";
import type { TranscribedSegment, TranscribedWord } from "../../../seams/transcriber.ts";
import { languageTag } from "../language-tag.ts";

/** What a recogniser of sherpa-onnx finds in a part of the sound. */
export const RecogniserResult = z.object({
  text: z.string(),
  lang: z.string().optional(),
  tokens: z.array(z.string()).optional(),
  /** Seconds from the part's start at which each token starts; none where the model does not know. */
  timestamps: z.array(z.number()).optional(),
  /** Seconds that each token lasts; few models know. */
  durations: z.array(z.number()).optional(),
});

type Result = z.infer<typeof RecogniserResult>;

/** Seconds that a word lasts at most where only the start of what follows is known. */
const LONGEST_WORD = 1;
/** How pieces mark that a word starts: as SentencePiece does, or with a space. */
const WORD_START = /^[▁ ]/;
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}]/u;
/** Marks of SenseVoice and Whisper among the tokens: `<|en|>`. */
const MARK = /<\|[^|]*\|>/g;

/**
 * What is said in a part of the sound as a segment; undefined where it is nothing.
 * @param start second that the part starts at. @param seconds that it lasts.
 */
export function segmentOf(result: Result, start: number, seconds: number): TranscribedSegment | undefined {
  const text = result.text.replace(MARK, "").trim();
  if (text === "") return undefined;
  const words = wordsOf(result, start, seconds);
  return {
    start: words[0]?.start ?? start,
    end: words.at(-1)?.end ?? start + seconds,
    text,
    language: languageTag(result.lang),
    confidence: null,
    words,
  };
}

/** Joins tokens, which are pieces of words, into words. */
function wordsOf(
  { tokens = [], timestamps = [], durations = [] }: Result,
  start: number,
  seconds: number,
): TranscribedWord[] {
  if (timestamps.length === 0 || timestamps.length !== tokens.length) return [];
  const words: { start: number; end: number; text: string }[] = [];
  tokens.forEach((token, n) => {
    const piece = token.replace(MARK, "");
    const from = timestamps[n] ?? 0;
    const next = Math.min(timestamps[n + 1] ?? seconds, from + LONGEST_WORD);
    const to = Math.max(from, durations[n] === undefined ? next : from + durations[n]);
    const text = piece.replace(WORD_START, "");
    const last = words.at(-1);
    const starts =
      !last ||
      WORD_START.test(piece) ||
      UNSPACED.test(text[0] ?? "") ||
      UNSPACED.test(last.text.at(-1) ?? "");
    if (text === "") return;
    if (starts) words.push({ start: start + from, end: start + to, text });
    else {
      last.text += text;
      last.end = start + to;
    }
  });
  return words;
}
