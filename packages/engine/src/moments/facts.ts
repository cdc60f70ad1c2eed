import type { Json, JsonObject, Moment } from "./moment.ts";

/** A value that filters compare. */
export type FactValue = string | number | boolean | null;

/**
 * Facts of a moment, flat: metadata `{"score": {"home": 1}, "team": ["a", "b"]}` has `score.home` → `[1]` and `team`
 * → `["a", "b"]`. A field holds several values where an array did, or where moments that overlap disagree.
 */
export type Facts = ReadonlyMap<string, readonly FactValue[]>;

/** Field that holds a moment's labels, beside those of its metadata. */
export const LABELS = "labels";

/** Facts of a moment alone: its metadata and its labels. */
export function factsOf({ metadata, labels }: Pick<Moment, "metadata" | "labels">): Facts {
  const facts = new Map<string, FactValue[]>();
  flatten(metadata, "", facts);
  if (labels.length > 0) addValues(facts, LABELS, labels);
  return facts;
}

/** Facts of several moments together, each value once, those of the first moment first. */
export function mergeFacts(all: readonly Facts[]): Facts {
  const merged = new Map<string, FactValue[]>();
  for (const facts of all) for (const [field, values] of facts) addValues(merged, field, values);
  return merged;
}

function flatten(object: JsonObject, prefix: string, facts: Map<string, FactValue[]>): void {
  for (const [key, value] of Object.entries(object)) flattenValue(value, prefix + key, facts);
}

function flattenValue(value: Json, field: string, facts: Map<string, FactValue[]>): void {
  if (Array.isArray(value)) for (const item of value as readonly Json[]) flattenValue(item, field, facts);
  else if (value !== null && typeof value === "object") flatten(value as JsonObject, `${field}.`, facts);
  else addValues(facts, field, [value as FactValue]);
}

function addValues(facts: Map<string, FactValue[]>, field: string, values: readonly FactValue[]): void {
  const known = facts.get(field) ?? [];
  for (const value of values) if (!known.includes(value)) known.push(value);
  facts.set(field, known);
}
