import type { TranscribedSegment, TranscribedWord } from "../../../seams/transcriber.ts";

/** `fellow(2) 1.230 1.670 0.998900`: a word (and which of its pronunciations), from, to, how sure. */
const WORD = /^(\S+) (\d+\.\d+) (\d+\.\d+) (\d+(?:\.\d+)?(?:e-?\d+)?)$/;
/** Silence, breath and noise among the words: `<sil>`, `[NOISE]`, `++UM++`. */
const FILLER = /^(?:<.*>|\[.*\]|\+\+.*\+\+)$/;
const END_OF_UTTERANCE = "</s>";

/**
 * Reads what pocketsphinx prints with `-time yes`: for each utterance a line of text, and a line for each word.
 * Utterances without words are left out.
 */
export async function* readHypotheses(
  lines: AsyncIterable<string>,
): AsyncGenerator<TranscribedSegment, void, undefined> {
  let words: TranscribedWord[] = [];
  for await (const line of lines) {
    const [match, written = "", start, end, probability] = WORD.exec(line.trim()) ?? [];
    if (match === undefined) continue;
    if (!FILLER.test(written)) {
      const confidence = Math.min(1, Number(probability));
      const text = written.replace(/\(\d+\)$/, "");
      words.push({ start: Number(start), end: Number(end), text, confidence });
    }
    if (written !== END_OF_UTTERANCE) continue;
    if (words.length > 0) yield segmentOf(words);
    words = [];
  }
  if (words.length > 0) yield segmentOf(words);
}

function segmentOf(words: readonly TranscribedWord[]): TranscribedSegment {
  const sum = words.reduce((total, { confidence = 0 }) => total + confidence, 0);
  return {
    start: words[0]?.start ?? 0,
    end: words.at(-1)?.end ?? 0,
    text: words.map(({ text }) => text).join(" "),
    language: "en",
    confidence: sum / words.length,
    words,
  };
}
