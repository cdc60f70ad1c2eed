import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseSrt, writeSrt } from "./srt.ts";
import { parseWebVtt, writeWebVtt } from "./webvtt.ts";

const MILLISECOND = FLICKS_PER_SECOND / 1000;

/** Times that SRT and WebVTT can write: whole milliseconds, up to some days. */
const spans = fc
  .tuple(fc.nat(400_000_000), fc.integer({ min: 1, max: 10_000_000 }))
  .map(([start, length]) => ({ start: start * MILLISECOND, end: (start + length) * MILLISECOND }));

const pieces = fc.constantFrom(
  "a",
  "Zoë",
  "日本",
  "🎬",
  " ",
  "-",
  "->",
  "-->",
  "<",
  ">",
  "&",
  "&amp;",
  "<i>",
  "{",
  "1",
  ":",
);

/** A line of text: no control characters, not blank, trimmed. */
const shownLine = fc
  .array(fc.oneof(pieces, fc.string({ unit: "grapheme", maxLength: 5 })), { minLength: 1, maxLength: 8 })
  .map((parts) => parts.join("").trim())
  .filter((line) => line !== "" && !/\p{Cc}/u.test(line));

/** Text without blank lines; may be empty. */
const shownText = fc.array(shownLine, { maxLength: 3 }).map((lines) => lines.join("\n"));

describe("what is written is read again", () => {
  test("SRT", () => {
    // Markup and arrows are what SRT cannot quote.
    const text = shownText.filter((value) => !/[<{]|-->/.test(value));
    fc.assert(
      fc.property(fc.array(fc.record({ span: spans, text })), (list) => {
        const cues = list.map(({ span, text }) => ({ ...span, text }));
        expect(parseSrt(writeSrt(cues))).toEqual(cues.map((cue, n) => ({ ...cue, id: String(n + 1) })));
      }),
    );
  });

  test("WebVTT", () => {
    const name = shownLine.filter((value) => !value.includes("-->"));
    const cue = fc.record(
      { span: spans, text: shownText, id: name, settings: name, speaker: shownLine },
      { requiredKeys: ["span", "text"] },
    );
    fc.assert(
      fc.property(fc.array(cue), (list) => {
        const cues = list.map(({ span, ...rest }) => ({ ...span, ...rest }));
        expect(parseWebVtt(writeWebVtt(cues))).toEqual(cues);
      }),
    );
  });
});
