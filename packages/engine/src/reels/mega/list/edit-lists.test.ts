import { describe, expect, test } from "vitest";
import type { TimecodeListFormat } from "../../../api/mega-assets.ts";
import { readTimecodeList } from "./read-list.ts";
import type { ListOptions } from "./timecode-list.ts";

const PAL = { num: 25, den: 1 };
const NTSC = { num: 30_000, den: 1001 };

const read = (format: TimecodeListFormat, text: string, options: ListOptions = {}) =>
  readTimecodeList(new TextEncoder().encode(text), format, options).clips.map(
    ({ title, clipType, first, end, line }) => [title, clipType, first, end, line],
  );

const refusal = (format: TimecodeListFormat, text: string, options?: ListOptions): string => {
  try {
    return `read: ${JSON.stringify(read(format, text, options))}`;
  } catch (error) {
    return (error as Error).message;
  }
};

describe("EDL lists", () => {
  const event = (times: string, ...below: string[]) => [`001  AX  V  C  ${times}`, ...below].join("\n");
  const at = "00:00:00:00 00:00:01:00 01:00:02:00 01:00:03:00";

  test("are named by clip names or comments, and lie where the edit lies", () => {
    const text = [
      "TITLE: sizzle",
      "001  BL  V  C  00:00:00:00 00:00:02:00 01:00:00:00 01:00:02:00",
      event(at, "* FROM CLIP NAME: Heat: the 2nd | long", "* graded"),
      event("00:00:00:00 00:00:02:00 01:00:03:00 01:00:05:00", "* TITLE: Up", "* CLIP TYPE: short"),
      event("00:00:00:00 00:00:02:00 01:00:05:00 01:00:07:00", "* FROM CLIP NAME: Ran", "* TYPE: long"),
      "004  AX  A  C  00:00:00:00 00:00:02:00 01:00:05:00 01:00:07:00",
    ].join("\n");
    expect(read("edl", text, { frameRate: PAL, startTimecode: "01:00:00:00" })).toEqual([
      ["Heat: the 2nd", "long", 50, 75, 3],
      ["Up", "short", 75, 125, 6],
      ["Ran", "long", 125, 175, 9],
    ]);
    const source = { frameRate: PAL, side: "source" } as const;
    expect(read("edl", event(at, "* FROM CLIP NAME: Heat | long"), source)).toEqual([
      ["Heat", "long", 0, 25, 1],
    ]);
  });

  test("count in drop frame where they say so, once or by each timecode", () => {
    const start = { frameRate: NTSC, startTimecode: "01:00:00;00" };
    const name = "* FROM CLIP NAME: Heat | long";
    const semicolons = event("00:00:00;00 00:00:01;00 01:01:00;02 01:01:01;02", name);
    expect(read("edl", semicolons, start)).toEqual([["Heat", "long", 1800, 1830, 1]]);
    const colons = `FCM: DROP FRAME\n${semicolons.replaceAll(";", ":")}`;
    expect(read("edl", colons, start)).toEqual([["Heat", "long", 1800, 1830, 2]]);
    expect(refusal("edl", `FCM: NON-DROP FRAME\n${semicolons}`, start)).toMatch(
      /Line 2: 01:01:00;02 is written as drop frame timecode, and the list says FCM: NON-DROP FRAME/,
    );
    expect(refusal("edl", `FCM: DROP FRAME\n${semicolons}\nFCM: NON-DROP FRAME`, start)).toMatch(
      /Line 4: FCM: NON-DROP FRAME stands here, and line 1 says otherwise/,
    );
    const mixed = `${semicolons}\n${event("00:00:00:00 00:00:01:00 01:02:00:02 01:02:01:02", name)}`;
    expect(refusal("edl", mixed, start)).toMatch(
      /Line 3: this is written in timecode, and startTimecode is drop/,
    );
  });

  test.each([
    ["no name", event(at), /Line 1: the clip has no name, and not "title \| clip type"/],
    ["no clip type", event(at, "* FROM CLIP NAME: Heat"), /Line 1: the clip is called "Heat", and not/],
    [
      "an empty clip type",
      event(at, "* FROM CLIP NAME: Heat |"),
      /Line 1: the clip type of "Heat" is missing/,
    ],
    ["a title alone", event(at, "* TITLE: Heat"), /Line 1: the clip type of "Heat" is missing/],
    [
      "two names",
      event(at, "* FROM CLIP NAME: Heat | long", "* TYPE: short"),
      /Line 1: .* comments say Heat \| short/,
    ],
    ["a dissolve", event(at).replace(" C ", " D 010 "), /Line 1: a dissolve has no one frame/],
    [
      "times before the start",
      event(at.replaceAll(" 01:", " 00:"), "* FROM CLIP NAME: a | b"),
      /Line 1: .* lies before the first frame, 01:00:00:00/,
    ],
    ["no rate", "", /does not say how many frames a second/],
  ])("with %s are refused by the line", (what, text, message) => {
    const rate = what === "no rate" ? {} : { frameRate: PAL };
    expect(refusal("edl", text, { ...rate, startTimecode: "01:00:00:00" })).toMatch(message);
  });
});

describe("OTIO lists", () => {
  const range = (start: number, duration: number, rate = 24) => ({
    OTIO_SCHEMA: "TimeRange.1",
    start_time: { OTIO_SCHEMA: "RationalTime.1", value: start, rate },
    duration: { OTIO_SCHEMA: "RationalTime.1", value: duration, rate },
  });
  const clip = (name: string, source_range: object, more: object = {}) => ({
    ...{ OTIO_SCHEMA: "Clip.2", name, source_range, enabled: true },
    ...more,
  });
  const timeline = (...children: object[]) =>
    JSON.stringify(
      {
        OTIO_SCHEMA: "Timeline.1",
        tracks: {
          OTIO_SCHEMA: "Stack.1",
          children: [{ OTIO_SCHEMA: "Track.1", kind: "Video", name: "V1", children }],
        },
      },
      null,
      1,
    );

  test("lie where the track has them, or in their media", () => {
    const media_reference = { OTIO_SCHEMA: "ExternalReference.1", available_range: range(1000, 500) };
    const text = timeline(
      { OTIO_SCHEMA: "Gap.1", source_range: range(0, 10) },
      clip("Heat | long", range(1100, 80), { media_reference }),
      clip("off | long", range(1100, 20), { media_reference, enabled: false }),
      clip("Up | short", range(1200, 40), { media_reference }),
    );
    expect(read("otio", text).map((row) => row.slice(0, 4))).toEqual([
      ["Heat", "long", 10, 90],
      ["Up", "short", 110, 150],
    ]);
    expect(read("otio", text, { side: "source" }).map((row) => row.slice(2, 4))).toEqual([
      [100, 180],
      [200, 240],
    ]);
  });

  test("read rates of NTSC from decimals", () => {
    const text = timeline(
      clip("Heat | long", range(0, 86_400, 23.976)),
      clip("Up | long", range(0, 1, 24_000 / 1001)),
    );
    const list = readTimecodeList(new TextEncoder().encode(text), "otio");
    expect(list.frameRate).toEqual({ num: 24_000, den: 1001 });
    expect(list.clips[1]).toMatchObject({ first: 86_400, end: 86_401 });
  });

  test.each([
    [
      "rates that differ",
      timeline(clip("a | b", range(0, 5)), clip("c | d", range(0, 5, 25))),
      /Line \d+: the list counts 25 frames a second, and line 19 says 24/,
    ],
    ["a name without a bar", timeline(clip("Heat", range(0, 5))), /Line 11: the clip is called "Heat"/],
    [
      "halves of frames",
      timeline(clip("a | b", range(0, 5.5))),
      /Line 11: .* lies between frames, 0\.50 of one off/,
    ],
    [
      "transitions",
      timeline(clip("a | b", range(0, 5)), { OTIO_SCHEMA: "Transition.1" }),
      /Line \d+: a transition/,
    ],
    ["nothing in them", timeline(), /Line 1: the list/],
  ])("with %s are refused by the line", (_what, text, message) => {
    expect(refusal("otio", text)).toMatch(message);
  });

  test("must count as the video does", () => {
    const text = timeline(clip("a | b", range(0, 5, 30)));
    expect(refusal("otio", text, { frameRate: NTSC })).toMatch(
      /counts 30 frames a second, and the video has 30000\/1001/,
    );
  });
});

describe("FCPXML lists", () => {
  const project = (spine: string, format = ' frameDuration="1001/24000s"') =>
    `<fcpxml><resources><format id="r1"${format}/></resources>
<project><sequence format="r1"><spine>
${spine}
</spine></sequence></project></fcpxml>`;

  test("lie in the project, in exact fractions", () => {
    const text = project(
      `<clip name="Heat | long" offset="0s" duration="80080/24000s"/>
<clip name="Up | short" offset="86486400/24000s" duration="1001/600s"/>`,
    );
    expect(read("fcpxml", text)).toEqual([
      ["Heat", "long", 0, 80, 3],
      ["Up", "short", 86_400, 86_440, 4],
    ]);
  });

  test.each([
    [
      "a clip between frames",
      project('<clip name="a | b" offset="1/24s" duration="1001/24000s"/>'),
      /Line 3: .* lies between frames, 0\.00 of one off/,
    ],
    [
      "a clip in a transition",
      project(
        '<clip name="a | b" offset="0s" duration="1001/24000s"/><transition offset="0s" duration="1001/24000s"/>',
      ),
      /Line 3: a transition/,
    ],
    ["no rate", project("", ""), /Line 1: the list does not say/],
    [
      "two projects",
      project("").replace("</fcpxml>", "\n<project><sequence><spine/></sequence></project></fcpxml>"),
      /Line 5: here is a second project/,
    ],
    ["no project", "<fcpxml/>", /Line 1: the file has no project/],
  ])("with %s are refused by the line", (_what, text, message) => {
    expect(refusal("fcpxml", text)).toMatch(message);
  });
});
