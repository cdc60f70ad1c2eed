/**
 * Reckons an arithmetic expression as ffmpeg's filters have them: numbers, names, `+ - * /`, brackets.
 * @returns undefined where it is none, or has a name that is not known.
 */
export function evaluate(text: string, known: Readonly<Record<string, number>>): number | undefined {
  const tokens = text.match(/\d+(?:\.\d+)?|\.\d+|[A-Za-z_]\w*|[-+*/()]|\S/g) ?? [];
  const reader = new Reader(tokens, known);
  const value = reader.sum();
  return reader.done && Number.isFinite(value) ? value : undefined;
}

/** Recursive descent; what cannot be read is NaN. */
class Reader {
  readonly #tokens: readonly string[];
  readonly #known: Readonly<Record<string, number>>;
  #next = 0;
  #depth = 0;

  constructor(tokens: readonly string[], known: Readonly<Record<string, number>>) {
    this.#tokens = tokens;
    this.#known = known;
  }

  get done(): boolean {
    return this.#next === this.#tokens.length;
  }

  sum(): number {
    let value = this.#product();
    for (;;) {
      if (this.#take("+")) value += this.#product();
      else if (this.#take("-")) value -= this.#product();
      else return value;
    }
  }

  #product(): number {
    let value = this.#factor();
    for (;;) {
      if (this.#take("*")) value *= this.#factor();
      else if (this.#take("/")) value /= this.#factor();
      else return value;
    }
  }

  #factor(): number {
    if (++this.#depth > 100) return Number.NaN;
    try {
      if (this.#take("-")) return -this.#factor();
      if (this.#take("+")) return this.#factor();
      if (this.#take("(")) {
        const value = this.sum();
        return this.#take(")") ? value : Number.NaN;
      }
      const token = this.#tokens[this.#next++] ?? "";
      if (/^[\d.]/.test(token)) return Number(token);
      return Object.hasOwn(this.#known, token) ? (this.#known[token] ?? Number.NaN) : Number.NaN;
    } finally {
      this.#depth--;
    }
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#next] !== token) return false;
    this.#next++;
    return true;
  }
}
