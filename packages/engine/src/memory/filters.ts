import { CutstreamError } from "../errors.ts";
import type { Comparison, Condition } from "../moments/condition.ts";
import type { FactValue } from "../moments/facts.ts";
import type { Json, JsonObject } from "../moments/moment.ts";

/** Conditions that one query may hold, and how deep they may be nested. */
const MOST_CONDITIONS = 200;
const DEEPEST = 16;

const COMPARISONS: Readonly<Record<string, Comparison>> = { $gt: "gt", $gte: "gte", $lt: "lt", $lte: "lte" };

/**
 * Reads filters as callers write them: `{team: "home", crowd_peak: true, minute: {$gte: 80}, $or: [{…}, {…}]}`. A
 * field stands for one of the metadata, `a.b` or `{a: {b: …}}` for one within another, and `labels` for the labels.
 * All that stands side by side must hold. Under a field: `$eq`, `$ne`, `$gt`, `$gte`, `$lt`, `$lte`, `$in`, `$nin`,
 * `$exists`; around filters: `$and`, `$or`, `$not`.
 * @throws CutstreamError `invalid_filter` that names the place: an unknown operator, an operand of the wrong type.
 */
export function parseFilters(filters: JsonObject): Condition | null {
  const reader = new FilterReader();
  const conditions = reader.object(filters, "", "filters", 0);
  return conditions.length === 0 ? null : all(conditions);
}

const all = (conditions: readonly Condition[]): Condition =>
  conditions.length === 1 && conditions[0] ? conditions[0] : { kind: "all", conditions };

class FilterReader {
  #left = MOST_CONDITIONS;

  /** What must hold for the fields of an object. @param prefix of the fields: that of the field it stands under. */
  object(object: JsonObject, prefix: string, path: string, depth: number): Condition[] {
    if (depth > DEEPEST) throw invalid(path, `is nested more than ${DEEPEST} deep`);
    return Object.entries(object).map(([key, value]) => {
      if (--this.#left < 0) throw invalid(path, `holds more than ${MOST_CONDITIONS} conditions`);
      const place = `${path}.${key}`;
      if (!key.startsWith("$")) return this.#field(prefix + key, value, place, depth);
      return prefix === ""
        ? this.#group(key, value, place, depth)
        : this.#operator(prefix.slice(0, -1), key, value, place);
    });
  }

  #field(field: string, value: Json, path: string, depth: number): Condition {
    if (Array.isArray(value))
      throw invalid(path, 'is a list; write {"$in": [...]} for one of several values');
    if (value === null || typeof value !== "object") return { kind: "in", field, values: [value] };
    const inner = this.object(value as JsonObject, `${field}.`, path, depth + 1);
    if (inner.length === 0) throw invalid(path, "is empty");
    return all(inner);
  }

  #group(operator: string, value: Json, path: string, depth: number): Condition {
    if (operator === "$not") {
      if (!isObject(value)) throw invalid(path, "must be an object of filters");
      return { kind: "not", condition: all(this.object(value, "", path, depth + 1)) };
    }
    if (operator !== "$and" && operator !== "$or")
      throw invalid(path, "is no operator; around filters there are $and, $or and $not");
    if (!Array.isArray(value)) throw invalid(path, "must be a list of filters");
    const conditions = (value as readonly Json[]).map((part, n) => {
      if (!isObject(part)) throw invalid(`${path}[${n}]`, "must be an object of filters");
      return all(this.object(part, "", `${path}[${n}]`, depth + 1));
    });
    return { kind: operator === "$and" ? "all" : "any", conditions };
  }

  #operator(field: string, operator: string, value: Json, path: string): Condition {
    const comparison = COMPARISONS[operator];
    if (comparison) {
      if (typeof value !== "number" && typeof value !== "string")
        throw invalid(path, "must be a number or a text");
      return { kind: "compare", field, operator: comparison, value };
    }
    switch (operator) {
      case "$eq":
        return { kind: "in", field, values: [plainValue(value, path)] };
      case "$ne":
        return { kind: "not", condition: { kind: "in", field, values: [plainValue(value, path)] } };
      case "$in":
        return { kind: "in", field, values: plainValues(value, path) };
      case "$nin":
        return { kind: "not", condition: { kind: "in", field, values: plainValues(value, path) } };
      case "$exists": {
        if (typeof value !== "boolean") throw invalid(path, "must be true or false");
        const exists: Condition = { kind: "exists", field };
        return value ? exists : { kind: "not", condition: exists };
      }
      default:
        throw invalid(
          path,
          "is no operator; under a field there are $eq, $ne, $gt, $gte, $lt, $lte, $in, $nin and $exists",
        );
    }
  }
}

const isObject = (value: Json): value is JsonObject =>
  value !== null && typeof value === "object" && !Array.isArray(value);

function plainValue(value: Json, path: string): FactValue {
  if (value !== null && typeof value === "object")
    throw invalid(path, "must be a text, number, boolean or null");
  return value;
}

function plainValues(value: Json, path: string): FactValue[] {
  if (!Array.isArray(value)) throw invalid(path, "must be a list");
  return (value as readonly Json[]).map((item, n) => plainValue(item, `${path}[${n}]`));
}

const invalid = (path: string, what: string): CutstreamError =>
  new CutstreamError("invalid_filter", `${path} ${what}.`, { path });
