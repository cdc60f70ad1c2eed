import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canDropFrames, formatTimecode, parseTimecode } from "./timecode.ts";

const PAL = { num: 25, den: 1 };
const FILM = { num: 24, den: 1 };
const NTSC = { num: 30_000, den: 1001 };
const NTSC_60 = { num: 60_000, den: 1001 };

describe("parseTimecode", () => {
  test.each([
    ["00:00:00:00", PAL, 0],
    ["01:00:00:00", PAL, 90_000],
    ["01:00:04:05", FILM, 86_501],
    ["00:00:59:29", NTSC, 1799],
    // SMPTE ST 12-1: the second minute starts at frame 1800, and is called ;02
    ["00:01:00;02", NTSC, 1800],
    ["00:10:00;00", NTSC, 17_982],
    ["01:00:00;00", NTSC, 107_892],
    ["00:01:00;04", NTSC_60, 3600],
    ["10:00:00;00", NTSC, 1_078_920],
  ])("%s at %j is frame %i", (text, rate, frame) => expect(parseTimecode(text, rate)).toBe(frame));

  test("counts as drop frame where it is told to", () => {
    expect(parseTimecode("00:10:00:00", NTSC, true)).toBe(17_982);
  });

  test.each([
    ["00:00:00:25", PAL],
    ["00:60:00:00", PAL],
    ["0:00:00:00", PAL],
    ["00:00:00", PAL],
    ["soon", PAL],
    // names that drop frame passes over
    ["00:01:00;00", NTSC],
    ["00:59:00;01", NTSC],
    ["00:01:00;03", NTSC_60],
    // there is no drop frame for this rate
    ["00:00:00;00", PAL],
  ])("%s at %j is none", (text, rate) => expect(parseTimecode(text, rate)).toBeUndefined());
});

test.each([PAL, FILM, NTSC, NTSC_60, { num: 50, den: 1 }])("names of frames at %j are read again", (rate) => {
  const drops = fc.constantFrom(false, canDropFrames(rate));
  fc.assert(
    fc.property(fc.nat(5_000_000), drops, (frame, drop) => {
      expect(parseTimecode(formatTimecode(frame, rate, drop), rate)).toBe(frame);
    }),
  );
});

test("an hour of drop frame timecode is an hour", () => {
  const frames = parseTimecode("01:00:00;00", NTSC) ?? 0;
  expect(Math.abs((frames * NTSC.den) / NTSC.num - 3600)).toBeLessThan(0.004);
});
