import { FLICKS_PER_SECOND as S } from "@cutstream/media";
import { describe, expect, it } from "vitest";
import { MOST_CUES, suppliedCues } from "./supplied-cues.ts";

const read = (text: string) => suppliedCues({ text }, "here");

describe("a text that is supplied", () => {
  it.each([
    ["SRT", "1\n00:00:01,000 --> 00:00:02,000\nHi\n"],
    ["WebVTT", "\uFEFFWEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"],
    [
      "TTML",
      '<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1s" end="2s">Hi</p></div></body></tt>',
    ],
    [
      "ASS",
      "[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Text\nDialogue: 0,0:00:01.00,0:00:02.00,Default,Hi\n",
    ],
  ])("is known to be %s by itself", (_, text) => {
    expect(read(text)).toEqual([{ start: S, end: 2 * S, text: "Hi" }]);
  });

  it("keeps who says it and where it stands, and nothing that players would take for a region", () => {
    const text =
      "WEBVTT\n\n00:01.000 --> 00:02.000 region:r line:10% align:left bogus:1\n<v Ann>Hi <i>you</i>\n";
    expect(read(text)).toEqual([
      { start: S, end: 2 * S, text: "Hi you", speaker: "Ann", settings: "line:10% align:left" },
    ]);
  });

  it("is put in order, may overlap, and loses cues without text", () => {
    const text =
      "WEBVTT\n\n00:02.000 --> 00:04.000\nb\n\n00:01.000 --> 00:03.000\na\n\n00:05.000 --> 00:06.000\n\n";
    expect(read(text).map((cue) => cue.text)).toEqual(["a", "b"]);
  });

  it("is refused with the line that cannot be read", () => {
    const broken = "WEBVTT\n\n00:02.000 --> 00:01.000\nb\n";
    expect(() => read(broken)).toThrow(/here cannot be read as vtt\. Line 3/);
    expect(() => read("WEBVTT\n")).toThrow(expect.objectContaining({ code: "subtitles_unreadable" }));
    expect(() => read("no times at all")).toThrow(expect.objectContaining({ code: "subtitles_unreadable" }));
  });

  it("is refused with more cues than anybody reads", () => {
    const text = `WEBVTT\n\n${"00:01.000 --> 00:02.000\nx\n\n".repeat(MOST_CUES + 1)}`;
    expect(() => read(text)).toThrow(expect.objectContaining({ code: "too_many_cues" }));
  });
});
