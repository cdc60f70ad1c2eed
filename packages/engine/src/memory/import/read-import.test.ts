import { describe, expect, test } from "vitest";
import type { ImportFile, ImportFormat } from "../../api/memory.ts";
import { CutstreamError } from "../../errors.ts";
import { chooseFrame } from "../../timeline/time-input.ts";
import { readImport } from "./read-import.ts";

const FILM = { num: 24, den: 1 };
const file = (format: ImportFormat, text: string, more: Partial<ImportFile> = {}): ImportFile => ({
  ...{ format, bytes: new TextEncoder().encode(text) },
  ...more,
});
const read = (format: ImportFormat, text: string, more?: Partial<ImportFile>) =>
  readImport(file(format, text, more), FILM);
/** Frames that the times of moments are, as they would be stored. */
const framesOf = (moments: ReturnType<typeof read>) =>
  moments.map(({ start, end }) => [start, end].map((time) => chooseFrame(time, FILM, 1_000_000, "x").frame));

function refusal(format: ImportFormat, text: string | Uint8Array, more?: Partial<ImportFile>): string {
  try {
    const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
    readImport({ ...file(format, "", more), bytes }, FILM);
  } catch (error) {
    if (error instanceof CutstreamError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return "read";
}

describe("JSON", () => {
  const moment = {
    ...{ start: 1.5, end: "1001/300", text: "Goal", language: "en", labels: ["goal"] },
    metadata: { player: "player_42", at: { x: 1, y: [2, null, true] } },
  };

  test("a list of moments, or an object with one, as they are", () => {
    expect(read("json", JSON.stringify([moment]))).toEqual([moment]);
    expect(read("json", JSON.stringify({ moments: [moment], version: 1 }))).toEqual([moment]);
    expect(read("json", '[{"start": {"frame": 3}, "end": 2}]')).toEqual([{ start: { frame: 3 }, end: 2 }]);
  });

  test.each([
    ["{\n", /Line 2 is no JSON/],
    ["3", /Line 1: expected a list of moments/],
    ['{"moment": []}', /Line 1: expected a list of moments/],
    [
      '[\n{"start": 1, "end": 2},\n{"start": true,\n"end": 3}]',
      /Line 3: moments\[1\]\.start: expected seconds/,
    ],
    ['[{"start": 1,\n"end": 2,\n"labels": [1]}]', /Line 3: moments\[0\]\.labels\[0\]: .*expected string/],
    ['[{"start": 1,\n"end": {"frame": 1.5}}]', /Line 2: moments\[0\]\.end: expected seconds/],
    ['[{"start": 1, "end": 2, "label": "x"}]', /moments\[0\]: Unrecognized key: "label"/],
    ["[\n3]", /Line 2: moments\[0\]: .*expected object/],
    ["[]", /It holds no moments/],
    [`{"moments": ${"[".repeat(100_000)}`, /no JSON/],
  ])("%j is refused", (text, message) => {
    expect(refusal("json", text)).toMatch(/^import_unreadable: The json file cannot be read\. /);
    expect(refusal("json", text)).toMatch(message);
  });

  test("100,000 moments are read, one more is refused", () => {
    const many = (count: number) =>
      JSON.stringify(Array.from({ length: count }, () => ({ start: 1, end: 2 })));
    expect(read("json", many(100_000))).toHaveLength(100_000);
    expect(refusal("json", many(100_001))).toMatch(/100001 moments; 100000 are the most/);
  });
});

describe("CSV", () => {
  test("known columns, and typed metadata of the others", () => {
    const text =
      'Start,END,text,labels,Player,goals,ratio,home,shirt,note\n1.5,00:00:02.5,"Goal, by ""42""",goal; home,player_42,3,-0.5,TRUE,007,\n\n01:02,01:03:00.25,,,,1e5,.5,no,12345678901234567890,"two\nlines"\n';
    expect(read("csv", text)).toEqual([
      {
        ...{ start: "1.5", end: "2.5", text: 'Goal, by "42"', labels: ["goal", "home"] },
        metadata: { Player: "player_42", goals: 3, ratio: -0.5, home: true, shirt: "007" },
      },
      {
        ...{ start: "62", end: "3780.25" },
        metadata: {
          goals: "1e5",
          ratio: ".5",
          home: "no",
          shirt: "12345678901234567890",
          note: "two\nlines",
        },
      },
    ]);
  });

  test.each([
    ["semicolons", "start;end;label;language\n1;2;a,b;de\n"],
    ["tabs", "start\tend\ttext\tlabel\tlanguage\n1\t2\t\ta|b\tde\n"],
  ])("apart by %s", (_, text) => {
    expect(read("csv", text)).toEqual([{ start: "1", end: "2", labels: ["a", "b"], language: "de" }]);
  });

  test("times that clips may have", () => {
    const times = ["12", "12.5", "1001/30000", "0:12.5", "00:00:12.500", "1:00:12", "00:00:12:12"];
    const moments = read("csv", `start,end\n${times.map((time) => `${time},3700\n`).join("")}`);
    expect(framesOf(moments).map(([start]) => start)).toEqual([288, 300, 1, 300, 300, 86_688, 300]);
  });

  test("columns with the names of an object's own", () => {
    const [moment] = read("csv", "start,end,__proto__,constructor\n1,2,a,b\n");
    expect(Object.entries(moment?.metadata ?? {})).toEqual([
      ["__proto__", "a"],
      ["constructor", "b"],
    ]);
  });

  test.each([
    [
      "f1,0.000,2.680,text\nf2,2.68,5,more",
      /Line 1: the header must name the columns start and end, and names/,
    ],
    ["start,end,a,a\n1,2,3,4", /Line 1: the header names "a" twice/],
    ["start,end,label,labels\n1,2,3,4", /Line 1: the header names "labels" twice/],
    ["start,end,\n1,2,3", /Line 1: the header has no name for column 3/],
    ["start,end\n1,2\n3", /Line 3: Invalid Record Length: expect 2, got 1/],
    ['start,end,text\n1,2,"a', /Line 2: Quote Not Closed/],
    ["start,end\n1,2\n\nsoon,4", /Line 4: expected a time such as 12\.5.* as start, found "soon"/],
    ["start,end\n1,-2", /Line 2: expected a time .* as end, found "-2"/],
    ["start;end\n1,5;2,5", /Line 2: expected a time .* as start, found "1,5"/],
    ["start,end\n1,", /Line 2: expected a time .* as end, found ""/],
    ["start,end\n", /It holds no moments/],
    ["", /Line 1: the header must name/],
    [`start,end,${Array.from({ length: 1000 }, (_, n) => `c${n}`)}\n`, /has 1002 columns; 1000 are the most/],
    [`start,end,text\n1,2,"${"a\n".repeat(600_000)}"`, /Line \d+: Max Record Size/],
  ])("%#: refused with the line", (text, message) => {
    expect(refusal("csv", text)).toMatch(/^import_unreadable: The csv file cannot be read\. /);
    expect(refusal("csv", text)).toMatch(message);
  });
});

describe("subtitles", () => {
  test("SRT: a moment for each cue with text", () => {
    const text =
      "1\n00:00:01,001 --> 00:00:02,500\n<i>Hello</i>\nworld\n\n2\n00:00:03,000 --> 00:00:04,000\n\n";
    expect(read("srt", text, { language: "en" })).toEqual([
      { start: "1001/1000", end: "5/2", text: "Hello world", language: "en" },
    ]);
  });

  test("WebVTT: speakers, the header's language before the file's, and lines that roll once", () => {
    const text =
      "WEBVTT\nLanguage: de\n\n00:01.000 --> 00:02.000\n<v Ann>eins\n\n00:02.000 --> 00:02.010\neins\n\n00:02.010 --> 00:03.000\neins\nzwei\n";
    expect(read("vtt", text, { language: "en" })).toEqual([
      { start: "1/1", end: "201/100", text: "eins", language: "de", metadata: { speaker: "Ann" } },
      { start: "201/100", end: "3/1", text: "zwei", language: "de" },
    ]);
  });

  test("UTF-16 is read, rubbish is refused with the line", () => {
    const units = "\ufeff1\n00:00:01,000 --> 00:00:02,000\nПривет\n";
    const bytes = new Uint8Array(Uint16Array.from(units, (char) => char.charCodeAt(0)).buffer);
    expect(readImport({ format: "srt", bytes }, FILM)[0]?.text).toBe("Привет");
    const latin1 = Uint8Array.from("1\n00:00:01,000 --> 00:00:02,000\ncaf\xe9\n", (char) =>
      char.charCodeAt(0),
    );
    expect(refusal("srt", latin1)).toMatch(/import_unreadable: .*Line 3 is no UTF-8 text/);
    expect(refusal("srt", "WEBVTT\n\n00:01.000 --> 00:02.000\nHi")).toMatch(/Line 1: expected times such as/);
    expect(refusal("vtt", "")).toMatch(/Line 1: expected WEBVTT/);
    expect(refusal("srt", "")).toMatch(/It holds no moments/);
  });
});

describe("EDL", () => {
  const list = `TITLE: x
001  TAPE  V  C  01:00:04:00 01:00:06:00 00:59:58:00 01:00:00:00
* FROM CLIP NAME:  ZZ100 (LAY3)
* LOC: 00:59:59:00 RED     FIX THIS
* LOC: 01:00:09:00 BLUE    IN ANOTHER
* A NOTE
002  TAPE  V  C  01:00:06:00 01:00:06:00 01:00:00:00 01:00:00:00
002  BL    V  D  010 00:00:00:00 00:00:01:00 01:00:00:00 01:00:01:00
003  TAPE  AA C  01:00:04:00 01:00:06:00 00:59:58:00 01:00:00:00
`;

  test("clips and markers at the source's frames", () => {
    const moments = read("edl", list, { startTimecode: "01:00:00:00" });
    expect(moments).toEqual([
      {
        ...{ start: { frame: 96 }, end: { frame: 144 }, text: "ZZ100 (LAY3)", labels: ["clip"] },
        metadata: { event: "001", reel: "TAPE", track: "V", transition: "cut", comments: ["A NOTE"] },
      },
      {
        ...{ start: { frame: 120 }, end: { frame: 121 }, text: "FIX THIS", labels: ["marker"] },
        metadata: { event: "001", reel: "TAPE", track: "V", colour: "red" },
      },
    ]);
  });

  test("or at the record's, where the video is what the list makes", () => {
    const moments = read("edl", list, { startTimecode: "00:59:50:00", side: "record" });
    expect(framesOf(moments)).toEqual([
      [192, 240],
      [216, 217],
    ]);
  });

  test("audio where there is no picture, and markers of DaVinci Resolve without the event that carries them", () => {
    expect(read("edl", list.split("\n").at(-2) ?? "")).toHaveLength(1);
    const marker =
      "001  001  V  C  01:00:10:00 01:00:10:01 01:00:10:00 01:00:10:01\n |C:ResolveColorBlue |M:Goal by player_42 |D:25";
    expect(read("edl", marker, { startTimecode: "01:00:00:00" })).toEqual([
      {
        ...{ start: { frame: 240 }, end: { frame: 265 }, text: "Goal by player_42", labels: ["marker"] },
        metadata: { event: "001", reel: "001", track: "V", colour: "blue" },
      },
    ]);
  });

  test("what lies before the video, and timecodes that are none, are refused", () => {
    expect(refusal("edl", list, { startTimecode: "02:00:00:00" })).toMatch(
      /import_unreadable: .*Line 2: 01:00:04:00 lies before the video's first frame, 02:00:00:00/,
    );
    expect(refusal("edl", list, { startTimecode: "soon" })).toMatch(
      /invalid_request: startTimecode is "soon", which is no timecode at 24 frames a second/,
    );
    expect(refusal("edl", list.replace("06:00 00:59", "06:24 00:59"))).toMatch(
      /Line 2: "01:00:06:24" is no timecode/,
    );
  });
});

describe("OTIO", () => {
  const range = (start: number, duration: number) => ({
    start_time: { value: start, rate: 25 },
    duration: { value: duration, rate: 25 },
  });
  const marker = (name: string, start: number, comment = "") => ({
    ...{ OTIO_SCHEMA: "Marker.2", name, color: "RED", comment, marked_range: range(start, 0) },
  });
  const clip = (name: string, start: number, more: object = {}) => ({
    ...{ OTIO_SCHEMA: "Clip.1", name, source_range: range(start, 50) },
    media_reference: { available_range: range(90_000, 5000), target_url: "a.mov" },
    ...more,
  });
  const timeline = {
    ...{ OTIO_SCHEMA: "Timeline.1", name: "x" },
    tracks: {
      ...{ OTIO_SCHEMA: "Stack.1", markers: [marker("here", 75, "and now")] },
      children: [
        {
          ...{ OTIO_SCHEMA: "Track.1", kind: "Video", name: "V1" },
          children: [
            clip("a", 90_100),
            clip("off", 90_000, { enabled: false }),
            clip("b", 90_200, { markers: [marker("in", 90_225), marker("out", 10)] }),
          ],
        },
        { OTIO_SCHEMA: "Track.1", kind: "Audio", name: "A1", children: [clip("sound", 90_000)] },
      ],
    },
  };
  const text = JSON.stringify(timeline, undefined, 1);

  test("clips and their markers in the media, from its first frame", () => {
    expect(read("otio", text)).toEqual([
      { start: "4/1", end: "6/1", text: "a", labels: ["clip"], metadata: { track: "V1", file: "a.mov" } },
      { start: "8/1", end: "10/1", text: "b", labels: ["clip"], metadata: { track: "V1", file: "a.mov" } },
      { start: "9/1", end: "217/24", text: "in", labels: ["marker"], metadata: { colour: "red" } },
    ]);
  });

  test("or in the timeline, with its markers", () => {
    const moments = read("otio", text, { side: "record" });
    expect(moments.map(({ start, end, text }) => [start, end, text])).toEqual([
      ["0/1", "2/1", "a"],
      ["4/1", "6/1", "b"],
      ["5/1", "121/24", "in"],
      ["3/1", "73/24", "here: and now"],
    ]);
  });

  test("a start timecode counts before the media's own", () => {
    const [moment] = read("otio", text, { startTimecode: "01:00:02:00" });
    expect(moment?.start).toBe("2/1");
    expect(refusal("otio", text, { startTimecode: "02:00:00:00" })).toMatch(
      /import_unreadable: .*Line \d+: clip a lies before the video's first frame/,
    );
    expect(refusal("otio", "{}")).toMatch(/Line 1: the file is no Timeline/);
  });
});

test.each(["json", "csv", "srt", "vtt"] as const)(
  "a %s file has neither sides nor a start timecode",
  (format) => {
    expect(refusal(format, "", { side: "source" })).toMatch(
      `invalid_request: side is for edl and otio files; the times of a ${format} file are those of the video.`,
    );
    expect(refusal(format, "", { startTimecode: "01:00:00:00" })).toMatch(
      /^invalid_request: startTimecode is for/,
    );
  },
);
