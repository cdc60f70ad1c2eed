/** How a text that was heard differs from the one that was said. */
export interface WordErrors {
  /** Words put in, left out or changed. */
  readonly errors: number;
  /** Words that were said. */
  readonly words: number;
}

/** Words as recognisers are judged by: letters and digits, in lower case. */
export function wordsOf(text: string): string[] {
  return (
    text
      .toLowerCase()
      .replaceAll("’", "'")
      .match(/[\p{L}\p{N}][\p{L}\p{N}']*/gu) ?? []
  );
}

/** The fewest changes that turn what was said into what was heard (Levenshtein's distance over words). */
export function wordErrors(said: readonly string[], heard: readonly string[]): WordErrors {
  let row = heard.map((_, n) => n + 1);
  said.forEach((word, n) => {
    let left = n + 1;
    let diagonal = n;
    row = row.map((above, m) => {
      left = Math.min(left + 1, above + 1, diagonal + (word === heard[m] ? 0 : 1));
      diagonal = above;
      return left;
    });
  });
  return { errors: heard.length === 0 ? said.length : (row.at(-1) ?? 0), words: said.length };
}
