import { describe, expect, test } from "vitest";
import { segmentOf } from "./token-words.ts";

const texts = (result: Parameters<typeof segmentOf>[0]) =>
  segmentOf(result, 10, 20)?.words.map(({ text }) => text);

describe("segmentOf", () => {
  test("joins the pieces of a transducer", () => {
    const result = {
      ...{ text: " HELLO WORLD", tokens: ["▁HE", "LL", "O", "▁WORLD"], timestamps: [0.5, 0.6, 0.7, 3] },
    };
    expect(segmentOf(result, 10, 20)).toEqual({
      ...{ start: 10.5, end: 14, text: "HELLO WORLD", language: null, confidence: null },
      words: [
        { start: 10.5, end: 11.7, text: "HELLO" },
        { start: 13, end: 14, text: "WORLD" },
      ],
    });
  });

  test("joins those of Whisper with the punctuation that follows, and takes lengths where they are known", () => {
    const result = {
      ...{ text: " Good night.", tokens: [" Good", " ni", "ght", "."], timestamps: [0, 1, 1.2, 1.4] },
      ...{ durations: [0.5, 0.2, 0.2, 0.1], lang: "en" },
    };
    expect(segmentOf(result, 0, 5)).toMatchObject({
      language: "en",
      words: [
        { start: 0, end: 0.5, text: "Good" },
        { start: 1, end: 1.5, text: "night." },
      ],
    });
  });

  test("marks are no words, and Chinese needs no spaces", () => {
    const tokens = ["<|zh|>", "你", "好", " ok"];
    expect(texts({ text: "<|zh|>你好 ok", tokens, timestamps: [0, 0.1, 0.3, 0.5], lang: "<|zh|>" })).toEqual([
      "你",
      "好",
      "ok",
    ]);
  });

  test("without times there are no words, and the segment is the part", () => {
    expect(segmentOf({ text: " Hi.", tokens: [" Hi", "."], timestamps: [] }, 10, 20)).toEqual({
      ...{ start: 10, end: 30, text: "Hi.", language: null, confidence: null, words: [] },
    });
  });

  test("nothing said is no segment", () => {
    expect(segmentOf({ text: " <|nospeech|> " }, 0, 1)).toBeUndefined();
  });
});
