import type { WatchRow } from "../../seams/audience-store.ts";

/** A ranking, and what its viewer went on to like. */
export interface HeldBack<Title> {
  /** Best first. */
  readonly ranked: ArrayLike<Title>;
  /** At least one. */
  readonly relevant: ReadonlySet<Title>;
}

/** How good rankings are, as means over viewers, each from 0 to 1. */
export interface RankingQuality {
  /** Normalised discounted cumulative gain (Järvelin, Kekäläinen, 2002): what is liked counts more the higher it stands. */
  readonly ndcg: number;
  /** Share of what is liked that is among the first, of as many as fit there. */
  readonly recall: number;
  /** Share of viewers who find anything they like among the first. */
  readonly hitRate: number;
  readonly viewers: number;
}

/** Quality of one ranking at a cutoff. */
function qualityOf<Title>({ ranked, relevant }: HeldBack<Title>, k: number): Omit<RankingQuality, "viewers"> {
  let gain = 0;
  let ideal = 0;
  let found = 0;
  const most = Math.min(k, relevant.size);
  for (let place = 0; place < k; place++) {
    const discount = 1 / Math.log2(place + 2);
    if (place < most) ideal += discount;
    if (place >= ranked.length || !relevant.has(ranked[place] as Title)) continue;
    gain += discount;
    found++;
  }
  return { ndcg: gain / ideal, recall: found / most, hitRate: found > 0 ? 1 : 0 };
}

/** Mean quality of many rankings at a cutoff: `NDCG@k`, `recall@k`, hit rate. */
export function meanQuality<Title>(cases: Iterable<HeldBack<Title>>, k: number): RankingQuality {
  let [ndcg, recall, hitRate, viewers] = [0, 0, 0, 0];
  for (const one of cases) {
    const quality = qualityOf(one, k);
    ndcg += quality.ndcg;
    recall += quality.recall;
    hitRate += quality.hitRate;
    viewers++;
  }
  const mean = (sum: number) => (viewers === 0 ? 0 : sum / viewers);
  return { ndcg: mean(ndcg), recall: mean(recall), hitRate: mean(hitRate), viewers };
}

/** A viewer at the moment at which the past ends: what was watched before, and what afterwards. */
export interface TimeSplit {
  readonly viewer: string;
  /** Time of the first watch that is held back. */
  readonly now: number;
  readonly before: readonly WatchRow[];
  readonly after: readonly WatchRow[];
}

/**
 * Holds back the last of what each viewer watched, by time.
 * @param share of a viewer's watches that is held back, between 0 and 1
 * @param least watches that a viewer must have; others hold nothing back, and are left out
 */
export function splitByTime(watches: readonly WatchRow[], share: number, least: number): TimeSplit[] {
  return Map.groupBy(watches, ({ viewer }) => viewer)
    .entries()
    .flatMap(([viewer, all]) => {
      const sorted = all.toSorted((a, b) => a.time - b.time || (a.title < b.title ? -1 : 1));
      const kept = Math.floor(sorted.length * (1 - share));
      const now = sorted[kept]?.time;
      if (sorted.length < least || now === undefined || kept === 0) return [];
      return [{ viewer, now, before: sorted.slice(0, kept), after: sorted.slice(kept) }];
    })
    .toArray();
}

/** Holds back whatever any viewer watched from a moment on. */
export function splitAt(watches: readonly WatchRow[], now: number): TimeSplit[] {
  return Map.groupBy(watches, ({ viewer }) => viewer)
    .entries()
    .map(([viewer, all]) => ({
      ...{ viewer, now },
      before: all.filter(({ time }) => time < now),
      after: all.filter(({ time }) => time >= now),
    }))
    .filter(({ after }) => after.length > 0)
    .toArray();
}
