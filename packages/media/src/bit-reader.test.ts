import fc from "fast-check";
import { expect, test } from "vitest";
import { BitReader } from "./bit-reader.ts";
import { BitWriter } from "./bit-writer.ts";
import { MediaFormatError } from "./format-error.ts";

test("what is written bit by bit is read back", () => {
  const field = fc
    .integer({ min: 1, max: 32 })
    .chain((count) => fc.tuple(fc.integer({ min: 0, max: 2 ** count - 1 }), fc.constant(count)));
  fc.assert(
    fc.property(fc.array(field), (fields) => {
      const writer = new BitWriter();
      for (const [value, count] of fields) writer.bits(value, count);
      const bytes = writer.finish();
      const reader = new BitReader(bytes);
      expect(fields.map(([, count]) => reader.bits(count))).toEqual(fields.map(([value]) => value));
      expect(reader.left).toBeLessThan(8);
    }),
  );
});

test("the end is the end", () => {
  const reader = new BitReader(Uint8Array.of(0xa5));
  reader.skip(5);
  expect(reader.bits(2)).toBe(0b10);
  expect(() => reader.bits(2)).toThrow(MediaFormatError);
  expect(() => reader.skip(2)).toThrow(MediaFormatError);
  reader.align();
  expect(reader.left).toBe(0);
});
