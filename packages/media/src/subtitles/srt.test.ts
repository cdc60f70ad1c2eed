import { describe, expect, test } from "vitest";
import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseSrt, writeSrt } from "./srt.ts";

const S = FLICKS_PER_SECOND;

describe("parseSrt", () => {
  test("reads counters, times and text with its line breaks", () => {
    const cues = parseSrt(
      "1\n00:00:01,000 --> 00:00:03,500\nHello\nworld!\n\n2\n01:00:05,001 --> 01:00:07,000\nBye\n",
    );
    expect(cues).toEqual([
      { id: "1", start: S, end: 3.5 * S, text: "Hello\nworld!" },
      { id: "2", start: 3605.001 * S, end: 3607 * S, text: "Bye" },
    ]);
  });

  test.each([
    ["CRLF", "1\r\n00:00:01,000 --> 00:00:02,000\r\nHi\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nyou\r\n"],
    ["no counters", "00:00:01,000 --> 00:00:02,000\nHi\n\n00:00:03,000 --> 00:00:04,000\nyou"],
    ["no blank lines", "1\n00:00:01,000 --> 00:00:02,000\nHi\n2\n00:00:03,000 --> 00:00:04,000\nyou"],
    ["full stops and short hours", "1\n0:00:01.000 --> 0:00:02.000\nHi\n\n2\n0:00:03.000-->0:00:04.000\nyou"],
    [
      "markup",
      '1\n00:00:01,000 --> 00:00:02,000\n{\\an8}<i>Hi</i>\n\n2\n00:00:03,000 --> 00:00:04,000\n<font color="#fff">you</font>',
    ],
    [
      "blank lines about",
      "\n\n1\n00:00:01,000 --> 00:00:02,000\nHi\n\n\n\n2\n00:00:03,000 --> 00:00:04,000\nyou\n\n",
    ],
  ])("reads files with %s", (_, text) => {
    const cues = parseSrt(text).map(({ start, end, text }) => ({ start, end, text }));
    expect(cues).toEqual([
      { start: S, end: 2 * S, text: "Hi" },
      { start: 3 * S, end: 4 * S, text: "you" },
    ]);
  });

  test("keeps a blank line inside a text, numbers that are text, angles that are no markup, and empty cues", () => {
    const text =
      "1\n00:00:01,000 --> 00:00:02,000\nI <3 x > y\n\n42\n\n2\n00:00:03,000 --> 00:00:04,000\n7\n\n3\n00:00:04,000 --> 00:00:05,000\n";
    expect(parseSrt(text).map((cue) => cue.text)).toEqual(["I <3 x > y\n\n42", "7", ""]);
  });

  test("nothing has no cues", () => expect(parseSrt("\n \n")).toEqual([]));

  test.each([
    ["text before the first cue", "Hello\n\n1\n00:00:01,000 --> 00:00:02,000\nHi", 1],
    ["a file of another kind", "WEBVTT\n\n00:01.000 --> 00:02.000\nHi", 1],
    ["times without hours", "1\n00:01,000 --> 00:02,000\nHi", 2],
    ["a broken arrow in the first cue", "1\n00:00:01,000 -> 00:00:02,000\nHi", 2],
    [
      "a broken arrow further down",
      "1\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n00:00:03,000 -> 00:00:04,000\nyou",
      6,
    ],
    ["seconds beyond 59", "1\n00:00:61,000 --> 00:01:02,000\nHi", 2],
    ["an end before the start", "1\n00:00:02,000 --> 00:00:01,000\nHi", 2],
    ["an end at the start", "1\n00:00:02,000 --> 00:00:02,000\nHi", 2],
    ["hours beyond counting", "1\n99999999999:00:00,000 --> 99999999999:00:01,000\nHi", 2],
  ])("refuses %s with the line", (_, text, line) => {
    expect(() => parseSrt(text)).toThrow(MediaFormatError);
    expect(() => parseSrt(text)).toThrow(expect.objectContaining({ offset: line }));
  });
});

test("blank lines are left out when written", () => {
  expect(writeSrt([{ start: 0, end: S, text: "a\n\nb" }])).toBe("1\n00:00:00,000 --> 00:00:01,000\na\nb\n");
  expect(writeSrt([{ start: 0, end: S, text: "a --> b" }])).toContain("a -- > b");
});
