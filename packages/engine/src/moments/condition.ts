import type { Facts, FactValue } from "./facts.ts";

/**
 * What moments must be like, checked and free of syntax: {@link parseFilters} makes it of what a caller sent, stores
 * turn it into their query language, and {@link holds} says what it means.
 */
export type Condition =
  | { readonly kind: "all" | "any"; readonly conditions: readonly Condition[] }
  | { readonly kind: "not"; readonly condition: Condition }
  | { readonly kind: "in"; readonly field: string; readonly values: readonly FactValue[] }
  | { readonly kind: "exists"; readonly field: string }
  | {
      readonly kind: "compare";
      readonly field: string;
      readonly operator: Comparison;
      readonly value: string | number;
    };

export type Comparison = "gt" | "gte" | "lt" | "lte";

/**
 * Whether a condition holds for these facts. A comparison holds where one of a field's values is of the operand's type
 * and stands in that relation to it: numbers by size, text by its UTF-16 code units, so that ISO 8601 dates compare as
 * dates. Values of different types are never equal: `"5"` is not `5`. A field without values is not
 * there.
 */
export function holds(condition: Condition, facts: Facts): boolean {
  switch (condition.kind) {
    case "all":
      return condition.conditions.every((part) => holds(part, facts));
    case "any":
      return condition.conditions.some((part) => holds(part, facts));
    case "not":
      return !holds(condition.condition, facts);
    case "exists":
      return (facts.get(condition.field) ?? []).length > 0;
    case "in":
      return (facts.get(condition.field) ?? []).some((value) => condition.values.includes(value));
    case "compare":
      return (facts.get(condition.field) ?? []).some((value) => compares(value, condition));
  }
}

function compares(
  value: FactValue,
  { operator, value: operand }: Extract<Condition, { kind: "compare" }>,
): boolean {
  if (typeof value !== typeof operand || value === null || typeof value === "boolean") return false;
  switch (operator) {
    case "gt":
      return value > operand;
    case "gte":
      return value >= operand;
    case "lt":
      return value < operand;
    case "lte":
      return value <= operand;
  }
}
