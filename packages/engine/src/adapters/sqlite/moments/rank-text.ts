import { AROUND_WEIGHT, rarity, saturated } from "../../../moments/bm25.ts";
import type { TextTerm } from "../../../moments/text-query.ts";
import type { MomentColumns } from "./columns.ts";
import type { StemTable } from "./stems.ts";
import { type Scored, TopList } from "./top-list.ts";
import type { WordOrderTable } from "./word-order.ts";

export interface TextIndex {
  readonly stems: StemTable;
  readonly wordOrder: WordOrderTable;
  readonly columns: MomentColumns;
}

/** Moments ranked by text, and how many of the whole store hold each term in their own. */
export interface RankedByText {
  readonly ranked: readonly Scored[];
  readonly frequencies: readonly number[];
}

/**
 * Ranks moments by BM25: adds up what each term counts in each of its moments.
 * @param kept marks those that may be found.
 */
export function rankByText(
  terms: readonly TextTerm[],
  index: TextIndex,
  kept: Uint8Array,
  limit: number,
): RankedByText {
  const scores = new Float64Array(kept.length);
  const frequencies = terms.map((term) =>
    term.kind === "stem"
      ? addStem(term.stem, index, kept, scores)
      : addUnweighed(index.wordOrder.holders(term), index, kept, scores),
  );
  const best = new TopList(limit);
  for (let n = 0; n < scores.length; n++) {
    const score = scores[n] ?? 0;
    if (score > 0) best.offer(n, score);
  }
  return { ranked: best.best(), frequencies };
}

/** @returns how many moments hold it in their own text. */
function addStem(
  stem: string,
  { stems, columns }: TextIndex,
  kept: Uint8Array,
  scores: Float64Array,
): number {
  const { length, moments, own, around } = stems.holders(stem, kept.length);
  const weight = rarity(length, columns.count);
  const average = columns.averageLength;
  let frequency = 0;
  for (let n = 0; n < length; n++) {
    const moment = moments[n] ?? 0;
    const occurrences = own[n] ?? 0;
    if (occurrences > 0) frequency++;
    if (kept[moment] !== 1) continue;
    const held = occurrences + AROUND_WEIGHT * (around[n] ?? 0);
    scores[moment] = (scores[moment] ?? 0) + weight * saturated(held, columns.lengthOf(moment), average);
  }
  return frequency;
}

/** @returns how many moments there are. */
function addUnweighed(
  moments: readonly number[],
  { columns }: TextIndex,
  kept: Uint8Array,
  scores: Float64Array,
): number {
  const weight = rarity(moments.length, columns.count);
  const average = columns.averageLength;
  for (const moment of moments) {
    if (kept[moment] !== 1) continue;
    scores[moment] = (scores[moment] ?? 0) + weight * saturated(1, columns.lengthOf(moment), average);
  }
  return moments.length;
}
