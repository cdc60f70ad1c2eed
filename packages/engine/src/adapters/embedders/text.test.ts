import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { plainText, stretches } from "./text.ts";

describe("plainText", () => {
  test("makes one line of whole characters", () => {
    expect(plainText(" a\n\tb\0c  d ", 100)).toBe("a b c d");
    expect(plainText("x\ud800y", 100)).toBe("x\ufffdy");
    expect(plainText("", 100)).toBe(" ");
    expect(plainText("\n \0", 100)).toBe(" ");
  });

  test("cuts between words, or else between characters", () => {
    expect(plainText("one two three", 9)).toBe("one two");
    expect(plainText("one two three", 7)).toBe("one two");
    expect(plainText("abcdefgh", 5)).toBe("abcde");
    expect(plainText("abcd😀efgh", 5)).toBe("abcd");
  });

  test("is never empty, too long or ill-formed", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 2, max: 30 }), (text, longest) => {
        const plain = plainText(text, longest);
        expect(plain.length).toBeGreaterThan(0);
        expect(plain.length).toBeLessThanOrEqual(longest);
        expect(plain.isWellFormed()).toBe(true);
      }),
    );
  });
});

describe("stretches", () => {
  test("splits between words", () => {
    expect(stretches("one two three four", 9)).toEqual(["one two", "three", "four"]);
    expect(stretches("short", 9)).toEqual(["short"]);
    expect(stretches(" ", 9)).toEqual([" "]);
  });

  test("loses nothing but spaces", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.integer({ min: 2, max: 20 }), (text, longest) => {
        const line = plainText(text, 10_000);
        const found = stretches(line, longest);
        for (const stretch of found) {
          expect(stretch.length).toBeLessThanOrEqual(longest);
          expect(stretch.isWellFormed()).toBe(true);
        }
        expect(found.join("").replaceAll(" ", "")).toBe(line.replaceAll(" ", ""));
      }),
    );
  });
});
