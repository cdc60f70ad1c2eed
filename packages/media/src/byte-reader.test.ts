import { expect, test } from "vitest";
import { ByteReader } from "./byte-reader.ts";
import { MediaFormatError } from "./format-error.ts";

test("reads big-endian fields in turn", () => {
  const reader = new ByteReader(
    Uint8Array.of(0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x61, 0x76, 0x63, 0x31, 0xff, 0xff, 0xff, 0xfe, 9, 8),
  );
  expect(reader.u8()).toBe(1);
  expect(reader.u16()).toBe(0x0203);
  expect(reader.u24()).toBe(0x040506);
  expect(reader.fourcc()).toBe("avc1");
  expect(reader.i32()).toBe(-2);
  expect(reader.left).toBe(2);
  expect([...reader.bytes(2)]).toEqual([9, 8]);
});

test("64-bit numbers are read exactly, or not at all", () => {
  const view = new DataView(new ArrayBuffer(8));
  const reader = () => new ByteReader(new Uint8Array(view.buffer));
  view.setBigUint64(0, BigInt(Number.MAX_SAFE_INTEGER));
  expect(reader().u64()).toBe(Number.MAX_SAFE_INTEGER);
  view.setBigUint64(0, BigInt(Number.MAX_SAFE_INTEGER) + 1n);
  expect(() => reader().u64()).toThrow(MediaFormatError);
  view.setBigInt64(0, -5_000_000_000n);
  expect(reader().i64()).toBe(-5_000_000_000);
});

test("reading past the end says where", () => {
  const reader = new ByteReader(new Uint8Array(10), 4, 6);
  reader.u8();
  expect(() => reader.u16()).toThrow(expect.objectContaining({ name: "MediaFormatError", offset: 5 }));
});
