import { type Candidate, overlap, secondsOf } from "./candidates.ts";

/** Seconds that a moment needs to be understood: less than this is not cut out of a longer one to fill a gap. */
const SHORTEST = 2;

/**
 * Chooses candidates that are worth most, no two that overlap, all together within a length.
 * @param order of candidates that are worth the same.
 * @returns in that order. The best is cut to the length where it alone is longer.
 */
export function chooseBest(
  candidates: readonly Candidate[],
  duration: number,
  order: (a: Candidate, b: Candidate) => number,
): Candidate[] {
  const ranked = [...candidates].sort((a, b) => b.worth - a.worth || order(a, b));
  return fill([], ranked, duration).sort(order);
}

/**
 * Chooses from all parts, of which there are as many as the length has room for: the best of each first, then what
 * still fits.
 * @param placeOf where in the whole a candidate stands, 0 to 1.
 */
export function chooseSpread(
  candidates: readonly Candidate[],
  duration: number,
  order: (a: Candidate, b: Candidate) => number,
  placeOf: (candidate: Candidate) => number,
): Candidate[] {
  const lengths = candidates.map(secondsOf).sort((a, b) => a - b);
  const usual = lengths[lengths.length >> 1] ?? duration;
  const parts = Math.max(1, Math.floor(duration / usual));
  const ranked = [...candidates].sort((a, b) => b.worth - a.worth || order(a, b));
  const partOf = (candidate: Candidate) => Math.min(parts - 1, Math.floor(placeOf(candidate) * parts));
  const inParts = [...Map.groupBy(ranked, partOf).values()];
  let chosen: Candidate[] = [];
  const rounds = Math.max(0, ...inParts.map(({ length }) => length));
  for (let round = 0; round < rounds; round++) {
    const next = inParts.flatMap((part) => part[round] ?? []);
    chosen = fill(
      chosen,
      next.sort((a, b) => b.worth - a.worth || order(a, b)),
      duration,
    );
  }
  return chosen.sort(order);
}

function fill(chosen: readonly Candidate[], ranked: readonly Candidate[], duration: number): Candidate[] {
  const filled = [...chosen];
  let left = duration - filled.reduce((sum, candidate) => sum + secondsOf(candidate), 0);
  for (const candidate of ranked) {
    if (filled.some((other) => overlap(other, candidate))) continue;
    const fitting =
      secondsOf(candidate) <= left ? candidate : filled.length === 0 ? cutTo(candidate, left) : null;
    if (!fitting) continue;
    filled.push(fitting);
    left -= secondsOf(fitting);
    if (left < Math.min(SHORTEST, duration)) break;
  }
  return filled;
}

/** The middle of a candidate, as long as that; at least a frame. */
function cutTo(candidate: Candidate, seconds: number): Candidate {
  const frames = Math.max(1, Math.floor(seconds / candidate.frame));
  const from = candidate.from + ((candidate.to - candidate.from - frames) >> 1);
  return { ...candidate, from, to: from + frames };
}
