import { CutstreamError } from "../../errors.ts";
import { AROUND_WEIGHT, rarity, saturated } from "../../moments/bm25.ts";
import { type Condition, holds } from "../../moments/condition.ts";
import { type Facts, factsOf } from "../../moments/facts.ts";
import type { MomentRow } from "../../moments/moment.ts";
import { searchText } from "../../moments/search-text.ts";
import { occurrencesOf, type TextTerm } from "../../moments/text-query.ts";
import { wordsOf } from "../../moments/tokens.ts";
import type { MomentCandidates, MomentQuery, MomentScope, MomentStore } from "../../seams/moment-store.ts";
import { assertDimensions, assertUnitVector } from "../../seams/moment-vectors.ts";

interface Entry {
  readonly row: MomentRow;
  facts: Facts;
  around: string;
  /** Of its own text. */
  readonly words: readonly string[];
  readonly vectors: Map<string, Float32Array>;
}

/**
 * Makes a moment store in memory, for tests and as the reference that others are held against: every answer is worked
 * out from what {@link MomentStore} says, over all moments, with no index.
 */
export function createMemoryMomentStore(): MomentStore {
  const entries = new Map<string, Entry>();
  const deleteWhere = (gone: (row: MomentRow) => boolean) => {
    for (const [id, { row }] of entries) if (gone(row)) entries.delete(id);
  };
  return {
    async add(moments) {
      const added = new Map(moments.map((row) => [row.id, newEntry(row)]));
      for (const { id } of moments) if (entries.has(id)) throw takenId(id);
      if (added.size < moments.length) throw takenId("of one of the moments");
      for (const [id, entry] of added) entries.set(id, entry);
    },

    async replace({ video, name, index }) {
      deleteWhere((row) => row.video === video && row.name === name && row.index !== index);
    },

    async deleteIndex(index) {
      deleteWhere((row) => row.index === index);
    },

    async deleteVideo(video) {
      deleteWhere((row) => row.video === video);
    },

    async annotate(annotations) {
      for (const { id, facts, around } of annotations) {
        const entry = entries.get(id);
        if (entry) Object.assign(entry, { facts: new Map(facts), around });
      }
    },

    async setVectors(model, vectors) {
      for (const { vector } of vectors) {
        assertUnitVector(model, vector);
        assertDimensions(model, dimensionsOf(entries, model) ?? vectors[0]?.vector.length, vector);
      }
      for (const { id, vector } of vectors) entries.get(id)?.vectors.set(model, vector.slice());
    },

    async withoutVector(model, limit) {
      return [...entries.values()]
        .filter(({ vectors }) => !vectors.has(model))
        .map(({ row }) => ({ id: row.id, text: searchText(row) }))
        .filter(({ text }) => text !== "")
        .slice(0, limit);
    },

    async keepOnlyVectors(models) {
      for (const { vectors } of entries.values()) {
        for (const other of vectors.keys()) if (!models.includes(other)) vectors.delete(other);
      }
    },

    async momentsOf(video, name) {
      return [...entries.values()]
        .map(({ row }) => row)
        .filter((row) => row.video === video && (name === undefined || row.name === name))
        .sort(byTime);
    },

    async overlapping(spans) {
      return spans.map((span) =>
        [...entries.values()]
          .map(({ row }) => row)
          .filter((row) => row.video === span.video && overlaps(row, span))
          .sort(byTime),
      );
    },

    async moments(ids) {
      const found = ids.flatMap((id) => entries.get(id) ?? []);
      return new Map(found.map(({ row, facts, around }) => [row.id, { ...row, facts, around }]));
    },

    async search(query) {
      const { vector } = query;
      if (vector) {
        assertUnitVector(vector.model, vector.values);
        assertDimensions(vector.model, dimensionsOf(entries, vector.model), vector.values);
      }
      return search([...entries.values()], query);
    },

    async count(model) {
      const all = [...entries.values()];
      const withVector = model === undefined ? [] : all.filter(({ vectors }) => vectors.has(model));
      return { moments: all.length, vectors: withVector.length };
    },

    async close() {
      entries.clear();
    },
  };
}

function newEntry(given: MomentRow): Entry {
  // As other stores give it back: through JSON, and no longer the caller's own.
  const row = JSON.parse(JSON.stringify(given)) as MomentRow;
  return { row, facts: factsOf(row), words: wordsOf(searchText(row)), around: "", vectors: new Map() };
}

function takenId(id: string): CutstreamError {
  return new CutstreamError("storage_failed", `The moments could not be written: the id ${id} is taken.`);
}

function dimensionsOf(entries: ReadonlyMap<string, Entry>, model: string): number | undefined {
  for (const { vectors } of entries.values()) {
    const vector = vectors.get(model);
    if (vector) return vector.length;
  }
  return undefined;
}

const byTime = (a: MomentRow, b: MomentRow): number =>
  compareText(a.video, b.video) || a.start - b.start || a.end - b.end || compareText(a.id, b.id);

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function search(all: readonly Entry[], query: MomentQuery): MomentCandidates {
  const { scope, where, limit, offset = 0, vector } = query;
  const terms = query.text ?? [];
  const kept = all.filter(({ row, facts }) => inScope(row, scope) && keeps(where, facts));
  const ranked = terms.length > 0 || vector !== null;
  return {
    text: rankByText(all, kept, terms).slice(0, limit),
    vector: vector === null ? [] : rankByVector(kept, vector).slice(0, limit),
    ordered: ranked
      ? []
      : kept
          .map(({ row }) => row)
          .sort(byTime)
          .slice(offset, offset + limit)
          .map(({ id }) => id),
    frequencies: terms.map((term) => all.filter(({ words }) => occurrencesOf(term, words) > 0).length),
    total: all.length,
  };
}

const keeps = (where: Condition | null, facts: Facts): boolean => where === null || holds(where, facts);

const overlaps = (row: MomentRow, { from, to }: { from: number; to: number }): boolean =>
  row.start < to && row.end > from;

function inScope(row: MomentRow, { collection, videos, names, time, duration }: MomentScope): boolean {
  const lasts = row.end - row.start;
  return (
    (collection === undefined || row.collection === collection) &&
    (videos === undefined || videos.includes(row.video)) &&
    (names === undefined || names.includes(row.name)) &&
    (time === undefined || overlaps(row, time)) &&
    (duration === undefined || (lasts >= duration.least && lasts <= duration.most))
  );
}

function rankByText(
  all: readonly Entry[],
  kept: readonly Entry[],
  terms: readonly TextTerm[],
): { id: string; score: number }[] {
  const average = all.reduce((sum, entry) => sum + lengthOf(entry), 0) / all.length;
  const rarities = terms.map((term) => {
    const holding = all.filter((entry) => weightOf(term, entry) > 0).length;
    return rarity(holding, all.length);
  });
  return kept
    .map((entry) => {
      const score = terms.reduce((sum, term, n) => {
        const weight = weightOf(term, entry);
        return weight === 0 ? sum : sum + (rarities[n] ?? 0) * saturated(weight, lengthOf(entry), average);
      }, 0);
      return { id: entry.row.id, score };
    })
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score);
}

const lengthOf = ({ words, around }: Entry): number => words.length + AROUND_WEIGHT * wordsOf(around).length;

/** How much an entry holds a term. Phrases and prefixes count once, and only in its own words. */
function weightOf(term: TextTerm, { words, around }: Entry): number {
  const own = occurrencesOf(term, words);
  if (term.kind !== "stem") return Math.min(own, 1);
  return own + AROUND_WEIGHT * occurrencesOf(term, wordsOf(around));
}

function rankByVector(
  kept: readonly Entry[],
  { model, values }: NonNullable<MomentQuery["vector"]>,
): { id: string; similarity: number }[] {
  return kept
    .flatMap(({ row, vectors }) => {
      const vector = vectors.get(model);
      return vector ? { id: row.id, similarity: dot(vector, values) } : [];
    })
    .sort((a, b) => b.similarity - a.similarity);
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let n = 0; n < a.length; n++) sum += (a[n] ?? 0) * (b[n] ?? 0);
  return sum;
}
