import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { processorTime } from "../../../tests/kit/processor-time.ts";
import { parseEdl } from "./edits/edl.ts";
import { parseOtio } from "./edits/otio.ts";
import { MediaFormatError } from "./format-error.ts";
import { parseAss } from "./subtitles/ass.ts";
import type { Cue } from "./subtitles/cue.ts";
import { parseSrt } from "./subtitles/srt.ts";
import { parseTtml } from "./subtitles/ttml.ts";
import { parseWebVtt } from "./subtitles/webvtt.ts";
import { decodeText } from "./text.ts";

const SRT =
  "1\n00:00:01,000 --> 00:00:03,500\n<i>Hello</i>\nworld!\n\n2\n00:00:05,000 --> 00:00:07,000\nBye\n";
const VTT = `WEBVTT\nLanguage: en\n\nNOTE x\n\nid\n${SRT.slice(2).replaceAll(",", ".")}`;
const ASS = "[Events]\nFormat: Start, End, Name, Text\nDialogue: 0:00:01.00,0:00:02.00,Ann,{\\i1}a\\Nb, c";
const TTML =
  '<tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body begin="1s"><p end="00:00:03:12">a<br/><span dur="15t">b &amp; c</span></p></body></tt>';
const EDL =
  "TITLE: x\nFCM: NON-DROP FRAME\n001  AX V  C  01:00:04:05 01:00:05:12 00:00:00:00 00:00:01:07\n* LOC: 00:00:00:12 RED x\n|C:ResolveColorBlue |M:Goal |D:25";
const OTIO = JSON.stringify({
  OTIO_SCHEMA: "Track.1",
  children: [
    {
      OTIO_SCHEMA: "Clip.1",
      source_range: { start_time: { value: 1, rate: 24 }, duration: { value: 2, rate: 24 } },
    },
  ],
});

const assertSound = (cues: readonly Cue[]): void => {
  for (const { start, end, text } of cues) {
    expect(start).toBeGreaterThanOrEqual(0);
    expect(end).toBeGreaterThan(start);
    expect(text.isWellFormed()).toBe(true);
  }
};

/** Runs what may refuse its text, but only as a reader does. */
const attempt = (read: () => void): void => {
  try {
    read();
  } catch (error) {
    if (!(error instanceof MediaFormatError)) throw error;
    expect(error.offset).toBeGreaterThanOrEqual(1);
  }
};

const READERS: [string, string, (text: string) => unknown][] = [
  ["SRT", SRT, (text) => assertSound(parseSrt(text))],
  ["WebVTT", VTT, (text) => assertSound(parseWebVtt(text))],
  ["ASS", ASS, (text) => assertSound(parseAss(text))],
  ["TTML", TTML, (text) => assertSound(parseTtml(text))],
  ["EDL", EDL, (text) => parseEdl(text, { num: 24, den: 1 })],
  ["OTIO", OTIO, parseOtio],
];

describe("text changed at random gives a result or a MediaFormatError", () => {
  test.each(READERS)("%s", (_, text, read) => {
    const good = new TextEncoder().encode(text);
    const byte = fc.oneof(fc.constantFrom(...new TextEncoder().encode('\n\r<>&"{}[]:;,.-0 ')), fc.nat(255));
    const changes = fc.array(fc.tuple(fc.nat(good.length - 1), byte), { maxLength: 6 });
    read(text);
    fc.assert(
      fc.property(changes, fc.nat(good.length), (list, cut) => {
        const bytes = good.slice(0, cut % 3 === 0 ? cut : undefined);
        for (const [at, value] of list) if (at < bytes.length) bytes[at] = value;
        attempt(() => read(decodeText(bytes)));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a hundred kilobytes of nothing takes no time to speak of", () => {
  const pieces = ["<", "{\\", "<b ", "<v a", "&#", '"\\', "[", "1\n", "\n", "a", "-->", "NaN", "<p>", " "];
  test.each(READERS)("%s", (_, text, read) => {
    for (const piece of pieces) {
      for (const before of ["", text]) {
        const hostile = before + piece.repeat(100_000 / piece.length);
        expect(
          processorTime(() => attempt(() => read(hostile))),
          JSON.stringify(piece),
        ).toBeLessThan(1500);
      }
    }
  });
});
