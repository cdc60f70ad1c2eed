import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { processorTime } from "../../../../tests/kit/processor-time.ts";
import { stemOf, wholeWordsOf, wordsOf } from "./tokens.ts";

const texts = fc.oneof(
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 40 }),
  fc
    .array(fc.constantFrom("player_42", "__", "Éa", "a", " ", "東京", "ﬁ", "½", "İ", "ß", "'", "𝒳", "\ud800"))
    .map((parts) => parts.join("")),
);

describe("wordsOf", () => {
  it.each([
    ["The keeper's save!", ["the", "keeper", "s", "save"]],
    ["naïve ÅNGSTRÖM Ünïcödé", ["naive", "angstrom", "unicode"]],
    ["player_42", ["player_42", "player", "42"]],
    ["__init__ a__b _ __", ["init", "a__b", "a", "b"]],
    ["kick-off 3:1", ["kick", "off", "3", "1"]],
    ["東京タワー 2024年", ["東", "京", "タ", "ワ", "ー", "2024", "年"]],
    ["ไทย", ["ไ", "ท", "ย"]],
    ["½ ﬁne ① ２", ["1", "2", "fine", "1", "2"]],
    ["İstanbul", ["istanbul"]],
    ["👩‍👩‍👧‍👦 \0 \ud800 …", []],
    ["", []],
  ])("takes %j apart", (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test("gives words that are safe to store: letters, digits and _ alone, lower case, no longer than 100", () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const word of wordsOf(text)) {
          expect(word).toMatch(/^[\p{L}\p{N}][\p{L}\p{N}_]*$/u);
          expect(word).not.toMatch(/_$/);
          expect(word.toLowerCase()).toBe(word);
          expect(word.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase()).toBe(word);
          expect([...word].length).toBeLessThanOrEqual(100);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("finds in ASCII what it finds beside other text", () => {
    const ascii = fc.string({ unit: "binary-ascii" });
    fc.assert(
      fc.property(ascii, (text) => {
        expect(wordsOf(`${text} é`)).toEqual([...wordsOf(text), "e"]);
      }),
    );
  });

  test("does not mind case, diacritics and how they are encoded", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."aåÄéñ_9 ẞ".split("")) }), (text) => {
        expect(wordsOf(text.normalize("NFD"))).toEqual(wordsOf(text));
        expect(wordsOf(text.toLowerCase())).toEqual(wordsOf(text));
      }),
    );
  });

  test("cuts words at 100 characters, between characters", () => {
    expect(wordsOf("x".repeat(5000))).toEqual(["x".repeat(100)]);
    expect(wordsOf("\u{10330}".repeat(200))).toEqual(["\u{10330}".repeat(100)]);
    expect(wordsOf(`${"x".repeat(99)}_tail`)).toEqual(["x".repeat(99)]);
  });

  test("takes time in proportion to the text", () => {
    for (const unit of ["_", "a_", "é_", "東", '"', "\u0301"]) {
      expect(
        processorTime(() => wordsOf(`a${unit.repeat(200_000)}b`)),
        unit,
      ).toBeLessThan(3000);
    }
  });
});

describe("wholeWordsOf", () => {
  test("leaves out the parts of words alone", () => {
    expect(wholeWordsOf("to player_42 now")).toEqual(["to", "player_42", "now"]);
    fc.assert(
      fc.property(texts, (text) => {
        const parts = wholeWordsOf(text).flatMap((word) =>
          word.includes("_") ? [word, ...word.split(/_+/)] : [word],
        );
        expect(wordsOf(text)).toEqual(parts);
      }),
    );
  });
});

describe("stemOf", () => {
  it.each([
    ["goals", "goal"],
    ["scored", "score"],
    ["scoring", "score"],
    ["player_42", "player_42"],
    ["42nd", "42nd"],
    ["東", "東"],
    ["tore", "tore"],
  ])("of %s is %s", (word, stem) => {
    expect(stemOf(word)).toBe(stem);
  });

  test("is a word again", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z]{1,20}$/), (word) => {
        expect(wordsOf(stemOf(word))).toEqual([stemOf(word)]);
      }),
    );
  });
});
