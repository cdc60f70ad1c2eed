import type { DatabaseSync, StatementSync } from "node:sqlite";
import { stemOf } from "../../../moments/tokens.ts";

/*
 * Which moments hold a stem, and how often: for each stem, a row for every 1,024 numbers of moments. Its entries are 32
 * bits each, ascending: from the low end 10 bits that say which of the 1,024, 11 bits how often it stands in the
 * moment's own text and 11 how often around it. FTS5 holds the same, and takes 50 ms and more to rank 100,000 moments
 * by one common word, where this takes one.
 */
const BLOCK_BITS = 10;
const COUNT_BITS = 11;
const MOST = 2 ** COUNT_BITS - 1;
const IN_BLOCK = 2 ** BLOCK_BITS - 1;

/** How often each stem stands in a moment: its own occurrences, and with them those around it, as entries have them. */
export type StemCounts = ReadonlyMap<string, number>;

/** Counts the stems of words, and of those around them. */
export function countStems(words: readonly string[], around: readonly string[]): StemCounts {
  const own = occurrences(words);
  const beside = occurrences(around);
  const counts = new Map<string, number>();
  for (const stem of [...own.keys(), ...beside.keys()]) {
    counts.set(stem, packed(own.get(stem) ?? 0, beside.get(stem) ?? 0));
  }
  return counts;
}

function occurrences(words: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) {
    const stem = stemOf(word);
    counts.set(stem, (counts.get(stem) ?? 0) + 1);
  }
  return counts;
}

const packed = (own: number, around: number): number =>
  ((Math.min(own, MOST) | (Math.min(around, MOST) << COUNT_BITS)) << BLOCK_BITS) >>> 0;

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
  /** Changes that are not written: by stem and block, entries; those without counts are taken out. */
  readonly #pending = new Map<string, Map<number, number[]>>();

  constructor(sql: DatabaseSync) {
    this.#read = sql.prepare("select block, entries from stems where stem = ? order by block");
    this.#read.setReturnArrays(true);
    this.#readBlock = sql.prepare("select entries from stems where stem = ? and block = ?");
    this.#write = sql.prepare("insert or replace into stems (stem, block, entries) values (?, ?, ?)");
    this.#delete = sql.prepare("delete from stems where stem = ? and block = ?");
  }

  /** Notes that a moment's stems `before` are now those `after`; {@link flush} writes it. */
  change(moment: number, before: StemCounts, after: StemCounts): void {
    for (const stem of before.keys()) if (!after.has(stem)) this.#note(stem, moment, 0);
    for (const [stem, counts] of after) if (before.get(stem) !== counts) this.#note(stem, moment, counts);
  }

  /** Writes all changes noted. */
  flush(): void {
    for (const [stem, blocks] of this.#pending) {
      for (const [block, changes] of blocks) {
        const entries = merged(entriesOf(this.#readBlock.get(stem, block)?.entries), changes);
        if (entries.length > 0) this.#write.run(stem, block, bytesOf(entries));
        else this.#delete.run(stem, block);
      }
    }
    this.#pending.clear();
  }

  /** Forgets changes noted and not written. */
  discard(): void {
    this.#pending.clear();
  }

  holders(stem: string): StemHolders {
    const rows = this.#read.all(stem) as unknown as [block: number, entries: Uint8Array][];
    const length = rows.reduce((sum, [, { byteLength }]) => sum + byteLength / 4, 0);
    const [moments, own, around] = [
      new Uint32Array(length),
      new Uint16Array(length),
      new Uint16Array(length),
    ];
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
    const blocks = this.#pending.get(stem) ?? new Map<number, number[]>();
    const block = moment >>> BLOCK_BITS;
    const changes = blocks.get(block) ?? [];
    changes.push((counts | (moment & IN_BLOCK)) >>> 0);
    this.#pending.set(stem, blocks.set(block, changes));
  }
}

/** Entries with the changes of the same block; of several to one moment the last counts. */
function merged(entries: Uint32Array, changes: readonly number[]): Uint32Array {
  const byMoment = new Map<number, number>();
  for (const entry of entries) byMoment.set(entry & IN_BLOCK, entry);
  for (const entry of changes) {
    if (entry >>> BLOCK_BITS === 0) byMoment.delete(entry & IN_BLOCK);
    else byMoment.set(entry & IN_BLOCK, entry);
  }
  return Uint32Array.from([...byMoment.values()].sort((a, b) => (a & IN_BLOCK) - (b & IN_BLOCK)));
}

/** Bytes in the order of the machine, which is little-endian on all that Node runs on but one, as 32-bit numbers. */
function entriesOf(bytes: unknown): Uint32Array {
  if (!(bytes instanceof Uint8Array)) return new Uint32Array(0);
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
  return new Uint32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
