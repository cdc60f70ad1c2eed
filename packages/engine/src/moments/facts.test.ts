import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { factsOf, mergeFacts } from "./facts.ts";

const values = fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
const facts = fc
  .array(
    fc.tuple(fc.constantFrom<string>("a", "b", "c"), fc.uniqueArray(values, { minLength: 1, maxLength: 4 })),
  )
  .map((entries) => new Map(entries));

describe("factsOf", () => {
  test("flattens objects by their path, and arrays to several values", () => {
    const metadata = {
      team: ["home", ["away"], { colour: "red" }],
      score: { home: 1, away: { half: 0 } },
      nothing: null,
      empty: {},
      none: [],
      "": "unnamed",
      "score.home": 2,
    };
    expect(factsOf({ metadata, labels: ["goal", "goal"] })).toEqual(
      new Map<string, unknown>([
        ["team", ["home", "away"]],
        ["team.colour", ["red"]],
        ["score.home", [1, 2]],
        ["score.away.half", [0]],
        ["nothing", [null]],
        ["", ["unnamed"]],
        ["labels", ["goal"]],
      ]),
    );
  });

  test("adds labels to a field of that name", () => {
    expect(factsOf({ metadata: { labels: "own" }, labels: ["goal"] })).toEqual(
      new Map([["labels", ["own", "goal"]]]),
    );
    expect(factsOf({ metadata: {}, labels: [] })).toEqual(new Map());
  });

  test("takes names of Object's own methods and prototypes as names", () => {
    const metadata = JSON.parse('{"__proto__": {"x": 1}, "constructor": true, "toString": "a"}');
    expect(factsOf({ metadata, labels: [] })).toEqual(
      new Map<string, unknown>([
        ["__proto__.x", [1]],
        ["constructor", [true]],
        ["toString", ["a"]],
      ]),
    );
  });

  test("has each simple value of the metadata, each field once, and no value twice", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (given) => {
        const metadata = JSON.parse(JSON.stringify(given));
        const found = factsOf({ metadata, labels: [] });
        let leaves = 0;
        JSON.stringify(metadata, (_, value) => {
          if (value === null || typeof value !== "object") leaves++;
          return value;
        });
        const count = [...found.values()].reduce((sum, values) => sum + values.length, 0);
        expect(count).toBeLessThanOrEqual(leaves);
        expect(count > 0).toBe(leaves > 0);
        for (const values of found.values()) {
          expect(values.length).toBeGreaterThan(0);
          expect(new Set(values).size).toBe(values.length);
        }
      }),
    );
  });
});

describe("mergeFacts", () => {
  test("has what each has, each value once, in order, and changes none", () => {
    fc.assert(
      fc.property(fc.array(facts, { maxLength: 4 }), (all) => {
        const before = structuredClone(all);
        const merged = mergeFacts(all);
        for (const field of ["a", "b", "c"]) {
          const values = all.flatMap((one) => one.get(field) ?? []);
          const expected = values.filter((value, n) => values.indexOf(value) === n);
          expect(merged.get(field) ?? []).toEqual(expected);
        }
        expect(all).toEqual(before);
      }),
    );
  });
});
