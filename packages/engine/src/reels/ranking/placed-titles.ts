import { type FactorModel, gramOf } from "./factor-model.ts";
import type { TitleTable } from "./title-table.ts";

/** A factor model laid beside a table: a point for each title, new ones included. */
export interface PlacedTitles {
  readonly model: FactorModel;
  readonly gram: Float64Array;
  /** A row for each number of the table. */
  readonly items: Float32Array;
  /** By number: 1 where viewers' watches placed it, 0 where its genres and tags did. */
  readonly trained: Uint8Array;
}

/** A title that nobody watched is placed where its genres are, and this much nearer the middle. */
const NEWCOMER_SHARE = 0.5;

/**
 * Lays a model beside a table. Titles that the model does not know stand at the mean of their genres' and tags' titles,
 * halfway to the middle, as little is known of them.
 */
export function placeTitles(model: FactorModel, table: TitleTable): PlacedTitles {
  const { factors } = model;
  const items = new Float32Array(table.size * factors);
  const trained = new Uint8Array(table.size);
  model.titles.forEach((id, row) => {
    const number = table.numberOf(id);
    if (number === undefined) return;
    items.set(model.items.subarray(row * factors, (row + 1) * factors), number * factors);
    trained[number] = 1;
  });
  const means = featureMeans(items, trained, table, factors);
  for (let number = 0; number < table.size; number++) {
    if (trained[number] === 0) placeNewcomer(items, number, table.featuresOf[number] ?? NONE, means, factors);
  }
  return { model, gram: gramOf(model.items, factors), items, trained };
}

const NONE = new Int32Array(0);

interface Means {
  readonly points: Float64Array;
  /** Titles that have the feature. */
  readonly counts: Int32Array;
}

function featureMeans(items: Float32Array, trained: Uint8Array, table: TitleTable, factors: number): Means {
  const points = new Float64Array(table.features.length * factors);
  const counts = new Int32Array(table.features.length);
  for (let number = 0; number < table.size; number++) {
    if (trained[number] === 0) continue;
    for (const feature of table.featuresOf[number] ?? NONE) {
      counts[feature] = (counts[feature] as number) + 1;
      for (let k = 0; k < factors; k++) {
        const at = feature * factors + k;
        points[at] = (points[at] as number) + (items[number * factors + k] as number);
      }
    }
  }
  counts.forEach((count, feature) => {
    for (let at = feature * factors; count > 0 && at < (feature + 1) * factors; at++) {
      points[at] = (points[at] as number) / count;
    }
  });
  return { points, counts };
}

function placeNewcomer(
  items: Float32Array,
  number: number,
  features: Int32Array,
  { points, counts }: Means,
  factors: number,
): void {
  const known = features.filter((feature) => (counts[feature] as number) > 0);
  for (const feature of known) {
    for (let k = 0; k < factors; k++) {
      const at = number * factors + k;
      const share = ((points[feature * factors + k] as number) * NEWCOMER_SHARE) / known.length;
      items[at] = (items[at] as number) + share;
    }
  }
}
