import type { CollectedKind, RetentionRules } from "../api/retention.ts";

/** What is kept or goes as one, and is said to have been asked for as one. */
export type Unit = string;

/** Kinds of parts: what is made of versions, and is made again where it is gone. */
export type PartKind = Extract<CollectedKind, "heads" | "rendered segments" | "mixed sound" | "thumbnails">;

/** What is known of a part by its key. */
export interface Part {
  readonly key: string;
  readonly kind: PartKind;
  readonly version: string;
}

/** Starts of the keys of parts. */
export const PART_PREFIXES = ["h/", "x/", "t/"] as const;

/**
 * Reads the key of a part.
 * @returns undefined for what is below the same prefixes and is no part: parameter sets that init segments list, which
 * sizes are rendered, and the films of exports.
 */
export function parsePart(key: string): Part | undefined {
  const [root, version = "", ...rest] = key.split("/");
  if (root === "t") return { key, version, kind: "thumbnails" };
  if (root === "x") return { key, version, kind: "mixed sound" };
  if (root !== "h" || rest[0] === "exports" || rest[0] === "exported") return undefined;
  if (!/^\d+-\d+$/.test(rest.at(-1) ?? "")) return undefined;
  return { key, version, kind: rest.length === 3 ? "rendered segments" : "heads" };
}

/**
 * The unit of a blob, where it has one that is to be taken down. Films are whatever this node's rules are: the one that
 * collects may have others, and an export that it lets go does not come back. Parts are many, and are made again: they
 * are taken down where a rule asks about them.
 */
export function unitOf(key: string, rules: RetentionRules): Unit | undefined {
  const [root, first = "", second] = key.split("/");
  if (root === "v" || root === "sources" || root === "sidecars") return `${root}/${first}`;
  if (root === "h" && second === "exports") return key;
  return rules.parts !== undefined && parsePart(key) ? key : undefined;
}
