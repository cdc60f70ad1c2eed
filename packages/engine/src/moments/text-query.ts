import { stemOf, wholeWordsOf, wordsOf } from "./tokens.ts";

/** One thing that a text is searched for. */
export type TextTerm =
  /** A word in any of its forms, by its stem. */
  | { readonly kind: "stem"; readonly stem: string }
  /** Words that begin so. */
  | { readonly kind: "prefix"; readonly prefix: string }
  /** Words that follow one another, in these forms. */
  | { readonly kind: "phrase"; readonly words: readonly string[] };

/** Words beyond this play no part: nobody asks so much on purpose, and each costs. */
const MOST_TERMS = 64;

/**
 * Reads what somebody typed: words, `"phrases"` in quotation marks and prefixes that end in `*`. Everything else is
 * punctuation: no query is wrong, and none is syntax of the database below.
 * @returns each term once, in order; the first 64.
 */
export function parseTextQuery(text: string): TextTerm[] {
  const terms = new Map<string, TextTerm>();
  for (const [, phrase, word = ""] of text.matchAll(/["“”„]([^"“”„]*)["“”„]|([^\s"“”„]+)/g)) {
    for (const term of phrase === undefined ? termsOf(word) : phraseOf(phrase)) {
      terms.set(JSON.stringify(term), term);
    }
  }
  return [...terms.values()].slice(0, MOST_TERMS);
}

/**
 * How often words hold a term, of a text that {@link wordsOf} took apart.
 * @param words of a moment's text, in order.
 */
export function occurrencesOf(term: TextTerm, words: readonly string[]): number {
  switch (term.kind) {
    case "stem":
      return words.filter((word) => stemOf(word) === term.stem).length;
    case "prefix":
      return words.filter((word) => word.startsWith(term.prefix)).length;
    case "phrase":
      return words.filter((_, at) => term.words.every((word, n) => words[at + n] === word)).length;
  }
}

function termsOf(word: string): TextTerm[] {
  const prefix = word.endsWith("*") ? wholeWordsOf(word).at(-1) : undefined;
  if (prefix === undefined) return wordsOf(word).map(stemTerm);
  return [...wholeWordsOf(word).slice(0, -1).flatMap(wordsOf).map(stemTerm), { kind: "prefix", prefix }];
}

function phraseOf(text: string): TextTerm[] {
  const words = wordsOf(text);
  return words.length > 1 ? [{ kind: "phrase", words }] : words.map(stemTerm);
}

const stemTerm = (word: string): TextTerm => ({ kind: "stem", stem: stemOf(word) });
