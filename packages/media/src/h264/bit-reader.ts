import { BitReader } from "../bit-reader.ts";
import { MediaFormatError } from "../format-error.ts";

/** Reads the syntax elements of an RBSP: fixed-length and Exp-Golomb codes (ISO/IEC 14496-10 §7.2, §9.1). */
export class RbspReader extends BitReader {
  readonly #lastBit: number;

  /** @param rbsp bytes after the NAL unit's header, without emulation prevention. */
  constructor(rbsp: Uint8Array) {
    super(rbsp);
    this.#lastBit = lastOneBit(rbsp);
  }

  /** `ue(v)`: an unsigned Exp-Golomb code. */
  ue(): number {
    let zeros = 0;
    while (!this.flag()) {
      if (++zeros > 31)
        throw new MediaFormatError("Exp-Golomb code has more than 31 zeros", this.position >> 3);
    }
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** `se(v)`: a signed Exp-Golomb code. */
  se(): number {
    const code = this.ue();
    return code % 2 === 1 ? (code + 1) / 2 : 0 - code / 2;
  }

  /** `more_rbsp_data()`: whether anything but the trailing bits is left (ISO/IEC 14496-10 §7.2). */
  moreData(): boolean {
    return this.position < this.#lastBit;
  }
}

/** Place of the last bit that is one: `rbsp_stop_one_bit`. */
function lastOneBit(bytes: Uint8Array): number {
  let last = bytes.length - 1;
  while (last >= 0 && bytes[last] === 0) last--;
  if (last < 0) return 0;
  return last * 8 + 7 - trailingZeros(bytes[last] ?? 0);
}

function trailingZeros(byte: number): number {
  return 31 - Math.clz32(byte & -byte);
}
