import type { Collected, CollectedKind } from "../api/retention.ts";

/** Adds up what goes, by kind. */
export interface Tally {
  add(kind: CollectedKind, count: number, bytes?: number): void;
  /** Kinds of which there was something, in the order in which they were first met. */
  readonly collected: readonly Collected[];
}

export function createTally(): Tally {
  const sums = new Map<CollectedKind, { count: number; bytes: number }>();
  return {
    add(kind, count, bytes = 0) {
      if (count === 0) return;
      const sum = sums.get(kind) ?? { count: 0, bytes: 0 };
      sums.set(kind, { count: sum.count + count, bytes: sum.bytes + bytes });
    },
    get collected() {
      return [...sums].map(([kind, sum]) => ({ kind, ...sum }));
    },
  };
}
