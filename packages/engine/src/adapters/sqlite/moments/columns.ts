import type { DatabaseSync } from "node:sqlite";
import { AROUND_WEIGHT } from "../../../moments/bm25.ts";
import type { MomentScope } from "../../../seams/moment-store.ts";
import { grown } from "./growing.ts";

/** What is held in memory of each moment. */
export interface ColumnValues {
  readonly video: string;
  readonly collection: string;
  readonly name: string;
  /** Flicks. */
  readonly start: number;
  readonly end: number;
  /** Words of its own, and around it. */
  readonly words: number;
  readonly aroundWords: number;
}

/**
 * What scopes ask of moments, and how long their texts are, in memory by the moments' numbers: 33 bytes for each.
 */
export class MomentColumns {
  /** 1 for each number that a moment has. */
  #exists = new Uint8Array(0);
  #video = new Uint32Array(0);
  #collection = new Uint32Array(0);
  #name = new Uint32Array(0);
  #start = new Float64Array(0);
  #end = new Float64Array(0);
  #length = new Float32Array(0);
  readonly #videos = new Names();
  readonly #collections = new Names();
  readonly #names = new Names();
  #bound = 0;
  #count = 0;
  #totalLength = 0;

  /** All numbers are below. */
  get bound(): number {
    return this.#bound;
  }

  get count(): number {
    return this.#count;
  }

  get averageLength(): number {
    return this.#totalLength / this.#count;
  }

  /** A moment's length as BM25 has it. */
  lengthOf(number: number): number {
    return this.#length[number] ?? 0;
  }

  set(number: number, values: ColumnValues): void {
    this.delete(number);
    this.#reserve(number + 1);
    this.#exists[number] = 1;
    this.#video[number] = this.#videos.numberOf(values.video);
    this.#collection[number] = this.#collections.numberOf(values.collection);
    this.#name[number] = this.#names.numberOf(values.name);
    this.#start[number] = values.start;
    this.#end[number] = values.end;
    this.setLength(number, values);
    this.#count++;
  }

  setLength(number: number, { words, aroundWords }: Pick<ColumnValues, "words" | "aroundWords">): void {
    this.#totalLength -= this.lengthOf(number);
    this.#length[number] = words + AROUND_WEIGHT * aroundWords;
    this.#totalLength += this.lengthOf(number);
  }

  delete(number: number): void {
    if (this.#exists[number] !== 1) return;
    this.#exists[number] = 0;
    this.#totalLength -= this.lengthOf(number);
    this.#length[number] = 0;
    this.#count--;
  }

  /** Numbers in use, ascending. */
  *numbers(): Generator<number> {
    for (let n = 0; n < this.#bound; n++) if (this.#exists[n] === 1) yield n;
  }

  /** Marks the moments of a scope with 1. */
  inScope({ collection, videos, names, time, duration }: MomentScope): Uint8Array {
    const kept = this.#exists.slice(0, this.#bound);
    if (collection !== undefined) keepNamed(kept, this.#collection, this.#collections.known([collection]));
    if (videos !== undefined) keepNamed(kept, this.#video, this.#videos.known(videos));
    if (names !== undefined) keepNamed(kept, this.#name, this.#names.known(names));
    if (time !== undefined) this.#keep(kept, (start, end) => start < time.to && end > time.from);
    if (duration !== undefined) {
      const { least, most } = duration;
      this.#keep(kept, (start, end) => end - start >= least && end - start <= most);
    }
    return kept;
  }

  #keep(kept: Uint8Array, keeps: (start: number, end: number) => boolean): void {
    for (let n = 0; n < kept.length; n++) {
      if (kept[n] === 1 && !keeps(this.#start[n] ?? 0, this.#end[n] ?? 0)) kept[n] = 0;
    }
  }

  #reserve(length: number): void {
    this.#bound = Math.max(this.#bound, length);
    this.#exists = grown(this.#exists, length);
    this.#video = grown(this.#video, length);
    this.#collection = grown(this.#collection, length);
    this.#name = grown(this.#name, length);
    this.#start = grown(this.#start, length);
    this.#end = grown(this.#end, length);
    this.#length = grown(this.#length, length);
  }
}

/** Reads the columns of all moments. */
export function readColumns(sql: DatabaseSync): MomentColumns {
  const statement = sql.prepare(
    "select number, video, collection, name, start, end, words, around_words from moments order by number",
  );
  statement.setReturnArrays(true);
  type Row = [number, string, string, string, number, number, number, number];
  const columns = new MomentColumns();
  for (const row of statement.iterate()) {
    const [number, video, collection, name, start, end, words, aroundWords] = row as unknown as Row;
    columns.set(number, { video, collection, name, start, end, words, aroundWords });
  }
  return columns;
}

/** Small numbers for names. */
class Names {
  readonly #numbers = new Map<string, number>();

  numberOf(name: string): number {
    const known = this.#numbers.get(name);
    if (known !== undefined) return known;
    this.#numbers.set(name, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  /** 1 at the number of each of these that is known. */
  known(names: readonly string[]): Uint8Array {
    const marks = new Uint8Array(this.#numbers.size);
    for (const name of names) {
      const number = this.#numbers.get(name);
      if (number !== undefined) marks[number] = 1;
    }
    return marks;
  }
}

function keepNamed(kept: Uint8Array, column: Uint32Array, wanted: Uint8Array): void {
  for (let n = 0; n < kept.length; n++) if (wanted[column[n] ?? 0] !== 1) kept[n] = 0;
}
