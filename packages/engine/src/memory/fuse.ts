/** What is known of a candidate after all ways of ranking. */
export interface Evidence {
  /** Share of the query's words that it holds, 0 to 1 (`match.ts`). */
  readonly coverage: number;
  /** Its rank's worth among those that hold words (BM25), 0 to 1; 1 for the best. */
  readonly textRank: number;
  /** Cosine of its vector to the query's; 0 where it has none. */
  readonly similarity: number;
  /** How like the query its picture is, 0 to 1 (`likeness.ts`); 0 where it has none. */
  readonly likeness: number;
}

/** Parts of a score, each 0 to 1. */
export interface Score {
  readonly text: number;
  readonly meaning: number;
  readonly image: number;
  readonly total: number;
}

/** The most that words alone can make of a score: meaning tells apart those that hold all of them. */
const TEXT_WEIGHT = 0.9;

/** How much of a text score BM25 decides: enough to order those that hold the same words. */
const RANK_SHARE = 0.1;

/** The most that a picture alone can make of a score: that it stands out is less than that words say so. */
const IMAGE_WEIGHT = 0.7;

/**
 * One score of three kinds of evidence, as if they were independent: `1 - (1 - text)(1 - meaning)(1 - image)`. What has
 * no evidence of a kind loses nothing by it. So a moment without any of the words keeps what its meaning is worth, however many others hold some word of the query; rank fusion, in
 * which every row that holds a word takes a place, would push it down (`components.md` 1). The share of words counts
 * squared: one common word of five is next to nothing, all of them settle the matter.
 */
export function fuse({ coverage, textRank, similarity, likeness }: Evidence): Score {
  const text = TEXT_WEIGHT * coverage ** 2 * (1 - RANK_SHARE + RANK_SHARE * textRank);
  const meaning = Math.min(1, Math.max(0, similarity));
  const image = IMAGE_WEIGHT * likeness;
  return { text, meaning, image, total: 1 - (1 - text) * (1 - meaning) * (1 - image) };
}
