import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { splitAnnexB, toAnnexB } from "./annexb.ts";
import { iterateNalUnits, nalToRbsp, prependNalUnits, rbspToNal, writeNalUnits } from "./nal.ts";

/** Bytes rich in what emulation prevention is for. */
const rbsp = fc
  .array(fc.oneof(fc.constantFrom(0, 0, 0, 1, 2, 3), fc.nat(255)), { maxLength: 60 })
  .map((bytes) => Uint8Array.from([...bytes, 0x80]));
const nals = fc.array(rbsp.map((bytes) => rbspToNal(0x65, bytes)));

describe("emulation prevention", () => {
  test("hides start codes and comes off again", () => {
    fc.assert(
      fc.property(rbsp, (bytes) => {
        const nal = rbspToNal(0x65, bytes);
        expect(
          Buffer.from(nal)
            .toString("hex")
            .match(/^(..)*?00000[0-2]/),
        ).toBeNull();
        expect(nal[0]).toBe(0x65);
        expect(nal.at(-1)).not.toBe(0);
        expect(Buffer.compare(nalToRbsp(nal), bytes)).toBe(0);
      }),
    );
  });

  test("comes off a copy, even of a Buffer, whose slices are views", () => {
    const buffer = Buffer.from([6, 0, 0, 3, 1, 0x80]);
    expect([...nalToRbsp(buffer)]).toEqual([0, 0, 1, 0x80]);
    expect([...buffer]).toEqual([6, 0, 0, 3, 1, 0x80]);
  });

  test("is as the standard has it", () => {
    expect([...rbspToNal(6, Uint8Array.of(0, 0, 0, 0, 0, 3, 0, 0, 4))]).toEqual([
      6, 0, 0, 3, 0, 0, 3, 0, 3, 0, 0, 4,
    ]);
  });
});

describe("samples", () => {
  test("are read back with any size of length", () => {
    const lengthSize = fc.constantFrom(1, 2, 4);
    fc.assert(
      fc.property(nals, lengthSize, (units, size) => {
        const sample = units.flatMap((nal) => [...[0, 0, 0, nal.length].slice(4 - size), ...nal]);
        const found = [...iterateNalUnits(Uint8Array.from(sample), size)];
        expect(found.map(({ bytes }) => [...bytes])).toEqual(units.map((nal) => [...nal]));
        expect(found.every(({ type, refIdc }) => type === 5 && refIdc === 3)).toBe(true);
        if (size === 4) expect([...writeNalUnits(units)]).toEqual(sample);
      }),
    );
  });

  test("that do not add up are refused", () => {
    const read = (...bytes: number[]) => [...iterateNalUnits(Uint8Array.from(bytes), 4)];
    expect(() => read(0, 0, 0, 3, 0x65, 1)).toThrow(/3 bytes where 2 are left/);
    expect(() => read(0, 0, 0, 1, 0x65, 0, 0)).toThrow(expect.objectContaining({ offset: 5 }));
    expect(read(0, 0, 0, 0)).toEqual([]);
  });

  test("can get parameter sets in front", () => {
    const sample = writeNalUnits([Uint8Array.of(0x65, 9)]);
    expect([...prependNalUnits(sample, [Uint8Array.of(0x67, 1), Uint8Array.of(0x68)])]).toEqual([
      ...[0, 0, 0, 2, 0x67, 1],
      ...[0, 0, 0, 1, 0x68],
      ...[0, 0, 0, 2, 0x65, 9],
    ]);
  });
});

describe("annex B", () => {
  test("holds the same units", () => {
    fc.assert(
      fc.property(nals, (units) => {
        const stream = toAnnexB(writeNalUnits(units));
        expect(splitAnnexB(stream).map((nal) => [...nal])).toEqual(units.map((nal) => [...nal]));
      }),
    );
  });

  test("starts with the delimiter, then parameter sets", () => {
    const sample = writeNalUnits([Uint8Array.of(0x65, 9)]);
    const stream = toAnnexB(sample, { parameterSets: [Uint8Array.of(0x67, 1)], accessUnitDelimiter: true });
    expect([...stream]).toEqual([0, 0, 0, 1, 9, 0xf0, 0, 0, 0, 1, 0x67, 1, 0, 0, 0, 1, 0x65, 9]);
    expect([...sample]).toEqual([0, 0, 0, 2, 0x65, 9]);
  });

  test("has start codes of three bytes too, and zeros in between", () => {
    const stream = Uint8Array.of(0, 0, 0, 1, 9, 0xf0, 0, 0, 1, 0x67, 1, 0, 0, 0, 0, 0, 1, 0x65, 9, 0, 0);
    expect(splitAnnexB(stream).map((nal) => [...nal])).toEqual([
      [9, 0xf0],
      [0x67, 1],
      [0x65, 9],
    ]);
    expect(splitAnnexB(Uint8Array.of(1, 2, 3))).toEqual([]);
  });

  test("is not made of samples that do not add up", () => {
    expect(() => toAnnexB(Uint8Array.of(0, 0, 0, 3, 0x65, 1))).toThrow(MediaFormatError);
    expect(() => toAnnexB(Uint8Array.of(0, 0))).toThrow(MediaFormatError);
  });
});
