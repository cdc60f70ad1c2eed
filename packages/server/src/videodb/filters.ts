import { CutstreamError, type Json, type JsonObject } from "@cutstream/engine";

/**
 * Conditions as VideoDB has them, as the engine takes them: a list of equalities, all of which must hold
 * (`[{"team": "home"}, {"crowd": true}]`), or those of search v2: `{"field", "op", "value"}` within `and`, `or`, `not`.
 * @throws CutstreamError `invalid_filter`
 */
export function toFilters(given: unknown): JsonObject | undefined {
  if (given === undefined || given === null) return undefined;
  if (Array.isArray(given)) return given.length === 0 ? undefined : { $and: given.map(condition) };
  return condition(given);
}

const OPERATORS: Readonly<Record<string, string>> = {
  "==": "$eq",
  "!=": "$ne",
  ">": "$gt",
  ">=": "$gte",
  "<": "$lt",
  "<=": "$lte",
  in: "$in",
  exists: "$exists",
};

function condition(given: unknown): JsonObject {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw invalid(given, "is no condition");
  const object = given as JsonObject;
  if (typeof object.field === "string" && "op" in object) return comparison(object);
  for (const word of ["and", "or"] as const) {
    const inner = object[word];
    if (Array.isArray(inner)) return { [`$${word}`]: inner.map(condition) };
  }
  if ("not" in object) return { $not: condition(object.not) };
  return object;
}

function comparison({ field, op, value }: JsonObject): JsonObject {
  const operator = OPERATORS[String(op)];
  if (operator === undefined) {
    throw invalid(op, `is no operator here; there are ${Object.keys(OPERATORS).join(" ")}`);
  }
  const operand: Json = operator === "$exists" ? (value ?? true) : (value ?? null);
  return { [String(field)]: { [operator]: operand } };
}

function invalid(what: unknown, why: string): CutstreamError {
  return new CutstreamError("invalid_filter", `filter: ${JSON.stringify(what)} ${why}.`);
}
