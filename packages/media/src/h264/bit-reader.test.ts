import fc from "fast-check";
import { expect, test } from "vitest";
import { BitWriter } from "../bit-writer.ts";
import { MediaFormatError } from "../format-error.ts";
import { RbspReader } from "./bit-reader.ts";

/** Writes `ue(v)` by its definition (ISO/IEC 14496-10 §9.1). */
function writeUe(writer: BitWriter, value: number): void {
  const code = BigInt(value) + 1n;
  const length = code.toString(2).length;
  writer.bits(0, length - 1);
  for (const bit of code.toString(2)) writer.bits(Number(bit), 1);
}

test("Exp-Golomb codes are read back", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 32 - 2 })), (values) => {
      const writer = new BitWriter();
      for (const value of values) writeUe(writer, value);
      const bytes = writer.bits(1, 1).finish();
      const unsigned = new RbspReader(bytes);
      const signed = new RbspReader(bytes);
      for (const value of values) {
        expect(unsigned.moreData()).toBe(true);
        expect(unsigned.ue()).toBe(value);
        expect(signed.se()).toBe(value % 2 === 1 ? (value + 1) / 2 : 0 - value / 2);
      }
      expect(unsigned.moreData()).toBe(false);
    }),
  );
});

test("endless zeros are no code", () => {
  expect(() => new RbspReader(new Uint8Array(10)).ue()).toThrow(MediaFormatError);
  expect(() => new RbspReader(Uint8Array.of(0)).ue()).toThrow(MediaFormatError);
});
