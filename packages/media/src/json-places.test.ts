import fc from "fast-check";
import { findNodeAtLocation, parseTree } from "jsonc-parser";
import { describe, expect, it } from "vitest";
import { type JsonPath, placesInJson } from "./json-places.ts";

/** Paths of all values of a document. */
function pathsOf(value: unknown, path: JsonPath = []): JsonPath[] {
  if (typeof value !== "object" || value === null) return [path];
  const inside = Array.isArray(value) ? value.entries() : Object.entries(value);
  return [path, ...[...inside].flatMap(([step, inner]) => pathsOf(inner, [...path, step]))];
}

describe("placesInJson", () => {
  it("finds every value where the parser has it, however the text is written", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 1, "\t", " \r\n"), (value, space) => {
        const text = `\n ${JSON.stringify(value, null, space)} `;
        const paths = pathsOf(JSON.parse(text));
        const root = parseTree(text);
        const expected = paths.map((path) => root && findNodeAtLocation(root, [...path])?.offset);
        expect(placesInJson(text, paths)).toEqual(expected);
        // each looked for alone, so that the others are passed over
        expect(paths.map((path) => placesInJson(text, [path])[0])).toEqual(expected);
      }),
    );
  });

  it("takes the innermost value there is on the way", () => {
    const text = '{"a": {"b": [1, {"c\\"": null}]}}';
    const found = (...path: JsonPath) => text.slice(placesInJson(text, [path])[0]);
    expect(found("a", "x", 3)).toBe('{"b": [1, {"c\\"": null}]}}');
    expect(found("a", "b", 1, 'c"')).toBe("null}]}}");
    expect(found("a", "b", 0, "d")).toBe('1, {"c\\"": null}]}}');
    expect(found("z")).toBe(text);
  });

  it("ends on what is no JSON, and on what is nested as deep as can be", () => {
    for (const text of ["", "{", '{"a', '{"a":', "[1,", "[[[", '{"a" 1}', "]", '"', "[1 2]"])
      expect(
        placesInJson(text, [
          ["a", 0],
          [0, 0, 0],
        ]),
      ).toHaveLength(2);
    const deep = `{"a":${"[".repeat(1e6)}${"]".repeat(1e6)},"b":1}`;
    expect(deep.slice(placesInJson(deep, [["b"]])[0])).toBe("1}");
  });
});
