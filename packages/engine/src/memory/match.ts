import type { TextTerm } from "../moments/text-query.ts";
import { stemOf, wordsOf } from "../moments/tokens.ts";

/** How much of a query's words a text holds. */
export interface TextMatch {
  /** 0 to 1: the share of the terms that it holds, each weighed by its rarity. */
  readonly coverage: number;
  /** Terms that it holds, as people write them. */
  readonly terms: readonly string[];
}

/** What a term counts for that only moments around hold. */
const AROUND_SHARE = 0.5;

/**
 * How well texts answer a query's terms.
 * @param frequencies moments that hold each term, of `total`: rare terms count for more (inverse document frequency).
 */
export function createTextMatcher(
  terms: readonly TextTerm[],
  frequencies: readonly number[],
  total: number,
): (own: string, around: string) => TextMatch {
  const weights = terms.map((_, n) => {
    const frequency = frequencies[n] ?? 0;
    return Math.log(1 + (total - frequency + 0.5) / (frequency + 0.5));
  });
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return (own, around) => {
    const [here, beside] = [new HeldWords(own), new HeldWords(around)];
    let held = 0;
    const found: string[] = [];
    terms.forEach((term, n) => {
      const share = here.holds(term) ? 1 : beside.holds(term) ? AROUND_SHARE : 0;
      if (share === 0) return;
      held += share * (weights[n] ?? 0);
      found.push(showTerm(term));
    });
    return { coverage: sum === 0 ? 0 : held / sum, terms: found };
  };
}

class HeldWords {
  readonly #words: readonly string[];
  readonly #stems: ReadonlySet<string>;

  constructor(text: string) {
    this.#words = wordsOf(text);
    this.#stems = new Set(this.#words.map(stemOf));
  }

  holds(term: TextTerm): boolean {
    if (term.kind === "stem") return this.#stems.has(term.stem);
    if (term.kind === "prefix") return this.#words.some((word) => word.startsWith(term.prefix));
    return this.#words.some((_, at) => term.words.every((word, n) => this.#words[at + n] === word));
  }
}

function showTerm(term: TextTerm): string {
  if (term.kind === "stem") return term.stem;
  return term.kind === "prefix" ? `${term.prefix}*` : `"${term.words.join(" ")}"`;
}
