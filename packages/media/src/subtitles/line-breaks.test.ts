import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { FLICKS_PER_SECOND as S } from "../time.ts";
import { breakIntoCues } from "./line-breaks.ts";

const said = (text: string, from = 0, perWord = S / 2) => {
  const words = text.split(" ").map((word, n) => ({ start: from + n * perWord, text: word }));
  return { start: from, end: from + words.length * perWord, text, words };
};

describe("breaking what is said into cues", () => {
  it("leaves what fits a line as it is, with the times of its words", () => {
    expect(breakIntoCues(said("Goal by Ann!"))).toEqual([
      {
        start: 0,
        end: 1.5 * S,
        text: "Goal by Ann!",
        parts: [
          { start: 0, text: "Goal" },
          { start: S / 2, text: " by" },
          { start: S, text: " Ann!" },
        ],
      },
    ]);
  });

  it("breaks two lines where they are about as long as one another", () => {
    const [only, ...none] = breakIntoCues(
      said("She takes it past two of them and there is nobody left to stop her"),
    );
    expect(none).toEqual([]);
    expect(only?.text).toBe("She takes it past two of them and\nthere is nobody left to stop her");
  });

  it("makes more cues of more lines, each from its first word", () => {
    const sentence = said(Array.from({ length: 40 }, (_, n) => `word${n}`).join(" "), 3 * S);
    const cues = breakIntoCues(sentence);
    expect(cues.length).toBe(4);
    for (const [n, { start, end, text }] of cues.entries()) {
      const first = Number(/^word(\d+)/.exec(text)?.[1]);
      expect(start).toBe(3 * S + (first * S) / 2);
      expect(end).toBe(cues[n + 1]?.start ?? sentence.end);
    }
  });

  it("divides the time in proportion to the letters where no word has one", () => {
    const text = Array(24).fill("seven77").join(" ");
    const cues = breakIntoCues({ start: 0, end: 192 * S, text, words: [] });
    expect(cues.map(({ start }) => Math.round(start / S))).toEqual([0, 80, 161].slice(0, cues.length));
    expect(cues.at(-1)?.end).toBe(192 * S);
    expect(cues[0]?.parts).toBeUndefined();
  });

  it("sets 16 characters of Japanese in a line, and never ends it inside a word", () => {
    const text = "今日の試合はとても素晴らしかったです。明日もまた応援に来てください。";
    const lines = breakIntoCues({ start: 0, end: S, text, words: [] }).flatMap((cue) => cue.text.split("\n"));
    expect(lines.join("")).toBe(text);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(17);
  });

  it("shows every word once, in order, in lines that fit, without a hole or an overlap", () => {
    const word = fc
      .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 })
      .map((w) => w.replace(/\s/g, "_"));
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), fc.boolean(), (words, timed) => {
        const sentence = said(words.join(" "));
        const cues = breakIntoCues(timed ? sentence : { ...sentence, words: [] });
        expect(cues.map(({ text }) => text.replaceAll("\n", " ")).join(" ")).toBe(words.join(" "));
        expect(cues[0]?.start).toBe(0);
        expect(cues.at(-1)?.end).toBe(sentence.end);
        for (const [n, { start, end, text, parts }] of cues.entries()) {
          expect(end).toBeGreaterThan(start);
          if (n > 0) expect(start).toBe(cues[n - 1]?.end);
          expect(text.split("\n").length).toBeLessThanOrEqual(2);
          for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(42);
          if (parts) expect(parts.map((part) => part.text).join("")).toBe(text);
        }
      }),
    );
  });
});
