import { describe, expect, test } from "vitest";
import { lineOfJson, linesOfJson, parseJson } from "./json.ts";

describe("parseJson", () => {
  test("reads JSON", () => expect(parseJson('{"a": [1, "é"]}')).toEqual({ a: [1, "é"] }));

  test.each([
    ["hello", 1],
    ['{\n  "a": 1,\n  b: 2\n}', 3],
    ["[1,\n2,\n3", 3],
    ["[1,\nNaN]", 2],
    ["[1, // one\n2]", 1],
    ["", 1],
    ["[".repeat(100_000), 1],
  ])("names the line of the first mistake in %j", (text, line) =>
    expect(() => parseJson(text)).toThrow(expect.objectContaining({ offset: line })),
  );
});

test("lineOfJson finds values, or what is there of the way to them", () => {
  const text = '{\n  "moments": [\n    {"start": 1},\n    {\n      "end": 2\n    }\n  ]\n}';
  expect(lineOfJson(text, ["moments", 1, "end"])).toBe(5);
  expect(lineOfJson(text, ["moments", 1, "start"])).toBe(4);
  expect(lineOfJson(text, [])).toBe(1);
});

test.each(["\n", "\r\n", "\r"])(
  "linesOfJson finds many values at once, with lines that end in %j",
  (mark) => {
    const text = ["[", '{"a": 1},', '{"a":', "2}", "]"].join(mark);
    expect(linesOfJson(text, [[], [0], [1], [1, "a"], [7]])).toEqual([1, 2, 3, 4, 1]);
  },
);
