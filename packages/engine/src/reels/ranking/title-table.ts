import type { ChangedTitle, TitleRow } from "../../seams/audience-store.ts";

/** Ages are kept in a byte. */
const OLDEST = 255;

/** Genres and tags of titles, one title's after the other's. */
export interface FeatureRows {
  /** Those of title `n` stand at `[starts[n], starts[n + 1])`. */
  readonly starts: Int32Array;
  readonly features: Int32Array;
  /** By title, the root of how many it has. */
  readonly norms: Float64Array;
}

/**
 * Titles in memory, each with a number from 0, as columns that a ranking runs over. A title keeps its number as long as
 * the table lives; one that is removed stays as a gap.
 */
export class TitleTable {
  readonly ids: string[] = [];
  /** Milliseconds since 1970. */
  launchedAt = new Float64Array(0);
  /** Years that a viewer must be old. */
  ageRating = new Uint8Array(0);
  /** 1: there is such a title. */
  present = new Uint8Array(0);
  /** Numbers of its genres and tags in {@link features}. */
  readonly featuresOf: Int32Array[] = [];
  /** Genres and tags that titles have, each once: `genre:drama`, `tag:heist`. */
  readonly features: string[] = [];
  /** Rises with each change. */
  version = 0;
  readonly #numbers = new Map<string, number>();
  readonly #featureNumbers = new Map<string, number>();
  readonly #territories: (readonly string[] | null)[] = [];
  readonly #shownIn = new Map<string, Uint8Array>();
  #rows: FeatureRows | undefined;

  /** Numbers given so far, gaps included. */
  get size(): number {
    return this.ids.length;
  }

  /** Number of a title; undefined where there never was one. */
  numberOf(id: string): number | undefined {
    return this.#numbers.get(id);
  }

  /** Number of a genre or tag; undefined where no title ever had it. */
  featureOf(kind: "genre" | "tag", name: string): number | undefined {
    return this.#featureNumbers.get(featureName(kind, name));
  }

  /** {@link featuresOf} of all titles, laid out for loops that run over all of them. */
  get featureRows(): FeatureRows {
    this.#rows ??= layRows(this.featuresOf);
    return this.#rows;
  }

  /** By title, 1 where it may be shown in a territory. Not to be changed. */
  shownIn(territory: string): Uint8Array {
    const code = territory.toUpperCase();
    const known = this.#shownIn.get(code);
    if (known) return known;
    const shown = Uint8Array.from(this.#territories, (codes) =>
      codes === null || codes.includes(code) ? 1 : 0,
    );
    this.#shownIn.set(code, shown);
    return shown;
  }

  /** Brings titles to what the store has of them. */
  apply(changes: readonly ChangedTitle[]): void {
    if (changes.length === 0) return;
    for (const { title, removed } of changes) this.#set(title, removed);
    this.#shownIn.clear();
    this.#rows = undefined;
    this.version++;
  }

  #set(title: TitleRow, removed: boolean): void {
    const number = this.#numbers.get(title.id) ?? this.#add(title.id);
    this.launchedAt[number] = title.launchedAt;
    this.ageRating[number] = Math.min(title.ageRating, OLDEST);
    this.present[number] = removed ? 0 : 1;
    this.#territories[number] = title.territories?.map((code) => code.toUpperCase()) ?? null;
    this.featuresOf[number] = Int32Array.from(
      new Set([
        ...title.genres.map((name) => this.#feature("genre", name)),
        ...title.tags.map((name) => this.#feature("tag", name)),
      ]),
    );
  }

  #add(id: string): number {
    const number = this.ids.length;
    if (number === this.present.length) this.#grow();
    this.#numbers.set(id, number);
    this.ids.push(id);
    return number;
  }

  #grow(): void {
    const length = Math.max(256, this.present.length * 2);
    this.launchedAt = extended(this.launchedAt, new Float64Array(length));
    this.ageRating = extended(this.ageRating, new Uint8Array(length));
    this.present = extended(this.present, new Uint8Array(length));
  }

  #feature(kind: "genre" | "tag", name: string): number {
    const feature = featureName(kind, name);
    const known = this.#featureNumbers.get(feature);
    if (known !== undefined) return known;
    this.#featureNumbers.set(feature, this.features.length);
    return this.features.push(feature) - 1;
  }
}

function layRows(featuresOf: readonly Int32Array[]): FeatureRows {
  const starts = new Int32Array(featuresOf.length + 1);
  const norms = new Float64Array(featuresOf.length);
  for (const [number, { length }] of featuresOf.entries()) {
    starts[number + 1] = (starts[number] as number) + length;
    norms[number] = Math.sqrt(length);
  }
  const features = new Int32Array(starts.at(-1) ?? 0);
  for (const [number, row] of featuresOf.entries()) features.set(row, starts[number]);
  return { starts, features, norms };
}

function featureName(kind: "genre" | "tag", name: string): string {
  return `${kind}:${name.toLowerCase()}`;
}

function extended<Column extends Float64Array | Uint8Array>(old: Column, longer: Column): Column {
  longer.set(old as never);
  return longer;
}
