import { describe, expect, test } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { AVCC } from "../testing/parameter-sets.ts";
import { parseAvcC } from "./avcc.ts";
import { parsePps } from "./pps.ts";
import { parseSps } from "./sps.ts";

const spsOf = (avcC: Uint8Array) => parseAvcC(avcC).sps[0]!;
const SQUARE = { num: 1, den: 1 };
const timing = (timeScale: number, unitsInTick = 1) => ({ unitsInTick, timeScale, fixedRate: false });

describe("sequence parameter set", () => {
  test("of High, cropped to 1080 lines, with colours", () => {
    expect(parseSps(spsOf(AVCC.high1080))).toEqual({
      id: 0,
      profile: 100,
      constraints: 0,
      level: 40,
      chromaFormat: 1,
      bitDepthLuma: 8,
      bitDepthChroma: 8,
      frameMbsOnly: true,
      maxRefFrames: 4,
      width: 1920,
      height: 1080,
      vui: {
        pixelAspect: SQUARE,
        fullRange: false,
        colour: { primaries: 1, transfer: 1, matrix: 1 },
        timing: timing(60_000, 1001),
        maxReorderFrames: 2,
        maxDecodeBuffer: 4,
      },
    });
  });

  test("of interlaced pictures with an aspect of its own", () => {
    expect(parseSps(spsOf(AVCC.interlaced576))).toMatchObject({
      frameMbsOnly: false,
      width: 720,
      height: 576,
      vui: { pixelAspect: { num: 64, den: 45 } },
    });
  });

  test.each([
    ["tenBit", { profile: 110, bitDepthLuma: 10, bitDepthChroma: 10, width: 640, height: 360 }],
    ["yuv444", { profile: 244, chromaFormat: 3, width: 322, height: 182 }],
    ["yuv422", { profile: 122, chromaFormat: 2, width: 322, height: 182 }],
    ["baseline", { profile: 66, constraints: 0xc0, chromaFormat: 1, width: 322, height: 182 }],
    ["hrdAndScaling", { width: 640, height: 360, vui: { timing: timing(50), maxReorderFrames: 2 } }],
    ["androidCamera", { width: 1920, height: 1080, maxRefFrames: 1, vui: { maxReorderFrames: 0 } }],
  ] as const)("of kind %s", (name, expected) => {
    expect(parseSps(spsOf(AVCC[name]))).toMatchObject(expected);
  });

  test("refuses pictures larger than any level has", () => {
    const huge = Uint8Array.from(Buffer.from("6742001eda0000030000fffffff10000030001ffffffe390", "hex"));
    expect(() => parseSps(huge)).toThrow(/says that pictures are 68719476\d+x68719476\d+/);
  });

  test("with HRD parameters and nothing after them", () => {
    expect(parseSps(spsOf(AVCC.appleHrd)).vui).toEqual({
      pixelAspect: SQUARE,
      fullRange: false,
      colour: { primaries: 1, transfer: 1, matrix: 1 },
    });
  });

  test("cut short anywhere is refused or is one", () => {
    const whole = spsOf(AVCC.high1080);
    for (let length = 0; length < 20; length++) {
      expect(() => parseSps(whole.subarray(0, length))).toThrow(MediaFormatError);
    }
    expect(() => parseSps(Uint8Array.of(0x68, 1, 2))).toThrow("NAL unit of type 8 is no SPS");
  });
});

test("picture parameter sets tell their ids and coding", () => {
  const ppsOf = (avcC: Uint8Array) => parsePps(parseAvcC(avcC).pps[0]!);
  expect(ppsOf(AVCC.high1080)).toEqual({ id: 0, spsId: 0, cabac: true });
  expect(ppsOf(AVCC.baseline)).toEqual({ id: 0, spsId: 0, cabac: false });
  // ue(2), ue(1), 0: 011 010 0
  expect(parsePps(Uint8Array.of(0x68, 0b01101001))).toEqual({ id: 2, spsId: 1, cabac: false });
  expect(() => parsePps(Uint8Array.of(0x67, 0xff))).toThrow(MediaFormatError);
});
