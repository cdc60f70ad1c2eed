import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { MomentCandidates, MomentVector } from "../../seams/moment-store.ts";
import { assertDimensions, assertUnitVector } from "../../seams/moment-vectors.ts";
import type { MomentSchema } from "./moment-schema.ts";

/** Dimensions that pgvector's HNSW index takes; vectors that have more are scanned. */
const MOST_INDEXED_DIMENSIONS = 2000;

/** Rows of one statement; each has two parameters, of which one statement takes 65,535. */
const ROWS_PER_STATEMENT = 500;

/** A model whose vectors are stored. */
export interface StoredModel {
  readonly id: number;
  readonly dimensions: number;
}

/** The model of that name; undefined where no vector of it was ever stored. */
export async function findModel(db: Kysely<MomentSchema>, name: string): Promise<StoredModel | undefined> {
  return db
    .selectFrom("moment_models")
    .select(["id", "dimensions"])
    .where("name", "=", name)
    .executeTakeFirst();
}

/** Stores vectors in a transaction. @throws CutstreamError `model_unavailable` where they are not of their model. */
export async function storeVectors(
  tx: Kysely<MomentSchema>,
  name: string,
  vectors: readonly MomentVector[],
): Promise<void> {
  const dimensions = vectors[0]?.vector.length;
  if (dimensions === undefined) return;
  const model = await findOrAddModel(tx, name, dimensions);
  for (const { vector } of vectors) {
    assertUnitVector(name, vector);
    assertDimensions(name, model.dimensions, vector);
  }
  // The last of an id counts; a statement may not write a row twice.
  const distinct = [...new Map(vectors.map(({ id, vector }) => [id, vector]))];
  for (let first = 0; first < distinct.length; first += ROWS_PER_STATEMENT) {
    const some = distinct.slice(first, first + ROWS_PER_STATEMENT);
    const rows = some.map(([id, vector]) => sql`(${id}::text, ${literal(vector)}::vector)`);
    await sql`
      insert into moment_vectors (moment, model, embedding)
      select m.key, ${model.id}::integer, given.embedding
      from (values ${sql.join(rows)}) as given (id, embedding)
      join moments m on m.id = given.id
      order by m.key
      for key share of m
      on conflict (moment, model) do update set embedding = excluded.embedding`.execute(tx);
  }
}

/** Forgets the vectors of all models but one, in a transaction. */
export async function keepOnlyModel(tx: Kysely<MomentSchema>, name: string): Promise<void> {
  const gone = await tx.deleteFrom("moment_models").where("name", "!=", name).returning("id").execute();
  for (const { id } of gone) await sql`drop index if exists ${sql.id(indexName(id))}`.execute(tx);
}

async function findOrAddModel(
  tx: Kysely<MomentSchema>,
  name: string,
  dimensions: number,
): Promise<StoredModel> {
  const known = await findModel(tx, name);
  if (known && (known.dimensions === dimensions || (await hasVectors(tx, known)))) return known;
  // It has none left: what comes now says anew how many dimensions there are.
  if (known) await dropModel(tx, known);
  return addModel(tx, name, dimensions);
}

async function hasVectors(tx: Kysely<MomentSchema>, { id }: StoredModel): Promise<boolean> {
  const row = await tx
    .selectFrom("moment_vectors")
    .select("moment")
    .where("model", "=", id)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

async function dropModel(tx: Kysely<MomentSchema>, { id }: StoredModel): Promise<void> {
  await tx.deleteFrom("moment_models").where("id", "=", id).execute();
  await sql`drop index if exists ${sql.id(indexName(id))}`.execute(tx);
}

async function addModel(tx: Kysely<MomentSchema>, name: string, dimensions: number): Promise<StoredModel> {
  const added = await tx
    .insertInto("moment_models")
    .values({ name, dimensions })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ name }))
    .returning(["id", "dimensions"])
    .executeTakeFirstOrThrow();
  if (dimensions <= MOST_INDEXED_DIMENSIONS) {
    await sql`
      create index if not exists ${sql.id(indexName(added.id))} on moment_vectors
      using hnsw ((embedding::vector(${sql.lit(added.dimensions)})) vector_ip_ops)
      where model = ${sql.lit(added.id)}`.execute(tx);
  }
  return added;
}

const indexName = (model: number): string => `moment_vectors_of_${model}`;

/** A vector as pgvector reads it. */
export function literal(vector: Float32Array): string {
  return `[${vector.join(",")}]`;
}

/**
 * Candidates that are scanned, every one, rather than looked up in the graph of HNSW: below it the scan takes some
 * milliseconds, and a graph of which few nodes count is slow and misses some (`components.md` 6: recall .25 to .91).
 */
const MOST_SCANNED = 20_000;

/** Nodes of the graph looked at for one answer at least; the more, the fewer are missed. At most 1,000. */
const LEAST_SEARCHED = 200;
const MOST_SEARCHED = 1000;
/** Vectors that an iterative scan may pass over before it gives up, and its memory in units of `work_mem`. */
const MOST_PASSED = 200_000;
const SCAN_MEMORY = 16;

/**
 * Ranks candidates by the cosine of their vector. Exact where there are up to {@link MOST_SCANNED}; by HNSW beyond.
 * @param count of the candidates, or {@link MOST_SCANNED} + 1 where there are more.
 */
export async function searchVectors(
  tx: Kysely<MomentSchema>,
  model: StoredModel,
  values: Float32Array,
  candidates: RawBuilder<SqlBool>,
  limit: number,
): Promise<MomentCandidates["vector"]> {
  const isIndexed = model.dimensions <= MOST_INDEXED_DIMENSIONS;
  if (isIndexed && (await areMany(tx, candidates))) {
    const near = await searchGraph(tx, model, values, candidates, limit);
    // Fewer than asked for: the graph gave up early, or there are no more. Looking at all settles it.
    if (near.length >= limit) return near;
  }
  return scan(tx, model, values, candidates, limit);
}

async function areMany(tx: Kysely<MomentSchema>, candidates: RawBuilder<SqlBool>): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from (select from moments m where ${candidates} limit ${MOST_SCANNED + 1}) as first`.execute(tx);
  return (rows[0]?.count ?? 0) > MOST_SCANNED;
}

interface Near {
  readonly id: string;
  /** Inner product, negated: pgvector sorts by distance. */
  readonly distance: number;
}

async function scan(
  tx: Kysely<MomentSchema>,
  { id: model }: StoredModel,
  values: Float32Array,
  candidates: RawBuilder<SqlBool>,
  limit: number,
): Promise<MomentCandidates["vector"]> {
  const { rows } = await sql<Near>`
    with measured as materialized (
      select m.id, v.embedding <#> ${literal(values)}::vector as distance
      from moments m join moment_vectors v on v.moment = m.key and v.model = ${model}
      where ${candidates}
    )
    select id, distance from measured order by distance, id limit ${limit}`.execute(tx);
  return rows.map(similar);
}

async function searchGraph(
  tx: Kysely<MomentSchema>,
  { id: model, dimensions }: StoredModel,
  values: Float32Array,
  candidates: RawBuilder<SqlBool>,
  limit: number,
): Promise<MomentCandidates["vector"]> {
  const searched = Math.min(MOST_SEARCHED, Math.max(LEAST_SEARCHED, limit));
  await sql`
    select
      set_config('hnsw.iterative_scan', 'strict_order', true),
      set_config('hnsw.ef_search', ${String(searched)}, true),
      set_config('hnsw.max_scan_tuples', ${String(MOST_PASSED)}, true),
      set_config('hnsw.scan_mem_multiplier', ${String(SCAN_MEMORY)}, true)`.execute(tx);
  const distance = sql`v.embedding::vector(${sql.lit(dimensions)}) <#> ${literal(values)}::vector`;
  const { rows } = await sql<Near>`
    select m.id, ${distance} as distance
    from moment_vectors v join moments m on m.key = v.moment
    where v.model = ${sql.lit(model)} and ${candidates}
    order by ${distance}
    limit ${limit}`.execute(tx);
  return rows.map(similar);
}

/** Rounding takes the product of two vectors of length 1 beyond 1. */
const similar = ({ id, distance }: Near) => ({ id, similarity: Math.max(-1, Math.min(1, -distance)) });
