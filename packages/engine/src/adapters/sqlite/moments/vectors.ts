import type { DatabaseSync } from "node:sqlite";
import { assertDimensions, assertUnitVector } from "../../../seams/moment-vectors.ts";
import { ModelVectors } from "./model-vectors.ts";
import type { Near } from "./nearest.ts";

/** The vectors of all models. Reads which moments have one when it is made. */
export class VectorTable {
  readonly #sql: DatabaseSync;
  readonly #models = new Map<string, ModelVectors>();

  constructor(sql: DatabaseSync) {
    this.#sql = sql;
    for (const { id, name, dimensions } of sql.prepare("select id, name, dimensions from models").all()) {
      const model = new ModelVectors(sql, { id: Number(id), dimensions: Number(dimensions) });
      this.#models.set(String(name), model);
    }
  }

  /** Moments that have a vector of this model. */
  count(model: string): number {
    return this.#models.get(model)?.count ?? 0;
  }

  has(model: string, moment: number): boolean {
    return this.#models.get(model)?.has(moment) ?? false;
  }

  /**
   * Checks vectors of a model.
   * @throws CutstreamError `model_unavailable` for one that is not of length 1, or not of the dimensions of others
   */
  assert(model: string, vectors: readonly Float32Array[]): void {
    const known = this.#models.get(model);
    const dimensions = known && known.count > 0 ? known.dimensions : vectors[0]?.length;
    for (const vector of vectors) {
      assertUnitVector(model, vector);
      assertDimensions(model, dimensions, vector);
    }
  }

  /** Gives a moment its vector of a model, one that was checked. */
  set(model: string, moment: number, vector: Float32Array): void {
    this.#modelFor(model, vector.length).set(moment, vector);
  }

  /** Deletes a moment's vectors. */
  delete(moment: number): void {
    for (const model of this.#models.values()) model.delete(moment);
  }

  keepOnly(names: readonly string[]): void {
    for (const other of [...this.#models.keys()]) if (!names.includes(other)) this.#drop(other);
  }

  /** @see nearest */
  nearest(model: string, kept: Uint8Array, query: Float32Array, limit: number): Near[] {
    this.assert(model, [query]);
    return this.#models.get(model)?.nearest(kept, query, limit) ?? [];
  }

  #modelFor(name: string, dimensions: number): ModelVectors {
    const known = this.#models.get(name);
    if (known?.dimensions === dimensions) return known;
    // A model that has no vectors left may come back with other dimensions.
    if (known) this.#drop(name);
    const { lastInsertRowid } = this.#sql
      .prepare("insert into models (name, dimensions) values (?, ?)")
      .run(name, dimensions);
    const model = new ModelVectors(this.#sql, { id: Number(lastInsertRowid), dimensions });
    this.#models.set(name, model);
    return model;
  }

  #drop(name: string): void {
    this.#models.get(name)?.deleteAll();
    this.#sql.prepare("delete from models where name = ?").run(name);
    this.#models.delete(name);
  }
}
