/** A stretch of a video in flicks, `start < end`. */
export interface Stretch {
  readonly start: number;
  readonly end: number;
}

/** Flicks that two stretches have in common. */
export function overlapOf(a: Stretch, b: Stretch): number {
  return Math.max(0, Math.min(a.end, b.end) - Math.max(a.start, b.start));
}

/**
 * Whether two stretches are about the same: what they share is half of the shorter one or more. So a crowd's peak of a
 * second belongs to the goal of ten seconds that it falls into.
 */
export function belongTogether(a: Stretch, b: Stretch): boolean {
  return 2 * overlapOf(a, b) >= Math.min(a.end - a.start, b.end - b.start);
}
