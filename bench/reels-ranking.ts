import {
  meanQuality,
  type RankingQuality,
  splitAt,
  splitByTime,
  type TimeSplit,
} from "../packages/engine/src/reels/ranking/evaluate.ts";
import { interactionsOf } from "../packages/engine/src/reels/ranking/interactions.ts";
import { type PlacedTitles, placeTitles } from "../packages/engine/src/reels/ranking/placed-titles.ts";
import { logarithmicParts, popularityDays } from "../packages/engine/src/reels/ranking/popularity.ts";
import { seededRandom } from "../packages/engine/src/reels/ranking/random.ts";
import { DEFAULT_WEIGHTS } from "../packages/engine/src/reels/ranking/ranking-state.ts";
import { partsOf } from "../packages/engine/src/reels/ranking/score.ts";
import { preferencesOf } from "../packages/engine/src/reels/ranking/taste.ts";
import { TitleTable } from "../packages/engine/src/reels/ranking/title-table.ts";
import {
  TRAINING,
  type TrainOptions,
  trainFactors,
} from "../packages/engine/src/reels/ranking/train-factors.ts";
import {
  qualityWith,
  type TuningCase,
  tuneWeights,
  weightGrid,
} from "../packages/engine/src/reels/ranking/tune.ts";
import type { WatchRow } from "../packages/engine/src/seams/audience-store.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { measureSpeed } from "./lib/ranking-speed.ts";
import { LIKED, type Ratings, readRatings } from "./lib/ratings.ts";
import { SEED } from "./lib/timelines.ts";

const DAY = 86_400_000;
const K = 10;
/** Ratings that a viewer must have to be asked. */
const LEAST = 20;
/** In which weights are tried. */
const STEPS = 20;
const HALF_LIVES = {
  popularity: [30, 365, 3650].map((days) => days * DAY),
  recency: [365, 3 * 365, 3650].map((days) => days * DAY),
};
/** Ways to train that `--full` tries, beside the one that the engine has. */
const WAYS: readonly Partial<TrainOptions>[] = [
  {},
  { alpha: 2 },
  { alpha: 40 },
  { regularisation: 1 },
  { regularisation: 20 },
  { factors: 16 },
  { factors: 64 },
];

/**
 * Whether rankings find what viewers went on to like: films with four stars and more of MovieLens (610 viewers, 9,742
 * films, 100,836 ratings from 1996 to 2018). Of each viewer the last fifth of the ratings is held back for the test, and
 * of what is left the last eighth to tune with; each viewer is asked at the time of the first rating held back, by what
 * all had watched until then. The factors are trained on all that is not held back, so other viewers' later years are in
 * them. The split at one moment has no such leak, and hardly anybody who was there before. Candidates are all films that
 * were out and that the viewer had not rated.
 */
export const reelsRanking: Benchmark = {
  name: "ranking",
  title: "Ranking: what viewers went on to like (MovieLens), and how fast",
  async run(full) {
    const ratings = readRatings();
    const speed = await measureSpeed(full);
    return ratings ? [...speed, ...evaluate(ratings, full)] : speed;
  },
};

function evaluate(ratings: Ratings, full: boolean): Measurement[] {
  const test = splitByTime(ratings.watches, 0.2, LEAST);
  const learnable = test.flatMap(({ before }) => before);
  const tuning = splitByTime(learnable, 0.125, LEAST / 2);
  const table = tableOf(ratings);
  const train = (watches: readonly WatchRow[], options: TrainOptions) =>
    placeTitles(trainFactors(interactionsOf(watches), options), table);

  const earlier = tuning.flatMap(({ before }) => before);
  const begun = performance.now();
  const first = train(earlier, TRAINING);
  const trained = (performance.now() - begun) / 1000;
  const ways = full ? tryWays(table, tuning, (options) => train(earlier, options)) : [];

  const found = tuneAll(table, tuning, first);
  const placed = train(learnable, TRAINING);
  const cases = casesOf(table, test, placed, found.halfLives);
  const tuned = found.weights;
  const parts = `${tuned.preference} · preference + ${tuned.popularity} · popularity + ${tuned.recency} · recency`;
  const days = Object.values(found.halfLives).map((life) => `${life / DAY} days`);
  const alone = (part: "preference" | "popularity" | "recency") =>
    qualityWith(cases, { preference: 0, popularity: 0, recency: 0, [part]: 1 }, K);

  const middle = ratings.watches.map(({ time }) => time).sort((a, b) => a - b)[
    Math.floor(ratings.watches.length * 0.7)
  ];
  const atOnce = splitAt(ratings.watches, middle ?? 0);
  const known = atOnce.flatMap(({ before }) => before);
  const global = casesOf(
    table,
    atOnce,
    train(
      ratings.watches.filter(({ time }) => time < (middle ?? 0)),
      TRAINING,
    ),
    found.halfLives,
  );
  const warm = new Set(known.map(({ viewer }) => viewer));
  const globalOf = (isWarm: boolean) => global.filter((one) => warm.has(one.viewer) === isWarm);

  return [
    { what: "training the factors, all but what is held back", value: trained, unit: "s" },
    ...ways,
    ...qualities("random", randomQuality(cases)),
    ...qualities("recency alone", alone("recency")),
    ...qualities("popularity alone", alone("popularity")),
    ...qualities("preference alone", alone("preference")),
    ...qualities("tuned weights", qualityWith(cases, tuned, K), parts),
    ...qualities(
      "the engine's weights",
      qualityWith(cases, DEFAULT_WEIGHTS, K),
      JSON.stringify(DEFAULT_WEIGHTS),
    ),
    { what: "viewers asked", value: cases.length, unit: "", note: `half-lives: ${days.join(", ")}` },
    ...[true, false].flatMap((isWarm) => {
      const some = globalOf(isWarm);
      const who = `one moment, ${some.length} viewers ${isWarm ? "known" : "unknown"} before`;
      const only = { preference: 0, popularity: 1, recency: 0 };
      return [
        ...qualities(`${who}: popularity alone`, qualityWith(some, only, K)),
        ...qualities(`${who}: tuned weights`, qualityWith(some, tuned, K)),
      ];
    }),
  ];
}

function tableOf({ titles }: Ratings): TitleTable {
  const table = new TitleTable();
  table.apply(titles.map((title) => ({ revision: 1, removed: false, title })));
  return table;
}

type HalfLives = Readonly<Record<"popularity" | "recency", number>>;
type AskedCase = TuningCase & { readonly viewer: string };

/** What speaks for each film before each viewer who went on to like any. */
function casesOf(
  table: TitleTable,
  splits: readonly TimeSplit[],
  placed: PlacedTitles,
  halfLives: HalfLives,
): AskedCase[] {
  const past = splits.flatMap(({ before }) => before);
  return splits.flatMap(({ viewer, now, before, after }) => {
    const liked = after.filter(({ weight, title }) => weight >= LIKED && isOut(table, title, now));
    if (liked.length === 0) return [];
    const numberOf = ({ title }: WatchRow) => table.numberOf(title) ?? 0;
    const watched = before.map((watch) => ({ number: numberOf(watch), weight: watch.weight }));
    const parts = partsOf({
      table,
      now,
      eligibility: { hidden: watched.map(({ number }) => number) },
      preferences: preferencesOf({ watched }, table, placed),
      popularity: popularityAt(table, past, now, halfLives.popularity),
      recencyHalfLife: halfLives.recency,
    });
    return [{ viewer, parts, relevant: new Set(liked.map(numberOf)) }];
  });
}

function isOut(table: TitleTable, title: string, now: number): boolean {
  return (table.launchedAt[table.numberOf(title) ?? 0] ?? 0) <= now;
}

function popularityAt(table: TitleTable, past: readonly WatchRow[], now: number, halfLife: number) {
  const sums = new Float64Array(table.size);
  const from = now - popularityDays(halfLife) * DAY;
  for (const { title, time, weight } of past) {
    if (time >= now || time < from) continue;
    const number = table.numberOf(title) ?? 0;
    sums[number] = (sums[number] ?? 0) + weight * 2 ** ((time - now) / halfLife);
  }
  return logarithmicParts(sums);
}

/**
 * Finds half-lives and weights on what was held back to tune with. The half-life of popularity is the one with which it
 * ranks best by itself, so that it is compared with at its strongest.
 */
function tuneAll(table: TitleTable, tuning: readonly TimeSplit[], placed: PlacedTitles) {
  const onlyPopular = { preference: 0, popularity: 1, recency: 0 };
  const cases = (popularity: number, recency: number) =>
    casesOf(table, tuning, placed, { popularity, recency });
  const popularity = HALF_LIVES.popularity
    .map((life) => ({ life, quality: qualityWith(cases(life, 365 * DAY), onlyPopular, K) }))
    .reduce((best, one) => (one.quality.ndcg > best.quality.ndcg ? one : best)).life;
  const tried = HALF_LIVES.recency.map((recency) => {
    const [best] = tuneWeights(cases(popularity, recency), weightGrid(STEPS), K);
    if (!best) throw new Error("There are no weights to try.");
    return { halfLives: { popularity, recency }, ...best };
  });
  return tried.reduce((best, one) => (one.quality.ndcg > best.quality.ndcg ? one : best));
}

function tryWays(
  table: TitleTable,
  tuning: readonly TimeSplit[],
  train: (options: TrainOptions) => PlacedTitles,
): Measurement[] {
  const halfLives = { popularity: 365 * DAY, recency: 365 * DAY };
  return WAYS.map((way) => {
    const cases = casesOf(table, tuning, train({ ...TRAINING, ...way }), halfLives);
    const { ndcg } = qualityWith(cases, { preference: 1, popularity: 0, recency: 0 }, K);
    return {
      what: `tuning, preference alone, trained with ${JSON.stringify(way)}: NDCG@10`,
      value: ndcg,
      unit: "",
    };
  });
}

function randomQuality(cases: readonly AskedCase[]): RankingQuality {
  const random = seededRandom(SEED);
  return meanQuality(
    cases.map(({ parts: { candidates }, relevant }) => ({
      ranked: Array.from({ length: K }, () => candidates[Math.floor(random() * candidates.length)] ?? 0),
      relevant,
    })),
    K,
  );
}

function qualities(what: string, { ndcg, recall, hitRate }: RankingQuality, note?: string): Measurement[] {
  return [
    { what: `${what}: NDCG@10`, value: ndcg, unit: "", ...(note !== undefined && { note }) },
    { what: `${what}: recall@10`, value: recall, unit: "" },
    { what: `${what}: hit rate`, value: hitRate, unit: "" },
  ];
}
