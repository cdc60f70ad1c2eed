import { concatBytes } from "@cutstream/media";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GrowingBytes, growingU8, growingU32 } from "./growing.ts";

/** As `toEqual`, which takes seconds for so many. */
const isSame = (some: ArrayLike<number>, others: readonly number[]): boolean =>
  some.length === others.length && others.every((other, n) => other === some[n]);

describe("growing column", () => {
  test("holds what was pushed, over however many blocks", () => {
    const lengths = fc.oneof(fc.nat(5), fc.constantFrom(16_383, 16_384, 16_385, 32_768), fc.nat(60_000));
    fc.assert(
      fc.property(lengths, fc.double({ min: 0, max: 1, noNaN: true }), (length, share) => {
        const numbers = Array.from({ length }, (_, n) => (n * 2_654_435_761) % 2 ** 32);
        const column = growingU32();
        for (const number of numbers) column.push(number);
        expect(column.length).toBe(length);
        expect(column.last).toBe(numbers.at(-1));
        expect(isSame(column.toTyped(), numbers)).toBe(true);
        const start = Math.floor(share * length);
        expect(isSame(column.from(start), numbers.slice(start))).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test("keeps bytes as bytes", () => {
    const column = growingU8();
    for (const number of [3, 0, 255]) column.push(number);
    expect(column.toTyped()).toEqual(Uint8Array.of(3, 0, 255));
  });
});

describe("growing bytes", () => {
  const pieces = fc.array(
    fc.record({ size: fc.nat(100_000), fill: fc.integer({ min: 1, max: 255 }), inFront: fc.boolean() }),
    { maxLength: 12 },
  );

  test("join what was put behind and in front, again and again", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 3 }), (rounds) => {
        const bytes = new GrowingBytes();
        for (const round of rounds) {
          let expected = new Uint8Array(0);
          for (const { size, fill, inFront } of round) {
            const piece = new Uint8Array(size).fill(fill);
            if (inFront) bytes.prepend(piece);
            else bytes.append(piece);
            expected = concatBytes(inFront ? [piece, expected] : [expected, piece]);
            piece.fill(0);
          }
          expect(Buffer.compare(bytes.view(), expected)).toBe(0);
          bytes.clear();
        }
      }),
      { numRuns: 30 },
    );
  });

  test("use their memory again", () => {
    const bytes = new GrowingBytes();
    bytes.append(new Uint8Array(300_000));
    const { buffer } = bytes.view();
    bytes.clear();
    bytes.append(new Uint8Array(200_000));
    bytes.prepend(new Uint8Array(100_000));
    expect(bytes.view().buffer).toBe(buffer);
  });
});
