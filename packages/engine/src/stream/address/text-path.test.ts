import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMediaPath, parseMediaPath } from "./media-path.ts";
import type { TextPath } from "./text-path.ts";

const hex = (length: number) =>
  fc
    .array(fc.constantFrom(..."0123456789abcdef"), { minLength: length, maxLength: length })
    .map((all) => all.join(""));
const time = fc.integer({ min: 0, max: 999_999_999_999_999 });
const paths: fc.Arbitrary<TextPath> = fc.record({
  kind: fc.constant("text"),
  version: hex(24),
  hash: hex(32),
  style: fc.constantFrom("caption", "lower-third", "words"),
  cut: fc.record({ from: time, to: time }),
  ...{ from: time, to: time, at: time, media: time },
});

describe("paths of text", () => {
  it("are read as they were written, and need no escaping", () => {
    fc.assert(
      fc.property(paths, (path) => {
        const text = formatMediaPath(path);
        expect(parseMediaPath(text)).toEqual(path);
        expect(encodeURI(text)).toBe(text);
      }),
    );
    expect(parseMediaPath("text/empty.vtt")).toEqual({ kind: "empty-text" });
  });

  const good = `text/${"0".repeat(24)}/${"a".repeat(32)}/words/0-10_2-8_at5_is7.vtt`;
  it.each([
    ["another style", good.replace("words", "bold")],
    ["another spelling of a number", good.replace("_at5", "_at05")],
    ["a hash of another length", good.replace("aaa", "aa")],
    ["a way out", good.replace("words", "../words")],
    ["another ending", good.replace(".vtt", ".srt")],
  ])("with %s are none", (_, text) => {
    expect(parseMediaPath(good)).toBeDefined();
    expect(parseMediaPath(text)).toBeUndefined();
  });
});
