import type { RankedTitle } from "../../api/ranked-title.ts";
import { seededRandom } from "./seeded.ts";

/**
 * A ranking in the order in which a layout takes titles: by score, and those whose scores are equal as the seed has it.
 * @param ties scores that lie no further than this below the first of them count as equal to it.
 */
export function orderTitles(ranking: readonly RankedTitle[], ties: number, seed: string): RankedTitle[] {
  const ordered = [...ranking].sort((a, b) => b.score - a.score || (a.title < b.title ? -1 : 1));
  const random = seededRandom(seed);
  let from = 0;
  while (from < ordered.length) {
    const least = (ordered[from]?.score ?? 0) - ties;
    let to = from + 1;
    while (to < ordered.length && (ordered[to]?.score ?? 0) >= least) to++;
    shuffle(ordered, from, to, random);
    from = to;
  }
  return ordered;
}

/** Fisher and Yates over `[from, to)`. */
function shuffle<T>(items: T[], from: number, to: number, random: () => number): void {
  for (let last = to - 1; last > from; last--) {
    const other = from + Math.floor(random() * (last - from + 1));
    const [a, b] = [items[last], items[other]];
    if (a === undefined || b === undefined) continue;
    items[last] = b;
    items[other] = a;
  }
}
