import { stemmer } from "stemmer";

/**
 * Words of a text as full text sees them, lower case, without diacritics, in order: runs of letters, digits and `_`.
 * A word made of parts (`player_42`) is followed by its parts, so that `player 42` finds it too; scripts that put no
 * space between words give one token a character. Stores index these, joined by spaces, and so all of them find alike.
 */
export function wordsOf(text: string): string[] {
  const words: string[] = [];
  const plain = text
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase();
  for (const [run] of plain.matchAll(/[\p{L}\p{N}_]+/gu)) {
    const pieces = run.split(UNSPACED).filter((piece) => piece !== "");
    for (const piece of pieces) {
      const word = piece.replace(/^_+|_+$/g, "");
      if (word === "") continue;
      words.push(word);
      const parts = word.split(/_+/);
      if (parts.length > 1) words.push(...parts);
    }
  }
  return words;
}

/** The stem of a word (Porter 1980): `goals` and `goal` have one. Words with digits or other scripts stay. */
export function stemOf(word: string): string {
  return /^[a-z]+$/.test(word) ? stemmer(word) : word;
}

/** Scripts without spaces between words, each character by itself. */
const UNSPACED =
  /([\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}])/u;
