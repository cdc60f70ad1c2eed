import { expect, test } from "vitest";
import { languageTag } from "./language-tag.ts";

test.each([
  ["en", "en"],
  ["english", "en"],
  ["German", "de"],
  ["<|zh|>", "zh"],
  ["deu", "de"],
  ["pt-br", "pt-BR"],
  ["hebrew", "he"],
  ["", null],
  [null, null],
  [undefined, null],
  ["und", null],
  ["no language", null],
  ["nospeech", null],
])("%j means %j", (said, tag) => expect(languageTag(said)).toBe(tag));
