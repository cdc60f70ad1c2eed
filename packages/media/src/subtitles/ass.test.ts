import { describe, expect, test } from "vitest";
import { processorTime } from "../../../../tests/kit/processor-time.ts";
import { MediaFormatError } from "../format-error.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseAss } from "./ass.ts";

const S = FLICKS_PER_SECOND;
const HEAD =
  "[Script Info]\nTitle: x\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n";
const textOf = (text: string) =>
  parseAss(`${HEAD}Dialogue: 0,0:00:01.00,0:00:02.00,D,,0,0,0,,${text}`)[0]?.text;

describe("parseAss", () => {
  test("reads times, speakers and text with commas", () => {
    const cues = parseAss(
      `${HEAD}Comment: 0,0:00:00.00,0:00:09.00,D,,0,0,0,,not this\nDialogue: 0,0:00:01.50,1:00:03.25,Default,Ann,0,0,0,,Well, yes, I do.`,
    );
    expect(cues).toEqual([{ start: 1.5 * S, end: 3603.25 * S, text: "Well, yes, I do.", speaker: "Ann" }]);
  });

  test.each([
    ["two\\Nlines\\nor three", "two\nlines\nor three"],
    ["{\\an8\\i1}up{\\i0} here\\hnow", "up here now"],
    ["{\\p1}m 0 0 l 100 0 100 100{\\p0}seen", "seen"],
    ["{\\pos(1,2)\\p2}m 0 0 l 5 5", ""],
    ["a {brace", "a {brace"],
  ])("reads the text of %j", (text, plain) => expect(textOf(text)).toBe(plain));

  test("follows the order that Format gives, as SSA has it", () => {
    const text =
      "[Events]\nFormat: Marked, Start, End, Style, Name, Text\nDialogue: Marked=0,0:00:01.00,0:00:02.00,D,Bob,Hi, you";
    expect(parseAss(text)).toEqual([{ start: S, end: 2 * S, text: "Hi, you", speaker: "Bob" }]);
  });

  test.each([
    ["a file without events", "[Script Info]\nTitle: x", 1],
    ["an event that is cut short", `${HEAD}Dialogue: 0,0:00:01.00`, 6],
    ["a time that is none", `${HEAD}Dialogue: 0,0:00:01.00,soon,D,,0,0,0,,Hi`, 6],
    ["an end before the start", `${HEAD}Dialogue: 0,0:00:03.00,0:00:02.00,D,,0,0,0,,Hi`, 6],
  ])("refuses %s with the line", (_, text, line) => {
    expect(() => parseAss(text)).toThrow(MediaFormatError);
    expect(() => parseAss(text)).toThrow(expect.objectContaining({ offset: line }));
  });

  test("takes no longer than the text for braces that never close", () => {
    const braces = "{".repeat(300_000);
    expect(processorTime(() => expect(textOf(braces)).toHaveLength(300_000))).toBeLessThan(3000);
  });
});
