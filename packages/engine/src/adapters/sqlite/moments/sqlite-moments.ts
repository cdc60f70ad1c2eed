import { factsOf } from "../../../moments/facts.ts";
import type { MomentRow } from "../../../moments/moment.ts";
import { searchText } from "../../../moments/search-text.ts";
import { wordsOf } from "../../../moments/tokens.ts";
import type {
  MomentAnnotation,
  MomentCandidates,
  MomentQuery,
  MomentVector,
  VideoSpan,
} from "../../../seams/moment-store.ts";
import { type MomentColumns, readColumns } from "./columns.ts";
import type { MomentDatabase } from "./database.ts";
import { FactTable } from "./facts.ts";
import { NumberPool } from "./number-pool.ts";
import { rankByText } from "./rank-text.ts";
import { decodeMoment, MomentTable, type StoredRow } from "./rows.ts";
import { countStems, StemTable } from "./stems.ts";
import { VectorTable } from "./vectors.ts";
import { WordOrderTable } from "./word-order.ts";

/** What is held in memory of the database, and kept in step with what is written to it. */
interface Memory {
  /** Of the database that it was read from. */
  readonly version: number;
  readonly columns: MomentColumns;
  readonly numbers: NumberPool;
  readonly vectors: VectorTable;
  /** By model: moments with lower numbers have a vector, or no text. */
  readonly vectorsUpTo: Map<string, number>;
}

/**
 * Moments in a SQLite file: what {@link MomentStore} does, one call after the other, in whichever thread calls. A search
 * of 100,000 moments takes some milliseconds, writing as many half a minute.
 */
export class SqliteMoments {
  readonly #database: MomentDatabase;
  readonly #moments: MomentTable;
  readonly #facts: FactTable;
  readonly #stems: StemTable;
  readonly #wordOrder: WordOrderTable;
  #memory: Memory | null = null;

  constructor(database: MomentDatabase) {
    const { sql } = database;
    this.#database = database;
    this.#moments = new MomentTable(sql);
    this.#facts = new FactTable(sql);
    this.#stems = new StemTable(sql);
    this.#wordOrder = new WordOrderTable(sql);
  }

  add(moments: readonly MomentRow[]): void {
    this.#write((memory) => {
      for (const row of moments) this.#insert(row, memory);
    });
  }

  replace(index: Pick<MomentRow, "video" | "name" | "index">): void {
    this.#write((memory) => this.#delete(this.#moments.replacedBy(index), memory));
  }

  deleteIndex(index: string): void {
    this.#write((memory) => this.#delete(this.#moments.ofIndex(index), memory));
  }

  deleteVideo(video: string): void {
    this.#write((memory) => this.#delete(this.#moments.ofVideo(video), memory));
  }

  annotate(annotations: readonly MomentAnnotation[]): void {
    this.#write((memory) => {
      const byId = new Map(annotations.map((annotation) => [annotation.id, annotation]));
      for (const row of this.#moments.byIds([...byId.keys()])) {
        const annotation = byId.get(row.id);
        if (annotation) this.#annotate(row, annotation, memory);
      }
    });
  }

  setVectors(model: string, given: readonly MomentVector[]): void {
    this.#write(({ vectors }) => {
      vectors.assert(
        model,
        given.map(({ vector }) => vector),
      );
      for (const { id, vector } of given) {
        const number = this.#moments.numberOf(id);
        if (number !== undefined) vectors.set(model, number, vector);
      }
    });
  }

  withoutVector(model: string, limit: number): { id: string; text: string }[] {
    return this.#read(({ vectors, vectorsUpTo }) => {
      const missing: number[] = [];
      if (limit === 0) return [];
      for (const number of this.#moments.withText(vectorsUpTo.get(model) ?? 0)) {
        if (!vectors.has(model, number)) missing.push(number);
        if (missing.length === limit) break;
      }
      vectorsUpTo.set(model, missing[0] ?? Number.POSITIVE_INFINITY);
      const rows = this.#moments.byNumbers(missing);
      return rows.map((row) => ({ id: row.id, text: searchText(decodeMoment(row)) }));
    });
  }

  keepOnlyVectors(models: readonly string[]): void {
    this.#write(({ vectors, vectorsUpTo }) => {
      vectors.keepOnly(models);
      vectorsUpTo.clear();
    });
  }

  /** Moments of a video, by time. */
  ofVideo(video: string): StoredRow[] {
    return this.#database.read(() => this.#moments.ofVideo(video));
  }

  overlapping(spans: readonly VideoSpan[]): StoredRow[][] {
    return this.#database.read(() => spans.map((span) => this.#moments.overlapping(span)));
  }

  byIds(ids: readonly string[]): StoredRow[] {
    return this.#database.read(() => this.#moments.byIds(ids));
  }

  search(query: MomentQuery): MomentCandidates {
    return this.#read((memory) => this.#search(query, memory));
  }

  count(model?: string): { moments: number; vectors: number } {
    return this.#read(({ columns, vectors }) => ({
      moments: columns.count,
      vectors: model === undefined ? 0 : vectors.count(model),
    }));
  }

  close(): void {
    this.#database.close();
  }

  #search({ scope, where, text, vector, limit, offset = 0 }: MomentQuery, memory: Memory): MomentCandidates {
    const { columns, vectors } = memory;
    const terms = text ?? [];
    const kept = this.#kept({ scope, where }, columns);
    const index = { stems: this.#stems, wordOrder: this.#wordOrder, columns };
    const byText = rankByText(terms, index, kept, limit);
    const byVector = vector === null ? [] : vectors.nearest(vector.model, kept, vector.values, limit);
    const isRanked = terms.length > 0 || vector !== null;
    const textIds = this.#moments.idsOf(byText.ranked.map(({ number }) => number));
    const vectorIds = this.#moments.idsOf(byVector.map(({ moment }) => moment));
    return {
      text: byText.ranked.map(({ score }, n) => ({ id: textIds[n] ?? "", score })),
      vector: byVector.map(({ similarity }, n) => ({ id: vectorIds[n] ?? "", similarity })),
      ordered: isRanked ? [] : this.#moments.byTime(kept, sum(kept), limit, offset),
      frequencies: byText.frequencies,
      total: columns.count,
    };
  }

  /** Marks moments of the scope that the condition keeps. */
  #kept({ scope, where }: Pick<MomentQuery, "scope" | "where">, columns: MomentColumns): Uint8Array {
    const kept = columns.inScope(scope);
    if (where === null) return kept;
    const matching = this.#facts.matching(where, columns.inScope({}));
    for (let n = 0; n < kept.length; n++) if (matching[n] === 0) kept[n] = 0;
    return kept;
  }

  #insert(row: MomentRow, { columns, numbers, vectorsUpTo }: Memory): void {
    const number = numbers.take();
    const text = searchText(row);
    const words = wordsOf(text);
    const size = { words: words.length, aroundWords: 0 };
    this.#moments.insert(number, row, { hasText: text !== "", ...size });
    this.#facts.change(number, null, factsOf(row));
    this.#stems.change(number, NO_STEMS, countStems(words, []));
    this.#wordOrder.insert(number, words);
    columns.set(number, { ...row, ...size });
    for (const [model, upTo] of vectorsUpTo) vectorsUpTo.set(model, Math.min(upTo, number));
  }

  #delete(rows: readonly StoredRow[], { columns, numbers, vectors }: Memory): void {
    for (const row of rows) {
      const { number } = row;
      const { facts, around, ...moment } = decodeMoment(row);
      this.#facts.change(number, facts, null);
      this.#stems.change(number, countStems(wordsOf(searchText(moment)), wordsOf(around)), NO_STEMS);
      this.#wordOrder.delete(number);
      vectors.delete(number);
      this.#moments.delete(number);
      columns.delete(number);
    }
    // From the last, so that they are given out again in order.
    for (const { number } of rows.toReversed()) numbers.giveBack(number);
  }

  #annotate(row: StoredRow, annotation: MomentAnnotation, { columns }: Memory): void {
    const { number } = row;
    const moment = decodeMoment(row);
    const words = wordsOf(searchText(moment));
    const around = wordsOf(annotation.around);
    const before = countStems(words, wordsOf(moment.around));
    this.#facts.change(number, moment.facts, annotation.facts);
    this.#stems.change(number, before, countStems(words, around));
    this.#moments.annotate(number, annotation, around.length);
    columns.setLength(number, { words: words.length, aroundWords: around.length });
  }

  #read<T>(work: (memory: Memory) => T): T {
    return this.#database.read(() => work(this.#inStep()));
  }

  #write(work: (memory: Memory) => void): void {
    try {
      this.#database.write(() => {
        work(this.#inStep());
        this.#stems.flush();
      });
    } catch (thrown) {
      // It may hold what the database does not.
      this.#memory = null;
      this.#stems.discard();
      throw thrown;
    }
  }

  /** What is in memory, read anew where another process wrote. */
  #inStep(): Memory {
    const version = this.#database.version();
    if (this.#memory?.version === version) return this.#memory;
    const { sql } = this.#database;
    const columns = readColumns(sql);
    this.#memory = {
      version,
      columns,
      numbers: new NumberPool(columns.numbers()),
      vectors: new VectorTable(sql),
      vectorsUpTo: new Map(),
    };
    return this.#memory;
  }
}

const NO_STEMS: ReadonlyMap<string, number> = new Map();

function sum(marks: Uint8Array): number {
  let total = 0;
  for (let n = 0; n < marks.length; n++) total += marks[n] ?? 0;
  return total;
}
