import { viewOf } from "./bytes.ts";
import { MediaFormatError } from "./format-error.ts";

/** A cursor over big-endian fields of `bytes[start, end)`. Every read past `end` throws {@link MediaFormatError}. */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #end: number;
  #at: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.#bytes = bytes;
    this.#view = viewOf(bytes);
    this.#at = start;
    this.#end = end;
  }

  /** Offset of the next byte, from the start of the bytes given. */
  get offset(): number {
    return this.#at;
  }

  /** Bytes not yet read. */
  get left(): number {
    return this.#end - this.#at;
  }

  u8(): number {
    return this.#view.getUint8(this.#take(1));
  }

  u16(): number {
    return this.#view.getUint16(this.#take(2));
  }

  u24(): number {
    const at = this.#take(3);
    return (this.#view.getUint16(at) << 8) | this.#view.getUint8(at + 2);
  }

  u32(): number {
    return this.#view.getUint32(this.#take(4));
  }

  i32(): number {
    return this.#view.getInt32(this.#take(4));
  }

  /** A 64-bit unsigned number. @throws MediaFormatError where it is beyond the safe integers. */
  u64(): number {
    const at = this.#take(8);
    return this.#safe(this.#view.getUint32(at) * 2 ** 32 + this.#view.getUint32(at + 4), at);
  }

  /** A 64-bit signed number. @throws MediaFormatError where it is beyond the safe integers. */
  i64(): number {
    const at = this.#take(8);
    return this.#safe(this.#view.getInt32(at) * 2 ** 32 + this.#view.getUint32(at + 4), at);
  }

  /** Four characters, each byte as the Latin-1 character it is. */
  fourcc(): string {
    const at = this.#take(4);
    return String.fromCharCode(...this.#bytes.subarray(at, at + 4));
  }

  /** The next `length` bytes: a view, not a copy. */
  bytes(length: number): Uint8Array {
    const at = this.#take(length);
    return this.#bytes.subarray(at, at + length);
  }

  skip(length: number): void {
    this.#take(length);
  }

  #take(length: number): number {
    const at = this.#at;
    if (length > this.#end - at) {
      throw new MediaFormatError(`${length} bytes wanted, ${Math.max(0, this.#end - at)} left`, at);
    }
    this.#at = at + length;
    return at;
  }

  #safe(value: number, at: number): number {
    if (!Number.isSafeInteger(value)) throw new MediaFormatError(`64-bit number ${value} is too large`, at);
    return value;
  }
}
