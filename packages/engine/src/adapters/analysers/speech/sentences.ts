import type { TranscribedSegment, TranscribedWord } from "../../../seams/transcriber.ts";

/** One sentence, or as much of it as fits. Times are seconds. */
export interface Sentence {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly language: string | null;
  /** 0 to 1: the mean of its words' or segments'; null where nothing tells. */
  readonly confidence: number | null;
  readonly words: readonly TranscribedWord[];
}

/** A word, or a segment of which no words are known. */
interface Piece extends Omit<Sentence, "confidence"> {
  readonly confidence: number | null;
}

/** Seconds of silence after which a new sentence starts. */
const PAUSE = 0.6;
/** Seconds that a sentence lasts at most, where it is more than one piece. */
const LONGEST = 20;

const ENDS_SENTENCE = /[.?!…。！？]["'»”’)\]]*$/u;
/** Scripts that set words without spaces between them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}]/u;

/**
 * Joins what a recogniser gives into sentences: up to punctuation that ends one, a pause of more than 0.6 s, another
 * language, or 20 s. Each is given as soon as it is known to have ended.
 */
export async function* sentencesOf(
  segments: AsyncIterable<TranscribedSegment>,
): AsyncGenerator<Sentence, void, undefined> {
  let open: Piece[] = [];
  for await (const segment of segments) {
    for (const piece of piecesOf(segment)) {
      if (open.length > 0 && startsAnother(open, piece)) {
        yield joinPieces(open);
        open = [];
      }
      open.push(piece);
    }
  }
  if (open.length > 0) yield joinPieces(open);
}

function piecesOf({ words, ...segment }: TranscribedSegment): Piece[] {
  if (words.length === 0) return [{ ...segment, words }];
  const { language, confidence } = segment;
  return words.map((word) => ({
    ...{ start: word.start, end: word.end, text: word.text, language },
    confidence: word.confidence ?? confidence,
    words: [word],
  }));
}

function startsAnother(open: readonly Piece[], piece: Piece): boolean {
  const [first, last] = [open[0], open.at(-1)];
  if (!first || !last) return false;
  return (
    ENDS_SENTENCE.test(last.text) ||
    piece.start - last.end > PAUSE ||
    piece.language !== last.language ||
    piece.end - first.start > LONGEST
  );
}

function joinPieces(pieces: readonly Piece[]): Sentence {
  const known = pieces.map(({ confidence }) => confidence).filter((value) => value !== null);
  const sum = known.reduce((total, value) => total + value, 0);
  return {
    start: pieces[0]?.start ?? 0,
    end: Math.max(...pieces.map(({ end }) => end)),
    text: pieces.reduce((text, piece) => joinTexts(text, piece.text), ""),
    language: pieces[0]?.language ?? null,
    confidence: known.length === 0 ? null : sum / known.length,
    words: pieces.flatMap(({ words }) => words),
  };
}

function joinTexts(text: string, next: string): string {
  if (text === "") return next;
  return UNSPACED.test(text.at(-1) ?? "") && UNSPACED.test(next[0] ?? "") ? text + next : `${text} ${next}`;
}
