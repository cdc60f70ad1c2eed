import { describe, expect, test } from "vitest";
import { type LabelOptions, labelMarkers } from "./label-markers.ts";
import type { MarkerFormat } from "./marks.ts";

const PAL = { num: 25, den: 1 };

const label = (format: MarkerFormat, text: string, options: LabelOptions = { frameRate: PAL }) =>
  labelMarkers(new TextEncoder().encode(text), format, options);
const clips = (...args: Parameters<typeof label>) =>
  label(...args).list.clips.map(({ title, clipType, first, end }) => [title, clipType, first, end]);

describe("markers of an EDL", () => {
  const event = (from: number, to: number, ...below: string[]) => {
    const [a, b] = [from, to].map((second) => `01:00:${String(second).padStart(2, "0")}:00`);
    return [`001  AX  V  C  ${a} ${b} ${a} ${b}`, ...below].join("\n");
  };
  const start = { frameRate: PAL, startTimecode: "01:00:00:00" };

  test("are the clip that they are in, where nothing says otherwise", () => {
    const text = [
      event(0, 4, "* FROM CLIP NAME: heat_v3.mov", "* LOC: 01:00:01:00 RED  Heat | long"),
      event(4, 6, "* LOC: 01:00:05:00 GREEN  colour!", "* LOC: 01:00:05:12 RED Up | short"),
    ].join("\n");
    const { list, ignored, missing } = label("edl", text, start);
    expect(list.clips).toEqual([
      { title: "Heat", clipType: "long", first: 0, end: 100, line: 1 },
      { title: "Up", clipType: "short", first: 100, end: 150, line: 4 },
    ]);
    expect(ignored).toEqual([{ line: 4, text: "colour!" }]);
    expect(missing).toEqual([
      { title: "Heat", clipTypes: ["short"] },
      { title: "Up", clipTypes: ["long"] },
    ]);
  });

  test("begin clips as long as their types, or name the type of the clip that they are in", () => {
    const text = event(
      0,
      9,
      "* FROM CLIP NAME: Heat",
      "* LOC: 01:00:01:00 RED long",
      "* LOC: 01:00:05:00 RED short",
    );
    const options = { ...start, clipTypes: { long: 80, short: 40 }, titles: ["Heat", "Up"] };
    expect(clips("edl", text, options)).toEqual([
      ["Heat", "long", 25, 105],
      ["Heat", "short", 125, 165],
    ]);
    expect(label("edl", text, options).missing).toEqual([{ title: "Up", clipTypes: ["long", "short"] }]);
  });

  test("of Resolve have lengths of their own", () => {
    const text = `001  001  V  C  01:00:01:00 01:00:01:01 01:00:01:00 01:00:01:01
 |C:ResolveColorBlue |M:Heat | long |D:80`;
    expect(clips("edl", text, start)).toEqual([["Heat", "long", 25, 105]]);
  });

  test("that leave open what is meant are refused by the line", () => {
    const both = event(0, 9, "* LOC: 01:00:01:00 RED a | long", "* LOC: 01:00:05:00 RED a | short");
    expect(() => label("edl", both, start)).toThrow(
      /Line 1: two markers are in the clip "".*"a \| long" and "a \| short"/,
    );
    const place = event(0, 9, "* LOC: 01:00:01:00 RED | long");
    expect(() => label("edl", place, start)).toThrow(/Line 1: the title is missing/);
    expect(() => label("edl", event(0, 9), start)).toThrow(/Line 1: the list holds no clips/);
    const twice = `${event(0, 4, "* LOC: 01:00:01:00 RED a | b")}\n${event(4, 8, "* LOC: 01:00:05:00 RED a | b")}`;
    expect(() => label("edl", twice, start)).toThrow(/Line 3: a \| b is in line 1 already/);
  });
});

test("markers of an OTIO file lie in their clip or on the timeline", () => {
  const range = (value: number, duration: number) => ({
    OTIO_SCHEMA: "TimeRange.1",
    start_time: { OTIO_SCHEMA: "RationalTime.1", value, rate: 25 },
    duration: { OTIO_SCHEMA: "RationalTime.1", value: duration, rate: 25 },
  });
  const marker = (name: string, value: number, duration: number) => ({
    ...{ OTIO_SCHEMA: "Marker.2", name, comment: "", marked_range: range(value, duration) },
  });
  const clip = (name: string, value: number, duration: number, ...markers: object[]) => ({
    ...{ OTIO_SCHEMA: "Clip.2", name, enabled: true, source_range: range(value, duration), markers },
  });
  const text = JSON.stringify({
    OTIO_SCHEMA: "Timeline.1",
    tracks: {
      OTIO_SCHEMA: "Stack.1",
      markers: [marker("Ran | short", 200, 40)],
      children: [
        {
          ...{ OTIO_SCHEMA: "Track.1", kind: "Video", name: "V1" },
          children: [
            clip("a.mov", 1000, 100, marker("Heat | long", 1010, 80)),
            clip("b.mov", 500, 60, marker("Up | short", 520, 0)),
            clip("c.mov", 0, 200),
          ],
        },
      ],
    },
  });
  expect(clips("otio", text)).toEqual([
    ["Heat", "long", 10, 90],
    ["Up", "short", 100, 160],
    ["Ran", "short", 200, 240],
  ]);
});

test("markers and keywords of FCPXML, at any place within a frame", () => {
  const text = `<fcpxml><resources><format id="r1" frameDuration="1001/30000s"/></resources>
<project><sequence format="r1"><spine>
<clip name="Heat" offset="0s" duration="80080/30000s"><marker start="1s" duration="1/48000s" value="long"/></clip>
<clip name="b" offset="80080/30000s" duration="80080/30000s"><keyword start="0s" duration="40040/30000s" value="Up | short"/>
<marker start="4005/3000s" duration="1001/30000s" value="note"/></clip>
</spine></sequence></project></fcpxml>`;
  const options = { clipTypes: { long: null } };
  expect(clips("fcpxml", text, options)).toEqual([
    ["Heat", "long", 0, 80],
    ["Up", "short", 80, 120],
  ]);
  expect(label("fcpxml", text, options).ignored).toEqual([{ line: 5, text: "note" }]);
});
