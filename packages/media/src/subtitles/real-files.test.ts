import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { sharedMedia, sharedMediaFolder } from "../../../../tests/kit/media.ts";
import { decodeText } from "../text.ts";
import { FLICKS_PER_SECOND } from "../time.ts";
import { parseAss } from "./ass.ts";
import type { Cue } from "./cue.ts";
import { withoutRepeatedLines } from "./roll-up.ts";
import { parseSrt } from "./srt.ts";
import { parseTtml } from "./ttml.ts";
import { parseWebVtt } from "./webvtt.ts";

const folder = sharedMediaFolder();
const read = (name: string): string => decodeText(readFileSync(`${folder}/${name}`));
const shown = (cues: readonly Cue[]) =>
  cues.map(({ start, end, text }) => [start / FLICKS_PER_SECOND, end / FLICKS_PER_SECOND, text]);

describe.skipIf(sharedMedia("subs") === undefined)("subtitles as they are found", () => {
  test("a short file in three formats", () => {
    const cues = [
      [1, 3.5, "Hello world!"],
      [5, 7, "This is a test."],
      [8.5, 10, "Goodbye!"],
    ];
    expect(shown(parseSrt(read("odd/subs_test.srt")))).toEqual(cues);
    expect(shown(parseWebVtt(read("odd/subs_test.vtt")))).toEqual(cues);
    expect(shown(parseAss(read("odd/subs_test.ass")))).toEqual(cues);
    expect(shown(parseTtml(read("odd/subs_test.ttml")))).toEqual([
      [1, 3, "Hello world!"],
      [4, 7, "This is a test subtitle."],
    ]);
  });

  test("a sonnet in three formats says the same at the same times", () => {
    const srt = shown(parseSrt(read("speech/sonnets/sonnet001.srt")));
    expect(srt).toHaveLength(15);
    expect(srt[1]).toEqual([2.68, 5.88, "From fairest creatures we desire increase,"]);
    expect(shown(parseWebVtt(read("speech/sonnets/sonnet001.vtt")))).toEqual(srt);
    expect(shown(parseTtml(read("speech/sonnets/sonnet001.ttml")))).toEqual(srt);
  });

  test.each([
    ["TOS-en.srt", "You're a jerk, Thom."],
    ["TOS-de.srt", "Du bist ein Vollidiot, Thom."],
    ["TOS-fr-Goofy.srt", "T'es un salaud, Thom."],
    ["TOS-ru.srt", "Ты придурок, Том!"],
  ])("%s", (name, text) => {
    const cues = parseSrt(read(`subs/tears_of_steel/${name}`));
    expect(cues).toHaveLength(76);
    expect(shown(cues)[0]).toEqual([23, 24.5, text]);
  });

  test.each(["sintel-de.vtt", "sintel-en.vtt", "sintel-es.vtt"])("%s", (name) => {
    const cues = parseWebVtt(read(`subs/sintel_short/${name}`));
    expect(cues).toHaveLength(14);
    expect(cues[0]).toMatchObject({ text: "[Test]", speaker: "Test", id: "0" });
  });

  test("automatic captions that roll are the lines of their SRT once", () => {
    const rolled = withoutRepeatedLines(parseWebVtt(read("subs/manifesto_88s.vtt")));
    const lines = parseSrt(read("subs/manifesto_88s.srt"));
    expect(rolled.map(({ text }) => text)).toEqual(lines.map(({ text }) => text));
    rolled.forEach(({ start, language }, n) => {
      expect(start).toBe(lines[n]?.start);
      expect(language).toBe("en");
    });
  });
});
