import type { Json, Moment } from "./moment.ts";

/** Longer texts among the metadata are data, not names. */
const LONGEST_NAME = 200;

/**
 * All of a moment that words may find: its text, its labels, and the names among its metadata (`player_42`). Full text
 * and vectors are made of it.
 */
export function searchText({ text, labels, metadata }: Pick<Moment, "text" | "labels" | "metadata">): string {
  const names: string[] = [];
  collectNames(metadata, names);
  return [text, ...labels, ...names].filter((part) => part !== "").join("\n");
}

function collectNames(value: Json, names: string[]): void {
  if (typeof value === "string") {
    if (value.length <= LONGEST_NAME) names.push(value);
  } else if (value !== null && typeof value === "object") {
    for (const inner of Object.values(value) as Json[]) collectNames(inner, names);
  }
}
