import { between } from "../kit/random.ts";
import { pick, type Random } from "./target.ts";

/** Numbers at which parsers go wrong: the ends of the ranges of their fields. */
export const EDGES = [
  ...[0, 1, 2, 3, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x1_0000],
  ...[0x0fff_ffff, 0x7fff_ffff, 0x8000_0000, 0xffff_fff0, 0xffff_ffff],
] as const;

/** Largest input that is made: larger ones take time and find nothing more. */
const MOST_BYTES = 65_536;

/** Changes bytes here and there, without knowing what they are. */
export function mutateBytes(input: Uint8Array, other: Uint8Array, random: Random): Uint8Array {
  const at = between(random, 0, input.length + 1);
  const length = between(random, 1, Math.min(64, Math.max(2, input.length)));
  switch (between(random, 0, 7)) {
    case 0:
      return splice(input, at, 1, Uint8Array.of((input[at] ?? 0) ^ (1 << between(random, 0, 8))));
    case 1:
      return splice(input, at, 1, Uint8Array.of(pick([0, 1, 0x7f, 0x80, 0xff], random)));
    case 2:
      return splice(input, at, 4, bigEndian(pick(EDGES, random), pick([2, 4, 8], random)));
    case 3:
      return splice(input, at, length, new Uint8Array());
    case 4:
      return splice(input, at, 0, input.subarray(at, at + length));
    case 5:
      return input.subarray(0, at);
    default: {
      const from = between(random, 0, other.length + 1);
      return splice(input, at, length, other.subarray(from, from + length));
    }
  }
}

/** Bytes with `removed` of them, from `at` on, replaced. */
export function splice(input: Uint8Array, at: number, removed: number, added: Uint8Array): Uint8Array {
  const made = Buffer.concat([input.subarray(0, at), added, input.subarray(at + removed)]);
  return new Uint8Array(made.subarray(0, MOST_BYTES));
}

/** A number as 2, 4 or 8 bytes. */
export function bigEndian(value: number, size: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes.subarray(8 - size);
}
