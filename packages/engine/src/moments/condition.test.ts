import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { type Comparison, type Condition, holds } from "./condition.ts";
import type { Facts, FactValue } from "./facts.ts";

const facts: Facts = new Map<string, FactValue[]>([
  ["team", ["home", "away"]],
  ["minute", [42]],
  ["date", ["2026-11-21"]],
  ["live", [true]],
  ["nothing", [null]],
  ["none", []],
  ["five", ["5"]],
]);
const isIn = (field: string, ...values: FactValue[]): Condition => ({ kind: "in", field, values });
const compare = (field: string, operator: Comparison, value: string | number): Condition => ({
  kind: "compare",
  field,
  operator,
  value,
});
const exists = (field: string): Condition => ({ kind: "exists", field });

describe("holds", () => {
  it.each<[Condition, boolean]>([
    [isIn("team", "home"), true],
    [isIn("team", "guest", "away"), true],
    [isIn("team", "Home"), false],
    [isIn("team"), false],
    [isIn("live", true), true],
    [isIn("live", "true", 1), false],
    [isIn("nothing", null), true],
    [isIn("none", null), false],
    [isIn("gone", null), false],
    [isIn("five", 5), false],
    [exists("nothing"), true],
    [exists("none"), false],
    [exists("gone"), false],
    [exists("toString"), false],
    [compare("minute", "gt", 41), true],
    [compare("minute", "gt", 42), false],
    [compare("minute", "gte", 42), true],
    [compare("minute", "lt", 42), false],
    [compare("minute", "lte", 42), true],
    [compare("minute", "gt", "0"), false],
    [compare("five", "gt", 1), false],
    [compare("live", "gte", 0), false],
    [compare("nothing", "lte", 0), false],
    [compare("date", "gte", "2026-11"), true],
    [compare("date", "lt", "2026-12"), true],
    // one value is enough
    [compare("team", "lt", "b"), true],
    [compare("team", "gt", "b"), true],
    [{ kind: "all", conditions: [] }, true],
    [{ kind: "any", conditions: [] }, false],
    [{ kind: "not", condition: exists("gone") }, true],
  ])("%j: %s", (condition, expected) => {
    expect(holds(condition, facts)).toBe(expected);
  });

  test("compares texts by UTF-16 code units", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        const has: Facts = new Map([["x", [a]]]);
        expect(holds(compare("x", "lt", b), has)).toBe(a < b);
        expect(holds(compare("x", "gte", b), has)).toBe(a >= b);
        expect(holds(isIn("x", b), has)).toBe(a === b);
      }),
    );
  });

  test("follows the laws of logic", () => {
    const leaves = fc.constantFrom(
      exists("gone"),
      exists("team"),
      isIn("minute", 42),
      compare("minute", "lt", 3),
    );
    fc.assert(
      fc.property(fc.array(leaves, { maxLength: 4 }), (conditions) => {
        const negated = conditions.map((condition): Condition => ({ kind: "not", condition }));
        const all: Condition = { kind: "all", conditions };
        const any: Condition = { kind: "any", conditions };
        expect(holds({ kind: "not", condition: all }, facts)).toBe(
          holds({ kind: "any", conditions: negated }, facts),
        );
        expect(holds({ kind: "not", condition: any }, facts)).toBe(
          holds({ kind: "all", conditions: negated }, facts),
        );
        expect(holds(all, facts)).toBe(conditions.every((one) => holds(one, facts)));
      }),
    );
  });
});
