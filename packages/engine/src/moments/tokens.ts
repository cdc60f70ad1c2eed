import { stemmer } from "stemmer";

/**
 * Words of a text as full text sees them, lower case, without diacritics, in order: runs of letters, digits and `_`.
 * A word made of parts (`player_42`) is followed by its parts, so that `player 42` finds it too; scripts that put no
 * space between words give one token a character. Stores index these, joined by spaces, and so all of them find alike.
 */
export function wordsOf(text: string): string[] {
  return wholeWordsOf(text).flatMap((word) => (word.includes("_") ? [word, ...word.split(/_+/)] : word));
}

/** As {@link wordsOf}, without the parts of words that are made of them. */
export function wholeWordsOf(text: string): string[] {
  const isAscii = ASCII.test(text);
  const plain = (isAscii ? text : withoutDiacritics(text)).toLowerCase();
  const runs = plain.match(isAscii ? ASCII_RUNS : RUNS) ?? [];
  const pieces = isAscii ? runs : runs.flatMap((run) => run.split(UNSPACED));
  return pieces.map(trimmed).filter((word) => word !== "");
}

/** The stem of a word (Porter 1980): `goals` and `goal` have one. Words with digits or other scripts stay. */
export function stemOf(word: string): string {
  return /^[a-z]+$/.test(word) ? stemmer(word) : word;
}

/** Characters of a word that count. What is longer is no word, and databases index no more than about 2,000 bytes. */
const LONGEST_WORD = 100;

function trimmed(word: string): string {
  let [start, end] = [0, word.length];
  while (word[start] === "_") start++;
  while (end > start && word[end - 1] === "_") end--;
  const inner = word.slice(start, end);
  if (inner.length <= LONGEST_WORD) return inner;
  return [...inner]
    .slice(0, LONGEST_WORD)
    .join("")
    .replace(/(?<!_)_+$/, "");
}

function withoutDiacritics(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}+/gu, "");
}

// Most text is ASCII, and its patterns are five times as fast.
const ASCII = /^[\0-\x7f]*$/;
const ASCII_RUNS = /[a-z0-9_]+/g;
const RUNS = /[\p{L}\p{N}_]+/gu;

/** Scripts without spaces between words, each character by itself. */
const UNSPACED =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])/u;
