import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shiftCues } from "./shift-cues.ts";

const FILE = `WEBVTT

NOTE made up

1
00:01.000 --> 00:02.500 align:start
First
line two

01:00:00.250 --> 01:00:01.000
Second`;

describe("shiftCues", () => {
  it("moves every cue, and nothing else", () => {
    expect(shiftCues(FILE, 3599.5)).toBe(`WEBVTT

NOTE made up

1
01:00:00.500 --> 01:00:02.000 align:start
First
line two

01:59:59.750 --> 02:00:00.500
Second`);
  });

  it("leaves out what lies before zero, and cuts what reaches over it", () => {
    expect(shiftCues(FILE.replaceAll("\n", "\r\n"), -1.5)).toContain(
      "1\n00:00:00.000 --> 00:00:01.000 align:start",
    );
    const late = shiftCues(FILE, -2.5);
    expect(late).not.toContain("First");
    expect(late).toContain("00:59:57.750 --> 00:59:58.500\nSecond");
  });

  it("is undone by the shift back, to the millisecond", () => {
    const time = fc.integer({ min: 0, max: 359_999_999 });
    fc.assert(
      fc.property(time, time, time, (start, length, shift) => {
        const moved = shiftCues(
          `WEBVTT\n\n${stamp(start)} --> ${stamp(start + length + 1)}\nx`,
          shift / 1000,
        );
        expect(shiftCues(moved, -shift / 1000)).toBe(
          `WEBVTT\n\n${stamp(start)} --> ${stamp(start + length + 1)}\nx`,
        );
      }),
    );
  });
});

function stamp(milliseconds: number): string {
  const hours = String(Math.floor(milliseconds / 3_600_000)).padStart(2, "0");
  return `${hours}:${new Date(milliseconds % 3_600_000).toISOString().slice(14, 23)}`;
}
