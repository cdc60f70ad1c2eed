import type { DatabaseSync, StatementSync } from "node:sqlite";
import { stemOf } from "../../../moments/tokens.ts";

/*
 * Which moments hold a stem, and how often: for every 4,096 numbers of moments, a row for each stem that one of them
 * holds. Its entries are 32 bits each, ascending: from the low end 12 bits that say which of the 4,096, 10 bits how
 * often it stands in the moment's own text and 10 how often around it.
 *
 * FTS5 holds the same, and takes 50 ms and more to rank 100,000 moments by one common word, where this takes one. Rows
 * of a block lie together, since what is written together mostly is of one video.
 */
const BLOCK_BITS = 12;
const COUNT_BITS = 10;
const MOST = 2 ** COUNT_BITS - 1;
const IN_BLOCK = 2 ** BLOCK_BITS - 1;

/** How often each stem stands in a moment and around it, as entries have it. */
export type StemCounts = ReadonlyMap<string, number>;

/** Counts the stems of words, and of those around them. */
export function countStems(words: readonly string[], around: readonly string[]): StemCounts {
  const counts = new Map<string, number>();
  for (const word of words) addOne(counts, stemOf(word), 0);
  for (const word of around) addOne(counts, stemOf(word), COUNT_BITS);
  return counts;
}

/** Counts a stem in the field that begins at `shift`; a full one stays full. */
function addOne(counts: Map<string, number>, stem: string, shift: number): void {
  const known = counts.get(stem) ?? 0;
  const isFull = ((known >>> (BLOCK_BITS + shift)) & MOST) === MOST;
  counts.set(stem, isFull ? known : known + 2 ** (BLOCK_BITS + shift));
}

/** Moments that hold a stem, as many as `length`; in step. */
export interface StemHolders {
  readonly length: number;
  readonly moments: Uint32Array;
  readonly own: Uint16Array;
  readonly around: Uint16Array;
}

/** The stems of all moments. */
export class StemTable {
  readonly #read: StatementSync;
  readonly #readBlock: StatementSync;
  readonly #write: StatementSync;
  readonly #delete: StatementSync;
  /** Changes that are not written: by block and stem, entries; those without counts are taken out. */
  readonly #pending = new Map<number, Map<string, number[]>>();

  constructor(sql: DatabaseSync) {
    this.#read = sql.prepare(
      `with recursive blocks (block) as (select 0 union all select block + 1 from blocks where block < ?)
        select block, entries from blocks cross join stems using (block) where stem = ?`,
    );
    this.#read.setReturnArrays(true);
    this.#readBlock = sql.prepare(
      "select stem, entries from stems where block = ? and stem in (select value from json_each(?))",
    );
    this.#readBlock.setReturnArrays(true);
    this.#write = sql.prepare("insert or replace into stems (block, stem, entries) values (?, ?, ?)");
    this.#delete = sql.prepare("delete from stems where block = ? and stem = ?");
  }

  /** Notes that a moment's stems `before` are now those `after`; {@link flush} writes it. */
  change(moment: number, before: StemCounts, after: StemCounts): void {
    for (const stem of before.keys()) if (!after.has(stem)) this.#note(stem, moment, 0);
    for (const [stem, counts] of after) if (before.get(stem) !== counts) this.#note(stem, moment, counts);
  }

  /** Writes all changes noted. */
  flush(): void {
    for (const [block, changes] of this.#pending) {
      const stems = [...changes.keys()].sort();
      const rows = this.#readBlock.all(block, JSON.stringify(stems)) as unknown as [string, Uint8Array][];
      const known = new Map(rows);
      for (const stem of stems) {
        const entries = merged(entriesOf(known.get(stem) ?? NOTHING), changes.get(stem) ?? []);
        if (entries.length > 0) this.#write.run(block, stem, bytesOf(entries));
        else this.#delete.run(block, stem);
      }
    }
    this.#pending.clear();
  }

  /** Forgets changes noted and not written. */
  discard(): void {
    this.#pending.clear();
  }

  /** @param bound moments' numbers are below. */
  holders(stem: string, bound: number): StemHolders {
    const rows = this.#read.all(bound >>> BLOCK_BITS, stem) as unknown as [number, Uint8Array][];
    const length = rows.reduce((sum, [, { byteLength }]) => sum + byteLength / 4, 0);
    const moments = new Uint32Array(length);
    const own = new Uint16Array(length);
    const around = new Uint16Array(length);
    let at = 0;
    for (const [block, bytes] of rows) {
      const entries = entriesOf(bytes);
      for (let n = 0; n < entries.length; n++) {
        const entry = entries[n] ?? 0;
        moments[at] = block * 2 ** BLOCK_BITS + (entry & IN_BLOCK);
        own[at] = (entry >>> BLOCK_BITS) & MOST;
        around[at] = entry >>> (BLOCK_BITS + COUNT_BITS);
        at++;
      }
    }
    return { length, moments, own, around };
  }

  #note(stem: string, moment: number, counts: number): void {
    const block = moment >>> BLOCK_BITS;
    const stems = this.#pending.get(block) ?? new Map<string, number[]>();
    this.#pending.set(block, stems);
    const entry = (counts | (moment & IN_BLOCK)) >>> 0;
    const changes = stems.get(stem);
    if (changes) changes.push(entry);
    else stems.set(stem, [entry]);
  }
}

const NOTHING = new Uint8Array(0);

/** Entries with the changes of the same block; of several to one moment the last counts. */
function merged(entries: Uint32Array, changes: readonly number[]): Uint32Array {
  const byMoment = new Map(changes.map((entry) => [entry & IN_BLOCK, entry]));
  const changed = [...byMoment.values()].sort((a, b) => (a & IN_BLOCK) - (b & IN_BLOCK));
  const all = new Uint32Array(entries.length + changed.length);
  let length = 0;
  let at = 0;
  for (const entry of changed) {
    const moment = entry & IN_BLOCK;
    for (; at < entries.length && ((entries[at] ?? 0) & IN_BLOCK) < moment; at++)
      all[length++] = entries[at] ?? 0;
    if (at < entries.length && ((entries[at] ?? 0) & IN_BLOCK) === moment) at++;
    if (entry >>> BLOCK_BITS !== 0) all[length++] = entry;
  }
  all.set(entries.subarray(at), length);
  return all.subarray(0, length + entries.length - at);
}

/** Bytes as 32-bit numbers in the order of the machine: little-endian on all that Node runs on but one. */
function entriesOf(bytes: Uint8Array): Uint32Array {
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
