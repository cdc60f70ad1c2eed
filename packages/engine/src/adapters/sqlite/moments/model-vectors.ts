import { hash } from "node:crypto";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { grown } from "./growing.ts";
import { type Near, nearest } from "./nearest.ts";
import { numbersOf } from "./number-lists.ts";
import { NumberPool } from "./number-pool.ts";
import { encodeVector } from "./vector-codes.ts";
import { VectorCopies } from "./vector-copies.ts";

/** Keys of a model's vectors: its id times this, plus the vector's number. */
const VECTORS_OF_MODEL = 2 ** 32;

/** As the table of models has it. */
export interface ModelRow {
  readonly id: number;
  readonly dimensions: number;
}

/**
 * Vectors of one model: which moment has which, and each vector once. Which is which is held in memory from the start,
 * the copies that searches scan from the first search on; both are kept in step with what is written.
 */
export class ModelVectors {
  readonly #model: ModelRow;
  readonly #firstKey: number;
  readonly #statements: Statements;
  #copies: VectorCopies | null = null;
  /** By a moment's number, that of its vector; 0 for none. */
  #vectorOf = new Uint32Array(0);
  /** By a vector's number, how many moments have it. */
  #uses = new Uint32Array(0);
  #count = 0;
  readonly #numbers: NumberPool;

  constructor(sql: DatabaseSync, model: ModelRow) {
    this.#model = model;
    this.#firstKey = model.id * VECTORS_OF_MODEL;
    this.#statements = prepare(sql);
    const moments = numbersOf(this.#statements.moments, model.id);
    const vectors = numbersOf(this.#statements.vectors, model.id);
    moments.forEach((moment, n) => {
      this.#link(moment, vectors[n] ?? 0);
    });
    this.#numbers = new NumberPool(this.#used());
  }

  get dimensions(): number {
    return this.#model.dimensions;
  }

  /** Moments that have a vector. */
  get count(): number {
    return this.#count;
  }

  has(moment: number): boolean {
    return (this.#vectorOf[moment] ?? 0) !== 0;
  }

  /** Gives a moment its vector, in place of what it had. */
  set(moment: number, vector: Float32Array): void {
    const number = this.#stored(vector);
    this.#statements.assign.run(this.#model.id, moment, number);
    const before = this.#vectorOf[moment] ?? 0;
    this.#link(moment, number);
    this.#unlink(before);
  }

  delete(moment: number): void {
    const before = this.#vectorOf[moment] ?? 0;
    if (before === 0) return;
    this.#statements.unassign.run(this.#model.id, moment);
    this.#vectorOf[moment] = 0;
    this.#unlink(before);
  }

  /** Deletes all of them from the database. */
  deleteAll(): void {
    const last = this.#firstKey + VECTORS_OF_MODEL - 1;
    this.#statements.deleteVectors.run(this.#firstKey, last);
    this.#statements.deleteCodes.run(this.#firstKey, last);
    this.#statements.unassignAll.run(this.#model.id);
  }

  /** @see nearest */
  nearest(kept: Uint8Array, query: Float32Array, limit: number): Near[] {
    this.#copies ??= this.#readCopies();
    const space = {
      copies: this.#copies,
      vectorOf: this.#vectorOf,
      bound: this.#numbers.bound,
      read: (numbers: readonly number[]) => this.#read(numbers),
    };
    return nearest(space, kept, query, limit);
  }

  /** @returns the number of the same vector, or of a new one. */
  #stored(vector: Float32Array): number {
    const bytes = new Uint8Array(vector.buffer as ArrayBuffer, vector.byteOffset, vector.byteLength);
    const digest = hash("sha256", bytes, "buffer");
    const same = this.#statements.same.get(digest, this.#firstKey, this.#firstKey + VECTORS_OF_MODEL - 1);
    if (same) return Number(same.key) - this.#firstKey;
    const number = this.#numbers.take();
    const codes = encodeVector(vector);
    this.#statements.insert.run(this.#firstKey + number, digest, bytes);
    this.#statements.insertCodes.run(
      this.#firstKey + number,
      codes.scale,
      codes.error,
      new Uint8Array(codes.codes.buffer as ArrayBuffer),
    );
    this.#copies?.set(number, codes);
    return number;
  }

  #link(moment: number, number: number): void {
    this.#vectorOf = grown(this.#vectorOf, moment + 1);
    this.#uses = grown(this.#uses, number + 1);
    this.#vectorOf[moment] = number;
    this.#uses[number] = (this.#uses[number] ?? 0) + 1;
    this.#count++;
  }

  /** One moment less has a vector; without any it is deleted. */
  #unlink(number: number): void {
    if (number === 0) return;
    this.#count--;
    const uses = (this.#uses[number] ?? 0) - 1;
    this.#uses[number] = uses;
    if (uses > 0) return;
    const key = this.#firstKey + number;
    this.#statements.deleteVectors.run(key, key);
    this.#statements.deleteCodes.run(key, key);
    this.#numbers.giveBack(number);
  }

  *#used(): Generator<number> {
    for (let number = 1; number < this.#uses.length; number++) if (this.#uses[number] !== 0) yield number;
  }

  #readCopies(): VectorCopies {
    const copies = new VectorCopies(this.dimensions);
    const rows = this.#statements.codes.iterate(this.#firstKey, this.#firstKey + VECTORS_OF_MODEL - 1);
    for (const row of rows) {
      const [key, scale, error, codes] = row as unknown as [number, number, number, Uint8Array];
      copies.set(key - this.#firstKey, {
        scale,
        error,
        codes: new Int8Array(codes.buffer, codes.byteOffset, codes.length),
      });
    }
    return copies;
  }

  #read(numbers: readonly number[]): Map<number, Float32Array> {
    const keys = numbers.map((number) => this.#firstKey + number);
    const rows = this.#statements.read.all(JSON.stringify(keys)) as unknown as [number, Uint8Array][];
    return new Map(
      rows.map(([key, bytes]) => {
        const aligned = bytes.byteOffset % 4 === 0 ? bytes : bytes.slice();
        const vector = new Float32Array(aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
        return [key - this.#firstKey, vector];
      }),
    );
  }
}

type Statements = ReturnType<typeof prepare>;

function prepare(sql: DatabaseSync) {
  const codes = sql.prepare(
    "select key, scale, error, codes from vector_codes where key between ? and ? order by key",
  );
  const read = sql.prepare("select key, vector from vectors where key in (select value from json_each(?))");
  for (const statement of [codes, read]) statement.setReturnArrays(true);
  // Both in the order of the primary key, so that they are in step.
  const columnOf = (column: string): StatementSync =>
    sql.prepare(
      `select json_group_array(${column}) from (select * from moment_vectors where model = ? order by moment)`,
    );
  return {
    codes,
    moments: columnOf("moment"),
    vectors: columnOf("vector"),
    read,
    same: sql.prepare("select key from vectors where digest = ? and key between ? and ?"),
    insert: sql.prepare("insert into vectors (key, digest, vector) values (?, ?, ?)"),
    insertCodes: sql.prepare("insert into vector_codes (key, scale, error, codes) values (?, ?, ?, ?)"),
    assign: sql.prepare("insert or replace into moment_vectors (model, moment, vector) values (?, ?, ?)"),
    unassign: sql.prepare("delete from moment_vectors where model = ? and moment = ?"),
    unassignAll: sql.prepare("delete from moment_vectors where model = ?"),
    deleteVectors: sql.prepare("delete from vectors where key between ? and ?"),
    deleteCodes: sql.prepare("delete from vector_codes where key between ? and ?"),
  };
}
