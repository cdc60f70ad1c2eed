import { describe, expect, test } from "vitest";
import { BitWriter } from "../bit-writer.ts";
import { AVCC } from "../testing/parameter-sets.ts";
import { avcCOf, avcCodecName, mergeParameterSets, parameterSetsOf, parseAvcC, writeAvcC } from "./avcc.ts";
import { nalToRbsp, rbspToNal } from "./nal.ts";

/** The same set under id 1: `ue(0)` is one bit, `ue(1)` three; an SPS has it after three bytes. */
function underId1(nal: Uint8Array, bytesBefore: number): Uint8Array {
  const rbsp = nalToRbsp(nal);
  const writer = new BitWriter();
  for (const byte of rbsp.subarray(0, bytesBefore)) writer.bits(byte, 8);
  writer.bits(0b010, 3).bits(rbsp[bytesBefore]! & 0x7f, 7);
  for (const byte of rbsp.subarray(bytesBefore + 1)) writer.bits(byte, 8);
  return rbspToNal(nal[0]!, writer.finish());
}

describe("AVCDecoderConfigurationRecord", () => {
  test.each(Object.entries(AVCC))("%s is written as it was read", (_, avcC) => {
    expect(writeAvcC(parseAvcC(avcC))).toEqual(avcC);
  });

  test("tells chroma format and bit depth in the High profiles", () => {
    expect(parseAvcC(AVCC.tenBit).high).toMatchObject({
      chromaFormat: 1,
      bitDepthLuma: 10,
      bitDepthChroma: 10,
    });
    expect(parseAvcC(AVCC.androidCamera).high).toBeUndefined();
    expect(parseAvcC(AVCC.baseline).high).toBeUndefined();
  });

  test("names the codec", () => {
    expect(avcCodecName(AVCC.high180)).toBe("avc1.64000d");
    expect(avcCodecName(AVCC.baseline, "avc3")).toBe("avc3.42c00d");
  });

  test("can be made of parameter sets alone", () => {
    const { sps, pps } = parseAvcC(AVCC.tenBit);
    expect(avcCOf(sps, pps)).toEqual(AVCC.tenBit);
    expect(() => avcCOf([], pps)).toThrow("no SPS");
  });

  test("that is cut short or of another version is refused", () => {
    expect(() => parseAvcC(AVCC.high180.subarray(0, 20))).toThrow(
      expect.objectContaining({ name: "MediaFormatError" }),
    );
    expect(() => parseAvcC(Uint8Array.of(2, 1, 1, 1, 1, 1))).toThrow("version 2");
    expect(() => parseAvcC(AVCC.high180.with(4, 0xfe))).toThrow("3 bytes");
  });
});

describe("merged parameter sets", () => {
  const { sps, pps } = parseAvcC(AVCC.high1080);

  test("stand side by side, with the profile and level that hold for both", () => {
    const base = parseAvcC(AVCC.baseline);
    const merged = mergeParameterSets(
      AVCC.baseline,
      sps.map((set) => underId1(set, 3)),
      pps.map((set) => underId1(set, 0)),
    );
    expect(parseAvcC(merged)).toEqual({
      profile: 100,
      compatibility: 0,
      level: 40,
      lengthSize: 4,
      sps: [base.sps[0], underId1(sps[0]!, 3)],
      pps: [base.pps[0], underId1(pps[0]!, 0)],
      high: { chromaFormat: 1, bitDepthLuma: 8, bitDepthChroma: 8, spsExtensions: [] },
    });
    expect([...parameterSetsOf(merged).sps.keys()]).toEqual([0, 1]);
    expect([...parameterSetsOf(merged).pps.keys()]).toEqual([0, 1]);
  });

  test("are there once however often they are added", () => {
    expect(mergeParameterSets(AVCC.high1080, sps, pps)).toEqual(AVCC.high1080);
  });

  test("need ids of their own and pictures of one kind", () => {
    expect(() => mergeParameterSets(AVCC.high180, sps, [])).toThrow("Two different SPS have the id 0");
    expect(() => mergeParameterSets(AVCC.baseline, [], pps)).toThrow("Two different PPS have the id 0");
    expect(() => mergeParameterSets(AVCC.tenBit, [underId1(sps[0]!, 3)], [])).toThrow(/bit depth/);
  });
});
