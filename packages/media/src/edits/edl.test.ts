import { describe, expect, test } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { parseEdl } from "./edl.ts";

const FILM = { num: 24, den: 1 };
const NTSC = { num: 30_000, den: 1001 };
const HOUR = 3600 * 24;
const EVENT = "001  AX       V     C        01:00:04:05 01:00:05:12 00:00:00:00 00:00:01:07";

describe("parseEdl", () => {
  test("reads events with what stands below them", () => {
    const edl = parseEdl(
      `TITLE: My cut \nFCM: NON-DROP FRAME\n\n${EVENT}\n* FROM CLIP NAME:  A (1)\n*SOURCE FILE: a.mov\n* LOC: 00:00:00:12 RED     FIX THIS\n* GREAT TAKE\nM2   AX       048.0                01:00:04:05\n`,
      FILM,
    );
    expect(edl.title).toBe("My cut");
    expect(edl.events).toEqual([
      {
        ...{ line: 4, number: "001", reel: "AX", track: "V", transition: "cut" },
        ...{ sourceIn: HOUR + 101, sourceOut: HOUR + 132, recordIn: 0, recordOut: 31 },
        ...{ clipName: "A (1)", sourceFile: "a.mov", speed: 48, comments: ["GREAT TAKE"] },
        markers: [{ frame: 12, frames: 1, colour: "red", text: "FIX THIS" }],
      },
    ]);
  });

  test("a transition is named by the clip that it goes to", () => {
    const edl = parseEdl(
      "001  A V C     00:00:00:00 00:00:01:00 00:00:00:00 00:00:01:00\n002  A V C     00:00:01:00 00:00:01:00 00:00:01:00 00:00:01:00\n002  B V W001    010 00:00:05:00 00:00:06:00 00:00:01:00 00:00:02:00\n* FROM CLIP NAME: one\n* TO CLIP NAME: two\n003  B V K B 010 00:00:05:00 00:00:06:00 00:00:02:00 00:00:03:00",
      FILM,
    );
    expect(edl.events.map(({ transition, clipName }) => [transition, clipName])).toEqual([
      ["cut", null],
      ["cut", null],
      ["wipe", "two"],
      ["key", null],
    ]);
  });

  test("markers as DaVinci Resolve writes them", () => {
    const edl = parseEdl(
      "TITLE: x\n\n001  001      V     C        01:00:10:00 01:00:10:01 01:00:10:00 01:00:10:01  \n |C:ResolveColorBlue |M:Goal by player_42 |D:25",
      FILM,
    );
    expect(edl.events[0]?.markers).toEqual([
      { frame: HOUR + 240, frames: 25, colour: "blue", text: "Goal by player_42" },
    ]);
  });

  test("drop frame by FCM, from there on, or by the mark before the frames", () => {
    const times = "00:01:00:02 00:10:00:00 00:00:00:00 00:00:01:00";
    const edl = parseEdl(
      `001 A V C ${times}\nFCM: DROP FRAME\n002 A V C ${times}\nFCM: NON-DROP FRAME\n003 A V C ${times.replaceAll(/:(\d\d)( |$)/g, ";$1$2")}`,
      NTSC,
    );
    expect(edl.events.map(({ sourceIn, sourceOut }) => [sourceIn, sourceOut])).toEqual([
      [1802, 18_000],
      [1800, 17_982],
      [1800, 17_982],
    ]);
  });

  test.each([
    ["no list", "Hello\nworld", 1],
    ["nothing", "", 1],
    ["a list without events", "TITLE: x\nFCM: NON-DROP FRAME\n", 1],
    ["an event cut short", `${EVENT}\n002  AX       V     C        01:00:04:05 01:00:05:12`, 2],
    ["a transition that there is not", EVENT.replace(" C ", " X "), 1],
    ["frames that the rate does not have", `TITLE: x\n${EVENT.replace("05:12", "05:24")}`, 2],
    ["drop frame where the rate has none", `FCM: DROP FRAME\n${EVENT}`, 2],
    ["a marker at no timecode", `${EVENT}\n* LOC: soon RED x`, 2],
    ["an event that ends before it starts", EVENT.replace("01:00:05:12", "01:00:04:04"), 1],
  ])("refuses %s with the line", (_, text, line) => {
    expect(() => parseEdl(text, FILM)).toThrow(MediaFormatError);
    expect(() => parseEdl(text, FILM)).toThrow(expect.objectContaining({ offset: line }));
  });
});
