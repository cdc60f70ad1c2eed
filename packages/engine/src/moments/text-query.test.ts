import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { processorTime } from "../../../../tests/kit/processor-time.ts";
import { occurrencesOf, parseTextQuery, type TextTerm } from "./text-query.ts";
import { wordsOf } from "./tokens.ts";

const stem = (value: string): TextTerm => ({ kind: "stem", stem: value });
const prefix = (value: string): TextTerm => ({ kind: "prefix", prefix: value });
const phrase = (...words: string[]): TextTerm => ({ kind: "phrase", words });

describe("parseTextQuery", () => {
  it.each([
    ["goals by player_42", [stem("goal"), stem("by"), stem("player_42"), stem("player"), stem("42")]],
    ["goal GOALS goal", [stem("goal")]],
    ['"the final whistle" now', [phrase("the", "final", "whistle"), stem("now")]],
    ["“final whistle” „letzte Minute“", [phrase("final", "whistle"), phrase("letzte", "minute")]],
    ['"whistles"', [stem("whistl")]],
    ['""', []],
    ["goa*", [prefix("goa")]],
    ["player_4*", [prefix("player_4")]],
    ["kick-of*", [stem("kick"), prefix("of")]],
    ["team_a-player_4*", [stem("team_a"), stem("team"), stem("a"), prefix("player_4")]],
    ["*", []],
    ["a*b", [stem("a"), stem("b")]],
    ['"open goal', [stem("open"), stem("goal")]],
    ["NOT (a AND b) NEAR/2 -c ^d :e", "not a and b near 2 c d e".split(" ").map(stem)],
    ["… !?", []],
    ["", []],
  ])("reads %j", (text, terms) => {
    expect(parseTextQuery(text)).toEqual(terms);
  });

  test("refuses nothing, and gives each term once, 64 at most, of words alone", () => {
    const typed = fc.oneof(
      fc.string({ unit: "binary", maxLength: 60 }),
      fc
        .array(fc.constantFrom('"', "“", "*", " ", "a", "b_1", "é", "京", "_"), { maxLength: 40 })
        .map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(typed, (text) => {
        const terms = parseTextQuery(text);
        expect(terms.length).toBeLessThanOrEqual(64);
        expect(new Set(terms.map((term) => JSON.stringify(term))).size).toBe(terms.length);
        for (const term of terms) {
          const words =
            term.kind === "stem" ? [term.stem] : term.kind === "prefix" ? [term.prefix] : term.words;
          expect(words.length).toBeGreaterThanOrEqual(term.kind === "phrase" ? 2 : 1);
          for (const word of words) expect(word).toMatch(/^[\p{L}\p{N}_]+$/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  test("finds every text by itself", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (text) => {
        const words = wordsOf(text);
        for (const asked of [text, `"${text}"`]) {
          for (const term of parseTextQuery(asked)) {
            // Of a text with quotation marks the query is another.
            if (/["“”„*]/.test(text)) continue;
            expect(occurrencesOf(term, words)).toBeGreaterThan(0);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test("reads 100 kB of anything in little time", () => {
    for (const unit of ['"', '" ', "a ", "a* ", "_", "“”"]) {
      expect(
        processorTime(() => parseTextQuery(unit.repeat(50_000))),
        unit,
      ).toBeLessThan(2000);
    }
  });
});

describe("occurrencesOf", () => {
  const words = wordsOf("goals and a goal by player_42, player_42 and a goal");
  it.each([
    [stem("goal"), 3],
    [stem("player"), 2],
    [stem("foul"), 0],
    [prefix("go"), 3],
    [prefix("player"), 4],
    [phrase("a", "goal"), 2],
    [phrase("a", "goals"), 0],
    [phrase("player_42", "player", "42"), 2],
    [phrase("a", "goal", "by"), 1],
    [phrase("goal", "goal"), 0],
  ])("counts %j: %i", (term, count) => {
    expect(occurrencesOf(term, words)).toBe(count);
  });
});
