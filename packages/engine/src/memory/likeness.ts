import type { MomentCandidates } from "../seams/moment-store.ts";

/**
 * Pictures that are compared with a query: the nearest of those in its scope. Where there are more, the least near of
 * them is what the others are held against, which only asks more of them.
 */
export const COMPARED = 1_000;

/** The least that counts as the usual distance from the typical cosine: less is noise where pictures are few or alike. */
const LEAST_SPREAD = 0.01;
/** Usual distances above the typical cosine from which on a picture is like the query … */
const FROM = 4;
/** … and at which it is as like as can be. */
const FULL = 8;

/**
 * How like a query pictures are, 0 to 1, by their cosines to it. Cosines of pictures and texts lie in a narrow band
 * that is another one for each model and each query (CLIP: about 0.15 to 0.35), so that none says anything by itself.
 * What counts is how far a picture stands out of all that were compared: its cosine less their median, in units of the
 * median of the distances from that median (MAD, of which a normal distribution has 1.5 to a deviation). Below 4 it is
 * like the others, which is no likeness at all; 8 or more is 1. So a query whose answer no picture shows finds none,
 * and so does one that most of them answer alike: a picture that is alone in its scope has nothing to stand out of.
 * @param near best first, {@link COMPARED} at most
 * @returns those that are like it, by id, best first
 */
export function likenessOf(near: MomentCandidates["vector"]): ReadonlyMap<string, number> {
  const cosines = near.map(({ similarity }) => similarity);
  const typical = near.length < COMPARED ? lowerMedian(cosines) : Math.min(...cosines);
  const spread = Math.max(LEAST_SPREAD, lowerMedian(cosines.map((cosine) => Math.abs(cosine - typical))));
  const found = near.map(({ id, similarity }) => {
    const distance = (similarity - typical) / spread;
    return [id, Math.min(1, Math.max(0, (distance - FROM) / (FULL - FROM)))] as const;
  });
  return new Map(found.filter(([, likeness]) => likeness > 0));
}

/** The median; of an even number of values the lower of the two in the middle. 0 of none. */
function lowerMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.ceil(sorted.length / 2) - 1] ?? 0;
}
