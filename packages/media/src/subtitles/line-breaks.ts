import type { CuePart, TimedCue } from "./cut-cues.ts";

/** What is said in a stretch, and when each word of it is. Flicks. */
export interface SpokenText {
  readonly start: number;
  readonly end: number;
  /** One line. */
  readonly text: string;
  /** In order; empty where no times are known. */
  readonly words: readonly { readonly start: number; readonly text: string }[];
  readonly speaker?: string;
}

/** Letters in a line, and lines in a cue: what broadcasters agree on (BBC, Netflix, EBU). */
const LINE_WIDTH = 42;
const LINES = 2;
/** Width of a character of Chinese, Japanese or Korean: 16 of them make a line. */
const WIDE = LINE_WIDTH / 16;
const WIDE_CHARACTER =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]/u;
/** Scripts that set words without spaces between them. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}]/u;

/** What is never broken, where it stands in the text, and whether a space goes before it. */
interface Token {
  readonly text: string;
  readonly at: number;
  readonly spaced: boolean;
  readonly width: number;
}

/**
 * Cues of two lines of 42 letters at most (16 of Chinese, Japanese or Korean), of lines about as long as one another.
 * A text that needs more becomes several cues, each from when its first word is said; where no times of words are
 * known, the time is divided in proportion to the letters.
 */
export function breakIntoCues(spoken: SpokenText): TimedCue[] {
  const { start, end, text, speaker } = spoken;
  const tokens = tokensOf(text);
  if (tokens.length === 0) return [];
  const saidAt = timesOf(spoken, tokens);
  const lines = balancedLines(tokens);
  const groups: Token[][][] = [];
  for (let n = 0; n < lines.length; n += LINES) groups.push(lines.slice(n, n + LINES));
  const starts = startsOf(spoken, groups, saidAt);
  return groups.map((group, n) => {
    const parts = partsOf(group, saidAt, start);
    return {
      start: starts[n] ?? start,
      end: starts[n + 1] ?? end,
      text: parts.map((part) => part.text).join(""),
      ...(speaker !== undefined && { speaker }),
      ...(saidAt && { parts }),
    };
  });
}

/** When each group of lines begins to be shown: with its first word, or in proportion to the letters before it. */
function startsOf(
  { start, end, text }: SpokenText,
  groups: readonly (readonly Token[][])[],
  saidAt: ReadonlyMap<Token, number> | undefined,
): number[] {
  const firsts = groups.map((group) => group[0]?.[0]);
  const said = firsts.map((token, n) => (n === 0 || !token ? start : (saidAt?.get(token) ?? Number.NaN)));
  const grow = said.every((time, n) => n === 0 || (time > (said[n - 1] ?? start) && time < end));
  if (grow) return said;
  return firsts.map((token) => start + Math.floor(((end - start) * (token?.at ?? 0)) / text.length));
}

function partsOf(
  lines: readonly (readonly Token[])[],
  saidAt: ReadonlyMap<Token, number> | undefined,
  start: number,
): CuePart[] {
  return lines.flatMap((line, row) =>
    line.map((token, column) => {
      const before = column > 0 ? (token.spaced ? " " : "") : row > 0 ? "\n" : "";
      return { start: saidAt?.get(token) ?? start, text: before + token.text };
    }),
  );
}

/** When each token is said: when the word is that it is of. Undefined where the words are not those of the text. */
function timesOf({ text, words }: SpokenText, tokens: readonly Token[]): Map<Token, number> | undefined {
  if (words.length === 0) return undefined;
  const places: { readonly at: number; readonly start: number }[] = [];
  let from = 0;
  for (const word of words) {
    const at = text.indexOf(word.text, from);
    if (at < 0) return undefined;
    places.push({ at, start: word.start });
    from = at + word.text.length;
  }
  const times = new Map<Token, number>();
  let word = 0;
  for (const token of tokens) {
    while ((places[word + 1]?.at ?? Number.POSITIVE_INFINITY) <= token.at) word++;
    times.set(token, places[word]?.start ?? 0);
  }
  return times;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { 0: run, index } of text.matchAll(/\S+/g)) {
    let at = index;
    for (const part of UNSPACED.test(run) ? wordsOf(run) : [run]) {
      tokens.push({ text: part, at, spaced: at === index, width: widthOf(part) });
      at += part.length;
    }
  }
  return tokens;
}

const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });

/** Words of a script without spaces; punctuation stays with the word before it. */
function wordsOf(run: string): string[] {
  const words: string[] = [];
  for (const { segment, isWordLike } of segmenter.segment(run)) {
    if (isWordLike || words.length === 0) words.push(segment);
    else words[words.length - 1] += segment;
  }
  return words;
}

function widthOf(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE_CHARACTER.test(character) ? WIDE : 1;
  return width;
}

/** As few lines as there can be, and of these the ones whose longest is shortest. */
function balancedLines(tokens: readonly Token[]): Token[][] {
  const widest = fill(tokens, LINE_WIDTH);
  const total = tokens.reduce((sum, { width, spaced }) => sum + width + (spaced ? 1 : 0), 0);
  for (let limit = Math.ceil(total / widest.length) - 1; limit < LINE_WIDTH; limit++) {
    const lines = fill(tokens, limit);
    if (lines.length === widest.length) return lines;
  }
  return widest;
}

function fill(tokens: readonly Token[], limit: number): Token[][] {
  const lines: Token[][] = [];
  let room = -1;
  for (const token of tokens) {
    const needed = token.width + (token.spaced ? 1 : 0);
    if (lines.length > 0 && needed <= room) {
      lines.at(-1)?.push(token);
      room -= needed;
    } else {
      lines.push([token]);
      room = limit - token.width;
    }
  }
  return lines;
}
