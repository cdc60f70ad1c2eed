/** Gathers bits, most significant first. */
export class BitWriter {
  readonly #bytes: number[] = [];
  #used = 0;

  /** Adds the low `count` bits of a number, at most 32. */
  bits(value: number, count: number): this {
    for (let bit = count - 1; bit >= 0; bit--) {
      if (this.#used % 8 === 0) this.#bytes.push(0);
      const last = this.#bytes.length - 1;
      const set = (value >>> bit) & 1;
      this.#bytes[last] = (this.#bytes[last] ?? 0) | (set << (7 - (this.#used % 8)));
      this.#used++;
    }
    return this;
  }

  /** The bytes so far, the last filled up with zero bits. */
  finish(): Uint8Array<ArrayBuffer> {
    return Uint8Array.from(this.#bytes);
  }
}
