import type { SlotCounts } from "./feedback.ts";

/**
 * Why titles are clicked on, taken apart: a viewer looks at a slot or does not, and is drawn by a title or is not; both
 * must be. The position-based model (Craswell et al., 2008; Chuklin, Markov, de Rijke, "Click Models", 2015, 3.3).
 */
export interface PositionModel {
  /** How likely a slot is looked at, of the likeliest: 1 for that one. */
  readonly looks: readonly number[];
  /** How likely each title draws somebody who looks. */
  readonly draws: ReadonlyMap<string, number>;
  /** The same for a title that nothing is known of. */
  readonly mean: number;
}

/** Rounds of expectation and maximisation; the likelihood moves little after some dozens. */
const ROUNDS = 60;
/** How likely slots are taken to be looked at to begin with. */
const FIRST_LOOKS = 0.7;
/** What is believed before anything is seen weighs as many looks. */
const PRIOR_LOOKS = 20;

/**
 * Fits the model by expectation and maximisation. A skip or a click says that the slot was looked at. Pure; the order of
 * the counts is of no matter but for rounding.
 */
export function fitPositions(counts: readonly SlotCounts[]): PositionModel {
  const slots = counts.reduce((most, { slot }) => Math.max(most, slot + 1), 0);
  const impressions = counts.reduce((sum, count) => sum + count.impressions, 0);
  const clicks = counts.reduce((sum, count) => sum + count.clicks, 0);
  let mean = (clicks + 1) / (impressions + 2);
  // at 1 a slot would stay for good: silence would be all the titles' fault
  let looks: number[] = new Array(slots).fill(FIRST_LOOKS);
  let draws = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round++) {
    const bySlot = Array.from({ length: slots }, () => ({ looked: 0, shown: 0 }));
    const byTitle = new Map<string, { drawn: number; shown: number }>();
    for (const count of counts) {
      const { looked, drawn } = expected(count, looks[count.slot] ?? 1, draws.get(count.title) ?? mean);
      const slot = bySlot[count.slot];
      if (slot) {
        slot.looked += looked;
        slot.shown += count.impressions;
      }
      const title = byTitle.get(count.title) ?? { drawn: 0, shown: 0 };
      byTitle.set(count.title, title);
      title.drawn += drawn;
      title.shown += count.impressions;
    }
    looks = bySlot.map(({ looked, shown }) => (shown === 0 ? FIRST_LOOKS : Math.max(looked / shown, 1e-3)));
    mean = (clicks + 1) / (lookedImpressions(counts, looks) + 2);
    draws = new Map(
      byTitle
        .entries()
        .map(([title, { drawn, shown }]) => [title, (drawn + PRIOR_LOOKS * mean) / (shown + PRIOR_LOOKS)]),
    );
  }
  // only products are known: what looks at the likeliest slot is the unit
  const most = Math.max(...looks, Number.MIN_VALUE);
  return {
    looks: looks.map((look) => look / most),
    draws: new Map(draws.entries().map(([title, draw]) => [title, draw * most])),
    mean: mean * most,
  };
}

/** Of a count, how many looked and how many were drawn, given what is believed of the slot and the title. */
function expected(
  { impressions, clicks, skips }: SlotCounts,
  look: number,
  draw: number,
): { readonly looked: number; readonly drawn: number } {
  const silent = impressions - clicks - skips;
  const missed = 1 - look * draw;
  return {
    looked: clicks + skips + (silent * look * (1 - draw)) / missed,
    drawn: clicks + (silent * draw * (1 - look)) / missed,
  };
}

function lookedImpressions(counts: readonly SlotCounts[], looks: readonly number[]): number {
  return counts.reduce((sum, count) => sum + lookedAt(count, looks), 0);
}

/** How many impressions were looked at: those that were answered, and of the others the slot's share. */
export function lookedAt({ slot, impressions, clicks, skips }: SlotCounts, looks: readonly number[]): number {
  const answered = clicks + skips;
  return answered + (impressions - answered) * (looks[slot] ?? looks.at(-1) ?? 1);
}
