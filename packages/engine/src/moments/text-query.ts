import { stemOf, wordsOf } from "./tokens.ts";

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

function termsOf(word: string): TextTerm[] {
  const words = wordsOf(word);
  const last = words.at(-1);
  if (word.endsWith("*") && last !== undefined) {
    return [...words.slice(0, -1).map(stemTerm), { kind: "prefix", prefix: last }];
  }
  return words.map(stemTerm);
}

function phraseOf(text: string): TextTerm[] {
  const words = wordsOf(text);
  return words.length > 1 ? [{ kind: "phrase", words }] : words.map(stemTerm);
}

const stemTerm = (word: string): TextTerm => ({ kind: "stem", stem: stemOf(word) });
