import { foldIn } from "./factor-model.ts";
import type { PlacedTitles } from "./placed-titles.ts";
import type { TitleTable } from "./title-table.ts";

/** What is known of what a viewer likes. */
export interface Taste {
  /** What was watched, each title once; numbers are those of the table. */
  readonly watched: readonly { readonly number: number; readonly weight: number }[];
  /** Genres and tags asked for. */
  readonly features: readonly number[];
}

/** What speaks for titles before a viewer, before it is put on a scale from 0 to 1. */
export interface Preferences {
  /** By number; may be below 0. Undefined where nothing is known of the viewer. */
  readonly values: Float32Array | undefined;
  /** What it comes from. */
  readonly from: "watched" | "genres" | "nothing";
  /** 0 to 1: how much is known of the viewer; popularity fills the rest. */
  readonly certainty: number;
}

/** Weight of watches after which half of a preference is the viewer's own. */
const HALF_CERTAIN = 2;

/**
 * What a viewer's watches say of all titles: by factors where a model knows any of them, by genres and tags otherwise.
 * @param placed undefined where no model was trained yet
 */
export function preferencesOf(
  { watched }: Pick<Taste, "watched">,
  table: TitleTable,
  placed: PlacedTitles | undefined,
): Preferences {
  if (watched.length === 0) return { values: undefined, from: "nothing", certainty: 0 };
  const known = watched.reduce((sum, { weight }) => sum + weight, 0);
  const certainty = known / (known + HALF_CERTAIN);
  if (placed && watched.some(({ number }) => placed.trained[number] === 1)) {
    return { values: byFactors(watched, table.size, placed), from: "watched", certainty };
  }
  const values = byFeatures(watched, table);
  return values
    ? { values, from: "genres", certainty }
    : { values: undefined, from: "nothing", certainty: 0 };
}

function byFactors(watched: Taste["watched"], size: number, placed: PlacedTitles): Float32Array {
  const { model, items, gram } = placed;
  const { factors } = model;
  const observed = watched.map(({ number, weight }) => ({ row: number, weight }));
  const point = foldIn({ ...model, items }, gram, observed);
  const values = new Float32Array(size);
  for (let number = 0, at = 0; number < size; number++) {
    let sum = 0;
    for (let k = 0; k < factors; k++, at++) sum += (items[at] as number) * (point[k] as number);
    values[number] = sum;
  }
  return values;
}

/** How much of what was watched shares a title's genres and tags, the rare ones for more. */
function byFeatures(watched: Taste["watched"], table: TitleTable): Float32Array | undefined {
  const profile = new Float64Array(table.features.length);
  for (const { number, weight } of watched) {
    for (const feature of table.featuresOf[number] ?? [])
      profile[feature] = (profile[feature] as number) + weight;
  }
  if (profile.every((weight) => weight === 0)) return undefined;
  const { starts, features, norms } = table.featureRows;
  const values = new Float32Array(table.size);
  for (let number = 0, at = 0; number < table.size; number++) {
    const end = starts[number + 1] as number;
    if (at === end) continue;
    let sum = 0;
    for (; at < end; at++) sum += profile[features[at] as number] as number;
    values[number] = sum / (norms[number] as number);
  }
  return values;
}

/** Share of the genres and tags asked for that each title has. */
export function matchOf(asked: readonly number[], table: TitleTable): Float32Array {
  const wanted = new Uint8Array(table.features.length);
  for (const feature of asked) wanted[feature] = 1;
  const count = wanted.reduce((sum, one) => sum + one, 0);
  const { starts, features } = table.featureRows;
  const values = new Float32Array(table.size);
  for (let number = 0, at = 0; number < table.size; number++) {
    const end = starts[number + 1] as number;
    let shared = 0;
    for (; at < end; at++) shared += wanted[features[at] as number] as number;
    values[number] = shared / count;
  }
  return values;
}
