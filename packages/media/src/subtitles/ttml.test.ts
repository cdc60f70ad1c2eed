import { describe, expect, test } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseTtml } from "./ttml.ts";

const S = FLICKS_PER_SECOND;
const tt = (body: string, attributes = "") =>
  `<?xml version="1.0"?>\n<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ${attributes}>\n<body><div>\n${body}\n</div></body></tt>`;
const times = (begin: string, end: string, attributes = "") => {
  const [cue] = parseTtml(tt(`<p begin="${begin}" end="${end}">x</p>`, attributes));
  return [cue?.start, cue?.end];
};

describe("parseTtml", () => {
  test("reads paragraphs with breaks, spans, language and id", () => {
    const cues = parseTtml(
      tt(
        '<p xml:id="a" begin="1s" end="2s">Hello <span>big\n  world</span>!<br/>Bye &amp; &#233;</p><p xml:lang="fr" begin="3s" dur="1s">Salut</p>',
        'xml:lang="en"',
      ),
    );
    expect(cues).toEqual([
      { start: S, end: 2 * S, text: "Hello big world!\nBye & é", id: "a", language: "en" },
      { start: 3 * S, end: 4 * S, text: "Salut", language: "fr" },
    ]);
  });

  test.each<[string, string, string, number, number]>([
    ["00:00:01.5", "01:00:02.25", "", 1.5, 3602.25],
    ["00:00:01:12", "00:00:02:00", 'ttp:frameRate="24"', 1.5, 2],
    ["00:00:01:15", "00:00:02", "", 1.5, 2],
    ["00:00:01:12.1", "00:00:02", 'ttp:frameRate="25" ttp:subFrameRate="2"', 1 + 12.5 / 25, 2],
    ["36f", "48f", 'ttp:frameRate="24"', 1.5, 2],
    ["30f", "60f", 'ttp:frameRate="30" ttp:frameRateMultiplier="1000 1001"', 1.001, 2.002],
    ["30f", "60f", 'ttp:frameRate="30" ttp:frameRateMultiplier="1000:1001"', 1.001, 2.002],
    ["15000000t", "20000000t", 'ttp:tickRate="10000000"', 1.5, 2],
    ["36t", "48t", 'ttp:frameRate="24"', 1.5, 2],
    ["1t", "2t", "", 1, 2],
    ["1.5s", "0.5m", "", 1.5, 30],
    ["1500ms", "0.01h", "", 1.5, 36],
  ])("reads %s and %s with %j", (begin, end, attributes, from, to) => {
    expect(times(begin, end, attributes)).toEqual([Math.round(from * S), Math.round(to * S)]);
  });

  test("times count from those of what is around, and end with it", () => {
    const text = tt('<p begin="1s" end="9s">a</p>').replace("<div>", '<div begin="10s" dur="5s">');
    expect(parseTtml(text)).toEqual([{ start: 11 * S, end: 15 * S, text: "a" }]);
  });

  test("a span with times is a cue of its own, and cues come by start", () => {
    const cues = parseTtml(
      tt('<p begin="10s"><span begin="3s" end="4s">later</span><span begin="1s" dur="1s">sooner</span></p>'),
    );
    expect(cues).toEqual([
      { start: 11 * S, end: 12 * S, text: "sooner" },
      { start: 13 * S, end: 14 * S, text: "later" },
    ]);
  });

  test("white space is kept where the document says so; metadata and styles are no text", () => {
    const cues = parseTtml(
      tt('<p xml:space="preserve" begin="1s" end="2s">a  b<metadata>no</metadata></p>').replace(
        "<body>",
        "<head><layout>no</layout></head><body>",
      ),
    );
    expect(cues.map(({ text }) => text)).toEqual(["a  b"]);
  });

  test.each([
    ["XML that is not well-formed", tt('<p begin="1s" end="2s">x'), 5],
    ["another kind of XML", "<html/>", 1],
    ["no XML", "1\n00:00:01,000 --> 00:00:02,000\nHi", 3],
    ["a time that is none", tt('<p begin="soon" end="2s">x</p>'), 4],
    ["text that never ends", tt('<p begin="1s">x</p>'), 4],
    ["an end before the start", tt('<p begin="2s" end="1s">x</p>'), 4],
    ["sequential containers", tt('<p timeContainer="seq" begin="1s" end="2s">x</p>'), 4],
    ["a frame rate of zero", tt("", 'ttp:frameRate="0"'), 2],
    ["times of day", tt("", 'ttp:timeBase="clock"'), 2],
    ["drop frame times", tt("", 'ttp:timeBase="smpte" ttp:dropMode="dropNTSC"'), 2],
    [
      "entities of its own",
      `<!DOCTYPE tt [<!ENTITY a "b">]>\n${tt('<p begin="1s" end="2s">&a;</p>').slice(22)}`,
      4,
    ],
  ])("refuses %s with the line", (_, text, line) => {
    expect(() => parseTtml(text)).toThrow(MediaFormatError);
    expect(() => parseTtml(text)).toThrow(expect.objectContaining({ offset: line }));
  });
});
