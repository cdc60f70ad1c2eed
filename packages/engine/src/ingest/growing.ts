const BLOCK = 1 << 14;

/**
 * Numbers that come one by one, kept in typed arrays of a fixed length: those of a long film take the bytes that they
 * will have on disk, and none is copied before all have come.
 */
class GrowingColumn<A extends Uint8Array | Uint32Array> {
  readonly #make: (length: number) => A;
  readonly #blocks: A[] = [];
  #length = 0;

  /** @param make a typed array of that many zeros. */
  constructor(make: (length: number) => A) {
    this.#make = make;
  }

  get length(): number {
    return this.#length;
  }

  /** The last number; undefined where there is none. */
  get last(): number | undefined {
    return this.#at(this.#length - 1);
  }

  push(value: number): void {
    const place = this.#length++ % BLOCK;
    if (place === 0) this.#blocks.push(this.#make(BLOCK));
    const block = this.#blocks.at(-1);
    if (block) block[place] = value;
  }

  /** The numbers from place `start` on. */
  from(start: number): number[] {
    return Array.from({ length: this.#length - start }, (_, n) => this.#at(start + n) ?? 0);
  }

  /** All numbers in one array. */
  toTyped(): A {
    const whole = this.#make(this.#length);
    this.#blocks.forEach((block, n) => {
      whole.set(block.subarray(0, this.#length - n * BLOCK), n * BLOCK);
    });
    return whole;
  }

  #at(place: number): number | undefined {
    return this.#blocks[Math.floor(place / BLOCK)]?.[place % BLOCK];
  }
}

/** Numbers below 2^32. */
export const growingU32 = (): GrowingColumn<Uint32Array> =>
  new GrowingColumn((length) => new Uint32Array(length));

/** Numbers below 256. */
export const growingU8 = (): GrowingColumn<Uint8Array> =>
  new GrowingColumn((length) => new Uint8Array(length));

/**
 * Bytes put one after another into one piece of memory that is used again and again: of what comes and goes by the
 * hundreds of megabytes, the garbage collector would let tens of them pile up.
 */
export class GrowingBytes {
  #bytes = new Uint8Array(1 << 16);
  #length = 0;

  /** Puts bytes behind what is there; they are copied. */
  append(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  /** Puts bytes in front of what is there; they are copied. */
  prepend(bytes: Uint8Array): void {
    this.#reserve(bytes.length);
    this.#bytes.copyWithin(bytes.length, 0, this.#length);
    this.#bytes.set(bytes);
    this.#length += bytes.length;
  }

  /** All bytes: a view that holds until the next change. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets the bytes and keeps the memory. */
  clear(): void {
    this.#length = 0;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
    grown.set(this.view());
    this.#bytes = grown;
  }
}
