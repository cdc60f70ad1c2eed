/** Writes fields of a number of bits, and Exp-Golomb codes (ITU-T H.264 §9.1), also those that make no sense. */
export class Bits {
  #text = "";

  u(count: number, value: number): this {
    this.#text += BigInt.asUintN(count, BigInt(Math.floor(value)))
      .toString(2)
      .padStart(count, "0");
    return this;
  }

  ue(value: number): this {
    const code = (BigInt(Math.floor(value)) + 1n).toString(2);
    this.#text += "0".repeat(code.length - 1) + code;
    return this;
  }

  se(value: number): this {
    return this.ue(value > 0 ? 2 * value - 1 : -2 * value);
  }

  /** With the stop bit, and zeros up to a whole byte. */
  bytes(): Uint8Array {
    const text = `${this.#text}1`;
    const padded = text.padEnd(Math.ceil(text.length / 8) * 8, "0");
    return Uint8Array.from(padded.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2));
  }
}
