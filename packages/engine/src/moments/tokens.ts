import { stemmer } from "stemmer";

/**
 * Words of a text as full text sees them, lower case, without diacritics, in order: runs of letters, digits and `_`.
 * A word made of parts (`player_42`) is followed by its parts, so that `player 42` finds it too; scripts that put no
 * space between words give one token a character. Stores index these, joined by spaces, and so all of them find alike.
 */
export function wordsOf(text: string): string[] {
  return wholeWordsOf(text).flatMap((word) => {
    const parts = word.split(/_+/);
    return parts.length > 1 ? [word, ...parts] : [word];
  });
}

/** As {@link wordsOf}, without the parts of words that are made of them. */
export function wholeWordsOf(text: string): string[] {
  const words: string[] = [];
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  for (const [run] of plain.matchAll(/[\p{L}\p{N}_]+/gu)) {
    for (const piece of run.split(UNSPACED)) {
      const word = cut(piece.replace(/^_+|_+$/g, "")).replace(/_+$/, "");
      if (word !== "") words.push(word);
    }
  }
  return words;
}

/** The stem of a word (Porter 1980): `goals` and `goal` have one. Words with digits or other scripts stay. */
export function stemOf(word: string): string {
  return /^[a-z]+$/.test(word) ? stemmer(word) : word;
}

/** Characters of a word that count. What is longer is no word, and databases index no more than about 2,000 bytes. */
const LONGEST_WORD = 100;

function cut(word: string): string {
  return word.length <= LONGEST_WORD ? word : [...word].slice(0, LONGEST_WORD).join("");
}

/** Scripts without spaces between words, each character by itself. */
const UNSPACED =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])/u;
