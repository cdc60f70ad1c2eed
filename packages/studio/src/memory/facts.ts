import type { Json, JsonObject } from "cutstream";

/** Characters of a fact that are shown. */
const LONGEST = 80;

/** Metadata as names and texts, as far as they can be read: what is empty is left out, what is long is cut. */
export function factsOf(metadata: JsonObject): readonly (readonly [name: string, value: string])[] {
  return Object.entries(metadata)
    .map(([name, value]) => [name.replaceAll("_", " "), textOf(value)] as const)
    .filter(([, value]) => value !== "")
    .map(([name, value]) => [name, value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value]);
}

function textOf(value: Json): string {
  if (value === null || value === false) return "";
  if (value === true) return "yes";
  if (typeof value === "number") return String(Math.round(value * 1000) / 1000);
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return value.map(textOf).filter(Boolean).join(", ");
  const entries = Object.entries(value).map(([name, part]) => `${name} ${textOf(part)}`.trim());
  return entries.join(", ");
}
