import { MediaFormatError } from "./format-error.ts";

/** A cursor over the bits of some bytes, most significant first. Reading past the end throws {@link MediaFormatError}. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** Bits read so far. */
  get position(): number {
    return this.#at;
  }

  /** Bits not yet read. */
  get left(): number {
    return this.#bytes.length * 8 - this.#at;
  }

  /** The next `count` bits, at most 32, as an unsigned number. */
  bits(count: number): number {
    if (count > this.left) {
      throw new MediaFormatError(`${count} bits wanted, ${this.left} left`, this.#at >> 3);
    }
    let value = 0;
    let wanted = count;
    while (wanted > 0) {
      const free = 8 - (this.#at & 7);
      const taken = Math.min(free, wanted);
      const byte = this.#bytes[this.#at >> 3] ?? 0;
      value = value * 2 ** taken + ((byte >> (free - taken)) & ((1 << taken) - 1));
      this.#at += taken;
      wanted -= taken;
    }
    return value;
  }

  /** The next bit. */
  flag(): boolean {
    return this.bits(1) === 1;
  }

  skip(count: number): void {
    if (count > this.left) {
      throw new MediaFormatError(`${count} bits to skip, ${this.left} left`, this.#at >> 3);
    }
    this.#at += count;
  }

  /** Moves on to the next whole byte. */
  align(): void {
    this.#at = (this.#at + 7) & ~7;
  }
}
