import type { CadenceFallback } from "../../api/cadences.ts";
import type { ClipIndex } from "../../api/clip-index.ts";

/**
 * Clip types that a slot tries one after the other, its own first, by the rule of {@link CadenceFallback}. Where the
 * index does not know the slot's own type, all others are longer.
 */
export function standIns(type: string, rule: CadenceFallback, { clipTypes }: ClipIndex): readonly string[] {
  if (rule === "none") return [type];
  if (typeof rule !== "string") return [type, ...rule.filter((other) => other !== type)];
  const length = clipTypes.get(type) ?? 0;
  const others = [...clipTypes].filter(([name]) => name !== type);
  const shorter = others.filter(([, frames]) => frames <= length).sort(([, a], [, b]) => b - a);
  const longer = others.filter(([, frames]) => frames > length).sort(([, a], [, b]) => a - b);
  return [type, ...(rule === "shorter" ? shorter : [...shorter, ...longer]).map(([name]) => name)];
}
