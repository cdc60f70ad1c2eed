import type { SlotCounts } from "./feedback.ts";
import { fitPositions, lookedAt } from "./position-model.ts";

/** What is believed of titles, whatever the viewer: how likely somebody who looks clicks. */
export interface Priors {
  /** How likely each slot is looked at, of the likeliest. */
  readonly looks: readonly number[];
  /** Clicks and looks without a click of each title, with what was believed before: Beta(clicks, others). */
  readonly titles: Readonly<Record<string, readonly [clicks: number, others: number]>>;
  /** How likely a title draws that nothing is known of. */
  readonly mean: number;
}

/** What is believed before weighs as many looks. */
const STRENGTH = 20;

/**
 * What counted impressions, clicks and skips say of titles, with the bias of positions taken out: a title is not better
 * for having been shown first. Pure: the same counts give the same priors.
 */
export function learnPriors(counts: readonly SlotCounts[]): Priors {
  const { looks, mean } = fitPositions(counts);
  const titles = new Map<string, [number, number]>();
  for (const count of counts) {
    const [clicks, others] = titles.get(count.title) ?? [mean * STRENGTH, (1 - mean) * STRENGTH];
    const looked = lookedAt(count, looks);
    titles.set(count.title, [clicks + count.clicks, others + looked - count.clicks]);
  }
  return { looks, mean, titles: Object.fromEntries(titles) };
}

/** How likely a title draws who looks at it; the mean where nothing is known of it. */
export function drawOf({ titles, mean }: Priors, title: string): number {
  const known = Object.hasOwn(titles, title) ? titles[title] : undefined;
  return known ? known[0] / (known[0] + known[1]) : mean;
}
