import type { DatabaseSync } from "node:sqlite";
import type { FactValue } from "../../moments/facts.ts";
import type { Moment, MomentRow } from "../../moments/moment.ts";
import type { MomentAnnotation, MomentVector } from "../../seams/moment-store.ts";

/** What a SQLite file of moments holds, for those who take it elsewhere. */

/** A moment, and what it was told. */
export interface KeptMoment {
  readonly row: MomentRow;
  readonly annotation: MomentAnnotation | null;
}

/** A model and how many moments have a vector of it. */
export interface KeptModel {
  readonly id: number;
  readonly name: string;
  readonly dimensions: number;
  readonly count: number;
}

/** How many moments there are. */
export function countMoments(database: DatabaseSync): number {
  return Number(database.prepare("select count(*) as count from moments").get()?.count);
}

/** All moments, `batch` at a time. */
export function* readMoments(database: DatabaseSync, batch: number): Generator<readonly KeptMoment[]> {
  const statement = database.prepare(
    `select id, video, collection, index_id as "index", name, start, end, moment_json, annotation_json
      from moments join contents using (number) order by number`,
  );
  yield* batches(statement.iterate(), batch, (read) => {
    const { moment_json, annotation_json, ...row } = read as unknown as StoredRow;
    return {
      row: { ...row, ...(JSON.parse(moment_json) as Omit<Moment, "start" | "end">) },
      annotation: annotation_json === null ? null : readAnnotation(row.id, annotation_json),
    };
  });
}

/** Models with vectors. */
export function readModels(database: DatabaseSync): readonly KeptModel[] {
  return database
    .prepare(
      `select id, name, dimensions, count(*) as count
        from models join moment_vectors on model = id group by id order by id`,
    )
    .all() as unknown as KeptModel[];
}

/** All vectors of a model, `batch` at a time. */
export function* readVectors(
  database: DatabaseSync,
  model: number,
  batch: number,
): Generator<readonly MomentVector[]> {
  // Keys of vectors are a model's id times 2³², plus the vector's number (moments/model-vectors.ts).
  const statement = database.prepare(
    `select moments.id as id, vectors.vector as bytes
      from moment_vectors as have
      join moments on moments.number = have.moment
      join vectors on vectors.key = have.model * 4294967296 + have.vector
      where have.model = ? order by have.moment`,
  );
  yield* batches(statement.iterate(model), batch, (read) => {
    const { id, bytes } = read as unknown as { id: string; bytes: Uint8Array };
    return { id, vector: new Float32Array(bytes.slice().buffer) };
  });
}

interface StoredRow extends Omit<MomentRow, keyof Omit<Moment, "start" | "end">> {
  readonly moment_json: string;
  readonly annotation_json: string | null;
}

function readAnnotation(id: string, json: string): MomentAnnotation {
  const { facts, around } = JSON.parse(json) as {
    readonly facts: readonly (readonly [string, readonly FactValue[]])[];
    readonly around: string;
  };
  return { id, facts: new Map(facts), around };
}

function* batches<T, R>(all: Iterable<T>, size: number, read: (one: T) => R): Generator<readonly R[]> {
  let batch: R[] = [];
  for (const one of all) {
    batch.push(read(one));
    if (batch.length < size) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
