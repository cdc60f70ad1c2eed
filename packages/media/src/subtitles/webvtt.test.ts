import { describe, expect, test } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseWebVtt, writeWebVtt } from "./webvtt.ts";

const S = FLICKS_PER_SECOND;

describe("parseWebVtt", () => {
  test("reads identifiers, settings, speakers and header", () => {
    const cues = parseWebVtt(
      "WEBVTT - a title\nKind: captions\nLanguage: en-GB\n\nintro\n00:01.000 --> 01:00:02.500 align:start line:0\n<v.loud Roger Bingham>We are in\nNew York\n",
    );
    expect(cues).toEqual([
      {
        ...{ start: S, end: 3602.5 * S, text: "We are in\nNew York" },
        ...{ id: "intro", settings: "align:start line:0", speaker: "Roger Bingham", language: "en-GB" },
      },
    ]);
  });

  test("passes over comments, styles and regions", () => {
    const text =
      "WEBVTT\n\nNOTE one line\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:fred\n\nNOTE\nof two\nlines\n\n00:01.000 --> 00:02.000\nHi\n";
    expect(parseWebVtt(text)).toEqual([{ start: S, end: 2 * S, text: "Hi" }]);
  });

  test.each([
    ["<c.yellow>Hi</c> <00:01.500><i>you</i>", "Hi you"],
    ["a &lt;b&gt; &amp; &#233; &#x1F3AC; &nbsp;c", "a <b> & é 🎬 \u00a0c"],
    ["&unknown; &amp;lt; &#55296; &#0;", "&unknown; &lt; &#55296; &#0;"],
    ["<ruby>漢<rt>kan</rt></ruby>", "漢kan"],
    ["never <b closed", "never"],
  ])("reads the text of %j", (payload, text) => {
    expect(parseWebVtt(`WEBVTT\n\n00:01.000 --> 00:02.000\n${payload}`)[0]?.text).toBe(text);
  });

  test("two speakers are none", () => {
    const [cue] = parseWebVtt("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A>Hi</v>\n<v B>Ho</v>");
    expect(cue).toEqual({ start: S, end: 2 * S, text: "Hi\nHo" });
  });

  test("times end a block without a blank line, in the header too (§6.1)", () => {
    const text = "WEBVTT\n00:01.000 --> 00:02.000\nHi\n00:03.000 --> 00:04.000\nyou";
    expect(parseWebVtt(text).map((cue) => cue.text)).toEqual(["Hi", "you"]);
  });

  test.each([
    ["no signature", "00:01.000 --> 00:02.000\nHi", 1],
    ["a signature that goes on", "WEBVTTX\n\n00:01.000 --> 00:02.000\nHi", 1],
    ["a block that is no cue", "WEBVTT\n\nHello\nyou\n", 3],
    ["commas in times", "WEBVTT\n\n00:00:01,000 --> 00:00:02,000\nHi", 3],
    ["minutes beyond 59", "WEBVTT\n\n00:60:00.000 --> 01:00:02.000\nHi", 3],
    ["an end before the start", "WEBVTT\n\nx\n00:03.000 --> 00:02.000\nHi", 4],
  ])("refuses %s with the line", (_, text, line) => {
    expect(() => parseWebVtt(text)).toThrow(MediaFormatError);
    expect(() => parseWebVtt(text)).toThrow(expect.objectContaining({ offset: line }));
  });
});

test("writes the language, and leaves blank lines out", () => {
  const written = writeWebVtt([{ start: 0, end: S, text: "a\n\nb" }], { language: "de" });
  expect(written).toBe("WEBVTT\nLanguage: de\n\n00:00:00.000 --> 00:00:01.000\na\nb\n");
});

test("refuses to write what would be read as something else", () => {
  const cue = { start: 0, end: S, text: "a" };
  expect(() => writeWebVtt([{ ...cue, id: "a\nb" }])).toThrow(MediaFormatError);
  expect(() => writeWebVtt([{ ...cue, settings: "00:01.000 --> 00:02.000" }])).toThrow(MediaFormatError);
});
