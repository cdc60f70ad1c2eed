import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { TimecodeListFormat } from "../../../api/mega-assets.ts";
import { parseFrameRate } from "./list-times.ts";
import { readTimecodeList, writeTimecodeList } from "./read-list.ts";
import type { ListOptions, TimecodeList } from "./timecode-list.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const PAL = { num: 25, den: 1 };
const NTSC = { num: 30_000, den: 1001 };
const FILM = { num: 24_000, den: 1001 };

const read = (format: TimecodeListFormat, text: string, options: ListOptions = { frameRate: PAL }) =>
  readTimecodeList(bytes(text), format, options);

const refusal = (format: TimecodeListFormat, text: string, options?: ListOptions): string => {
  try {
    read(format, text, options);
  } catch (error) {
    return (error as Error).message;
  }
  return "it was read";
};

/** CSV of rows under a header. */
const csv = (...rows: string[]): string => ["title,clip_type,in,out", ...rows].join("\n");

const FORMATS: readonly TimecodeListFormat[] = ["json", "csv", "edl", "otio", "fcpxml"];

describe.each(FORMATS)("a list in %s", (format) => {
  const name = fc
    .string({
      unit: fc.constantFrom("a", "Ü", "é", "7", " ", ",", ";", '"', "'", "&", "<", "-", "\\", "/", "."),
      minLength: 1,
      maxLength: 12,
    })
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const list = fc
    .record({
      frameRate: fc.constantFrom(PAL, NTSC, FILM, { num: 24, den: 1 }, { num: 60_000, den: 1001 }),
      titles: fc.uniqueArray(name, { minLength: 1, maxLength: 5 }),
      types: fc.uniqueArray(name, { minLength: 1, maxLength: 3 }),
      lengths: fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 15, maxLength: 15 }),
      gaps: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 90_000 })), {
        minLength: 15,
        maxLength: 15,
      }),
    })
    .map(({ frameRate, titles, types, lengths, gaps }): TimecodeList => {
      let at = 0;
      const names = titles.flatMap((title) => types.map((clipType) => ({ title, clipType })));
      const clips = names.map((called, n) => {
        const first = at + (gaps[n] ?? 0);
        at = first + (lengths[n] ?? 1);
        return { ...called, first, end: at, line: 0 };
      });
      return { frameRate, clips };
    });

  test("reads as what was written", () => {
    fc.assert(
      fc.property(list, (written) => {
        const text = writeTimecodeList(written, format);
        const { frameRate, clips } = readTimecodeList(bytes(text), format, { frameRate: written.frameRate });
        expect(frameRate).toEqual(written.frameRate);
        expect(clips.map((clip) => ({ ...clip, line: 0 }))).toEqual(written.clips);
      }),
      { numRuns: 50 },
    );
  });

  test("names the line of each clip", () => {
    const written: TimecodeList = {
      frameRate: PAL,
      clips: [
        { title: "Heat", clipType: "long", first: 0, end: 80, line: 0 },
        { title: "Up", clipType: "short", first: 80, end: 120, line: 0 },
      ],
    };
    const text = writeTimecodeList(written, format);
    const lines = read(format, text).clips.map(({ line }) =>
      text
        .split("\n")
        .slice(line - 1, line + 2)
        .join(),
    );
    for (const [n, title] of ["Heat", "Up"].entries()) expect(lines[n]).toContain(title);
  });
});

describe("times of a list", () => {
  test("in timecode, frames and exact seconds are the same frames", () => {
    const frames = (from: string, to: string) => {
      const [clip] = read("csv", csv(`Heat,long,${from},${to}`)).clips;
      return [clip?.first, clip?.end];
    };
    expect(frames("00:00:10:12", "00:00:20:00")).toEqual([262, 500]);
    expect(frames("262", "500")).toEqual([262, 500]);
    expect(frames("262/25s", "20s")).toEqual([262, 500]);
    expect(frames("262/25", "500/25")).toEqual([262, 500]);
  });

  test("drop frame timecode passes over names, not frames", () => {
    const text = csv("Heat,long,00:00:59;29,00:01:00;02", "Up,long,00:10:00;00,00:10:00;01");
    expect(read("csv", text, { frameRate: NTSC }).clips.map(({ first, end }) => [first, end])).toEqual([
      [1799, 1800],
      [17_982, 17_983],
    ]);
  });

  test("an hour of 23.976 is 86,400 frames, in timecode and in seconds", () => {
    const text = csv("Heat,long,01:00:00:00,01:00:00:01");
    expect(read("csv", text, { frameRate: FILM }).clips[0]?.first).toBe(86_400);
    const seconds = csv("Heat,long,18018/5s,18018000/5000");
    expect(refusal("csv", seconds, { frameRate: FILM })).toMatch(/Line 2: .* ends at frame 86400/);
    const exact = csv(`Heat,long,${86_400 * 1001}/24000s,${86_401 * 1001}/24000s`);
    expect(read("csv", exact, { frameRate: FILM }).clips[0]).toMatchObject({ first: 86_400, end: 86_401 });
  });

  test("count from the timecode of the first frame", () => {
    const options = { frameRate: PAL, startTimecode: "01:00:00:00" };
    expect(read("csv", csv("Heat,long,01:00:00:10,01:00:02:00"), options).clips[0]).toMatchObject({
      ...{ first: 10, end: 50 },
    });
    expect(refusal("csv", csv("Heat,long,00:59:59:24,01:00:02:00"), options)).toMatch(
      /Line 2: 00:59:59:24 lies before the first frame, 01:00:00:00/,
    );
  });

  test.each([
    ["a time that is none", csv("Heat,long,0,4", "Up,long,ten,20"), /Line 3: "ten" is no timecode/],
    ["a second between frames", csv("Heat,long,1/3s,1s"), /Line 2: 1\/3s lies between frames 8 and 9/],
    [
      "a frame that a second has not",
      csv("Heat,long,00:00:00:25,00:00:02:00"),
      /Line 2: "00:00:00:25" is no timecode at 25/,
    ],
    [
      "drop frame where there is none",
      csv("Heat,long,00:00:00;10,00:00:02;00"),
      /Line 2: .* is no drop frame timecode at 25/,
    ],
    [
      "frames and timecode",
      csv("Heat,long,0,4", "Up,long,00:00:01:00,00:00:02:00"),
      /Line 3: this is written in timecode, and line 2 has frames/,
    ],
    ["a title missing", csv(",long,0,4"), /Line 2: the title is missing/],
    ["a clip type missing", csv("Heat,,0,4"), /Line 2: the clip type of "Heat" is missing/],
    ["a column missing", "title,in,out\nHeat,0,4", /Line 1: the header names no column clip_type/],
    ["a column twice", "title,type,clip_type,in,out\nHeat,a,b,0,4", /Line 1: .* twice/],
    [
      "another rate than the video's",
      "title,type,in,out,fps\nHeat,a,0,4,24",
      /Line 2: the list counts 24 frames a second, and the video has 25/,
    ],
    ["a rate that is none", "title,type,in,out,fps\nHeat,a,0,4,fast", /Line 2: "fast" is no frame rate/],
    ["no clips", csv(), /Line 1: the list holds no clips/],
    [
      "an end before the start",
      csv("Heat,long,9,4"),
      /Line 2: Heat \| long ends at frame 4, and starts at frame 9/,
    ],
    ["a clip without a frame", csv("Heat,long,9,9"), /Line 2/],
    ["the same twice", csv("Heat,long,0,4", "Heat,long,4,8"), /Line 3: Heat \| long is in line 2 already/],
    [
      "an overlap",
      csv("Heat,long,0,40", "Up,long,39,80"),
      /Line 3: Up \| long has 1 frames in common with Heat \| long in line 2/,
    ],
    [
      "one inside another",
      csv("Heat,long,0,400", "Up,long,40,80", "Ran,long,90,99"),
      /Line 3: Up.*Line 4: Ran/,
    ],
  ])("%s is refused by its line", (_what, text, message) => {
    expect(refusal("csv", text)).toMatch(message);
  });

  test("drop frame and not in one list is refused", () => {
    const text = csv("Heat,long,00:00:00;10,00:00:02;00", "Up,long,00:00:03:00,00:00:04:00");
    expect(refusal("csv", text, { frameRate: NTSC })).toMatch(
      /Line 3: this is written in timecode, and line 2 has drop frame timecode/,
    );
    const start = { frameRate: NTSC, startTimecode: "01:00:00:00" };
    expect(refusal("csv", csv("Heat,long,01:00:00;10,01:00:02;00"), start)).toMatch(
      /Line 2: this is written in drop frame timecode, and startTimecode is timecode/,
    );
  });

  test("rates that differ in one list are refused", () => {
    const text = "title,type,in,out,fps\nHeat,a,0,4,29.97\nUp,a,4,8,30";
    expect(refusal("csv", text, {})).toMatch(
      /Line 3: the list counts 30 frames a second, and line 2 says 30000\/1001/,
    );
    expect(refusal("csv", csv("Heat,long,0,4"), {})).toMatch(/Line 1: the list does not say/);
  });

  test("a list longer than its video is refused, with a hint where all of it is", () => {
    const video = { frameRate: PAL, frameCount: 100 };
    const check = (text: string) => () => readTimecodeList(bytes(text), "csv", {}, video);
    expect(check(csv("Heat,long,90,101"))).toThrow(
      /Line 2: .* ends at frame 101, and the video has 100 frames\.$/,
    );
    expect(check(csv("Heat,long,01:00:00:00,01:00:01:00"))).toThrow(
      /say what the timecode of its first frame is/,
    );
    expect(check(csv("Heat,long,90,100"))()).toMatchObject({ frameRate: PAL });
  });
});

describe("JSON lists", () => {
  const json = (change: object, ...clips: object[]): string =>
    JSON.stringify({ frameRate: 25, clips, ...change }, null, 1);
  const heat = { title: "Heat", clipType: "long", in: 0, out: 80 };

  test("say their rate and their start themselves", () => {
    const text = json(
      { frameRate: "29.97", startTimecode: "01:00:00;00" },
      { ...heat, in: "01:00:00;00", out: "01:00:01;00" },
    );
    expect(read("json", text, {})).toMatchObject({
      frameRate: NTSC,
      clips: [{ title: "Heat", clipType: "long", first: 0, end: 30, line: 4 }],
    });
  });

  test.each([
    [json({}, heat, { ...heat, title: 7 }), /Line 11: clips\[1\]\.title: the title is missing/],
    [json({}, { title: "Up", in: 0, out: 3 }), /Line 4: clips\[0\]\.clipType: the clip type is missing/],
    [json({}, { ...heat, in: -1 }), /Line 7: clips\[0\]\.in: Too small/],
    [json({}, { ...heat, in: 1.5 }), /expected a timecode/],
    [json({}, { ...heat, type: "long" }), /Line 4: clips\[0\]: Unrecognized key/],
    [json({}, { ...heat, frameRate: 24 }), /Line 4: the list counts 24 .* line 2 says 25/],
    [json({ frameRate: 26.5 }, heat), /Line 2: 26\.5 is no frame rate/],
    [json({}, { ...heat, clipType: "a|b" }), /Line 4: the clip type "a\|b" has a bar in it/],
    ["[", /Line 1 is no JSON/],
  ])("%j is refused by its line", (text, message) => expect(refusal("json", text, {})).toMatch(message));
});

test.each([
  ["23.976", FILM],
  [23.98, FILM],
  ["29.97", NTSC],
  ["25", PAL],
  ["50/2", PAL],
  ["25.1", undefined],
  ["0", undefined],
  ["-25", undefined],
  ["", undefined],
])("the rate %j", (text, rate) => expect(parseFrameRate(text)).toEqual(rate));
