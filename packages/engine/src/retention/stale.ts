import type { Catalog } from "../seams/catalog.ts";
import { dayNumber } from "./rules.ts";
import type { Unit } from "./units.ts";

export interface StaleParts {
  readonly catalog: Pick<Catalog, "markUsed" | "usedOn">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** True: nothing is written down. */
  readonly dryRun: boolean;
}

/**
 * Those of these units that nobody asked for on any of the last `days` days. One of which nothing is known counts as
 * asked for today, when it is first met.
 */
export async function staleOf(
  units: readonly Unit[],
  days: number,
  { catalog, now, dryRun }: StaleParts,
): Promise<ReadonlySet<Unit>> {
  const today = dayNumber(now());
  const used = await catalog.usedOn(units);
  const unknown = units.filter((unit) => !used.has(unit));
  if (!dryRun) await catalog.markUsed(unknown, today);
  return new Set(units.filter((unit) => today - (used.get(unit) ?? today) > days));
}
