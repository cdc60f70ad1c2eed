import { type FactorModel, foldIn, gramOf, type Observation } from "./factor-model.ts";
import { normal, seededRandom } from "./random.ts";

/** How a factor model is trained. */
export interface TrainOptions {
  /** Dimensions. */
  readonly factors: number;
  readonly iterations: number;
  readonly alpha: number;
  readonly regularisation: number;
  readonly seed: number;
}

/** What has done well on ratings of films; `bench/reels-ranking.ts` finds it. */
export const TRAINING: TrainOptions = {
  factors: 32,
  iterations: 10,
  alpha: 1,
  regularisation: 20,
  seed: 20261121,
};

/** Viewers for one of regularisation: few of them would all be pulled into the middle by what suits many. */
const VIEWERS_PER_REGULARISATION = 30;

/** How to train on so many viewers. */
export function trainingFor(viewers: number): TrainOptions {
  return {
    ...TRAINING,
    regularisation: Math.min(TRAINING.regularisation, viewers / VIEWERS_PER_REGULARISATION),
  };
}

/** Everything that was watched: of each viewer and title the sum of the weights. */
export interface Interactions {
  /** Each once. */
  readonly titles: readonly string[];
  /** For each viewer what was watched: rows are those of {@link titles}, each at most once. */
  readonly viewers: readonly (readonly Observation[])[];
}

/**
 * Trains by alternating least squares: titles stand still while viewers move to where they are explained best, then the
 * other way round. The same interactions and options give the same model, bit for bit.
 */
export function trainFactors({ titles, viewers }: Interactions, options: TrainOptions): FactorModel {
  const { factors, iterations, alpha, regularisation } = options;
  const random = seededRandom(options.seed);
  const start = () => (normal(random) * 0.1) / Math.sqrt(factors);
  const items = Float32Array.from({ length: titles.length * factors }, start);
  const people = new Float32Array(viewers.length * factors);
  const watchers = transposed(viewers, titles.length);
  for (let iteration = 0; iteration < iterations; iteration++) {
    placeAll(people, viewers, { items, factors, alpha, regularisation });
    placeAll(items, watchers, { items: people, factors, alpha, regularisation });
  }
  return { factors, titles, items, alpha, regularisation };
}

/** Moves each row to where the other side explains it best. */
function placeAll(
  rows: Float32Array,
  observed: readonly (readonly Observation[])[],
  others: Omit<FactorModel, "titles">,
): void {
  const gram = gramOf(others.items, others.factors);
  observed.forEach((some, row) => {
    rows.set(foldIn(others, gram, some), row * others.factors);
  });
}

/** For each title who watched it. */
function transposed(
  viewers: readonly (readonly Observation[])[],
  titles: number,
): readonly (readonly Observation[])[] {
  const watchers: Observation[][] = Array.from({ length: titles }, () => []);
  viewers.forEach((observed, viewer) => {
    for (const { row, weight } of observed) watchers[row]?.push({ row: viewer, weight });
  });
  return watchers;
}
