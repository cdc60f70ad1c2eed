import fc from "fast-check";
import { expect, test } from "vitest";
import { ADTS_HEADER_SIZE, parseAdtsHeader, writeAdtsHeader } from "./adts.ts";
import { SAMPLE_RATES } from "./sample-rates.ts";

const LC = { objectType: 2, sampleRate: 48_000, channelConfig: 2 };

test("headers are read back", () => {
  fc.assert(
    fc.property(
      fc.record({
        objectType: fc.integer({ min: 1, max: 4 }),
        sampleRate: fc.constantFrom(...SAMPLE_RATES),
        channelConfig: fc.nat(7),
      }),
      fc.nat(8184),
      (config, size) => {
        const bytes = Uint8Array.from([9, 9, ...writeAdtsHeader(config, size)]);
        const frameSize = size + ADTS_HEADER_SIZE;
        expect(parseAdtsHeader(bytes, 2)).toEqual({ ...config, headerSize: 7, frameSize, blocks: 1 });
      },
    ),
  );
});

test("a header is the bytes that everyone writes", () => {
  expect(Buffer.from(writeAdtsHeader(LC, 100)).toString("hex")).toBe("fff14c800d7ffc");
});

test("a checksum makes the header longer", () => {
  const header = writeAdtsHeader(LC, 100);
  expect(parseAdtsHeader(header.with(1, 0xf0)).headerSize).toBe(9);
});

test("what ADTS cannot tell is refused", () => {
  for (const wrong of [{ objectType: 5 }, { sampleRate: 44_101 }, { channelConfig: 8 }]) {
    expect(() => writeAdtsHeader({ ...LC, ...wrong }, 10)).toThrow(RangeError);
  }
  expect(() => writeAdtsHeader(LC, 8185)).toThrow(RangeError);
  expect(() => parseAdtsHeader(new Uint8Array(7))).toThrow("No ADTS syncword");
  expect(() => parseAdtsHeader(writeAdtsHeader(LC, 9).subarray(0, 6))).toThrow(/wanted|skip/);
  expect(() => parseAdtsHeader(Uint8Array.of(0xff, 0xf1, 0x4c, 0x80, 0, 0x1f, 0xfc))).toThrow(
    "ADTS frame of 0 bytes",
  );
});
