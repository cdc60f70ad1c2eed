import type { Feedback } from "../api/learning.ts";
import type { RankedTitle } from "../api/ranked-title.ts";
import { groupOf } from "../reels/learning/groups.ts";
import type { Priors } from "../reels/learning/priors.ts";
import { type Learned, type Proposal, propose } from "../reels/learning/propose.ts";
import { type BelievedTitles, believedTitles, sampleParts } from "../reels/learning/thompson.ts";
import { logarithmicParts } from "../reels/ranking/popularity.ts";
import { hashText, normal, type Random, seededRandom } from "../reels/ranking/random.ts";
import { partsOf as candidatesOf, type ScoreInput, scoreTitles } from "../reels/ranking/score.ts";
import { TitleTable } from "../reels/ranking/title-table.ts";

/** A world of viewers whose taste is known, to see whether learning finds it. */
export interface WorldOptions {
  readonly seed: number;
  readonly titles: number;
  /** How much titles differ in what draws viewers that neither history nor popularity tells: 0 for not at all. */
  readonly hidden: number;
  /** How much taste matters to clicks: 0 for not at all. */
  readonly taste: number;
}

/** Titles in a reel. */
const SLOTS = 10;
/** Each slot is looked at by so many of those who look at the one before. */
const LOOKS_ON = 0.85;
const TASTES = 4;
const DAY = 86_400_000;
const NOW = Date.UTC(2026, 0, 1);
/** Log-odds of a click on a title of no particular interest, by somebody who looks. */
const DULL = -2.2;

/** Weights of the ranker that has learned nothing. */
export const UNTRAINED: Learned = {
  weights: { preference: 0.5, popularity: 0.3, recency: 0.2, learned: 0 },
  priors: null,
};

export type World = ReturnType<typeof createWorld>;

/** Makes titles with what draws viewers, and what is known of that. */
export function createWorld({ seed, titles, hidden, taste }: WorldOptions) {
  const random = seededRandom(seed);
  const ids = Array.from({ length: titles }, (_, n) => `t${n}`);
  const kinds = ids.map(() => point(random));
  const appeal = ids.map(() => hidden * normal(random));
  const table = new TitleTable();
  table.apply(
    ids.map((id) => ({
      revision: 1,
      removed: false,
      title: {
        ...{
          id,
          name: id,
          ageRating: 0,
          territories: null,
          genres: [],
          tags: [],
          metadata: {},
          createdAt: 0,
        },
        launchedAt: NOW - random() * 1000 * DAY,
      },
    })),
  );
  const popularity = logarithmicParts(Float64Array.from(ids, () => Math.exp(1.5 * normal(random))));
  const number = new Map(ids.map((id, at) => [id, at]));

  const liking = (viewer: Viewer, at: number) => dot(viewer.taste, kinds[at] ?? []);
  const clickOf = (viewer: Viewer, at: number) =>
    1 / (1 + Math.exp(-(DULL + taste * liking(viewer, at) + (appeal[at] ?? 0))));

  const believed = new WeakMap<Priors, BelievedTitles>();
  const believedOf = (priors: Priors): BelievedTitles => {
    const laid = believed.get(priors) ?? believedTitles(priors, ids);
    believed.set(priors, laid);
    return laid;
  };

  const inputOf = (viewer: Viewer, { weights, priors }: Learned): ScoreInput => ({
    ...{ table, popularity, weights, limit: SLOTS, now: NOW, recencyHalfLife: 365 * DAY },
    eligibility: { hidden: [] },
    preferences: {
      values: Float32Array.from(ids, (_, at) => liking(viewer, at) + (viewer.blur[at] ?? 0)),
      from: "watched",
      certainty: 0.8,
    },
    learned: priors ? sampleParts(believedOf(priors), hashText(viewer.id)) : undefined,
  });

  /** How likely each slot's title is clicked on, by who looks. */
  const clickChances = (viewer: Viewer, ranked: readonly RankedTitle[]) =>
    ranked.map(({ title }) => clickOf(viewer, number.get(title) ?? 0));

  return {
    ids,
    /** A viewer with a taste, of which the history shows a blurred picture. */
    viewer(id: string): Viewer {
      const own = seededRandom(hashText(id, seed));
      return { id, taste: point(own), blur: ids.map(() => 0.7 * normal(own)), random: own };
    },
    reel: (viewer: Viewer, learned: Learned) => scoreTitles(inputOf(viewer, learned)),
    /** What the viewer does with a reel. */
    watch(viewer: Viewer, ranked: readonly RankedTitle[]): Feedback[] {
      return clickChances(viewer, ranked).map((chance, slot) => {
        const looks = viewer.random() < LOOKS_ON ** slot;
        const clicks = looks && viewer.random() < chance ? 1 : 0;
        const skips = looks && clicks === 0 && viewer.random() < 0.3 ? 1 : 0;
        const { title = "", parts } = ranked[slot] ?? {};
        const seen = { impressions: 1, clicks, skips, completions: skips ? 0 : 1 };
        return { viewer: viewer.id, title, slot, ...seen, ...(parts && { parts }) };
      });
    },
    /** Clicks that a reel gets, by impression: not drawn by chance, but what is to be expected. */
    clickThrough(viewer: Viewer, ranked: readonly RankedTitle[]): number {
      const chances = clickChances(viewer, ranked);
      return chances.reduce((sum, chance, slot) => sum + chance * LOOKS_ON ** slot, 0) / chances.length;
    },
    /** The reel of a ranker that knows all. */
    best(viewer: Viewer): RankedTitle[] {
      const { candidates } = candidatesOf(inputOf(viewer, UNTRAINED));
      return Array.from(candidates, (at) => ({
        ...{ title: ids[at] ?? "", score: clickOf(viewer, at) },
        parts: { preference: 0, popularity: 0, recency: 0 },
      }))
        .sort((a, b) => b.score - a.score)
        .slice(0, SLOTS);
    },
  };
}

export interface Viewer {
  readonly id: string;
  readonly taste: readonly number[];
  /** By title, what the history gets wrong. */
  readonly blur: readonly number[];
  readonly random: Random;
}

/** What became of one round: viewers watch, and what they did is learned from. */
export interface Round {
  readonly proposal: Proposal;
  readonly adopted: boolean;
  /** Clicks by impression of viewers that are learned from, and of the holdout. */
  readonly learning: number;
  readonly holdout: number;
}

/** Lets viewers watch, round after round, and learns after each from all that was seen so far. */
export function simulate(world: World, rounds: number, viewers: number) {
  const feedback: Feedback[] = [];
  const done: Round[] = [];
  let current = UNTRAINED;
  for (let round = 0; round < rounds; round++) {
    const seen = Array.from({ length: viewers }, (_, n) => {
      const viewer = world.viewer(`viewer-${round}-${n}`);
      const isHeldOut = groupOf(viewer.id) === "holdout";
      const shown = world.watch(viewer, world.reel(viewer, isHeldOut ? UNTRAINED : current));
      return { isHeldOut, shown };
    });
    for (const { shown } of seen) feedback.push(...shown);
    const proposal = propose(feedback, current, round + 1);
    const adopted = proposal.verdict.better;
    const rate = (held: boolean) =>
      rateOf(seen.filter(({ isHeldOut }) => isHeldOut === held).flatMap(({ shown }) => shown));
    done.push({ proposal, adopted, learning: rate(false), holdout: rate(true) });
    if (adopted) current = proposal.candidate;
  }
  return { feedback, rounds: done, learned: current };
}

/** Clicks by impression that fresh viewers are to be expected to give. */
export function expectedRates(world: World, learned: Learned, viewers: number) {
  const fresh = Array.from({ length: viewers }, (_, n) => world.viewer(`fresh-${n}`));
  const rates = (reel: (viewer: Viewer) => readonly RankedTitle[]) =>
    fresh.map((viewer) => world.clickThrough(viewer, reel(viewer)));
  return {
    untrained: rates((viewer) => world.reel(viewer, UNTRAINED)),
    learned: rates((viewer) => world.reel(viewer, learned)),
    best: rates(world.best),
  };
}

function rateOf(shown: readonly Feedback[]): number {
  return shown.reduce((sum, { clicks }) => sum + clicks, 0) / shown.length;
}

function point(random: Random): number[] {
  return Array.from({ length: TASTES }, () => normal(random) / Math.sqrt(TASTES));
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, k) => sum + value * (b[k] ?? 0), 0);
}
