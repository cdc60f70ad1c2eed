import { type Kysely, type SqlBool, sql } from "kysely";
import type { MomentVector } from "../../seams/moment-store.ts";
import { assertDimensions, assertUnitVector } from "../../seams/moment-vectors.ts";
import type { MomentSchema } from "./moment-schema.ts";

/** Dimensions that pgvector's HNSW index takes; vectors that have more are scanned. */
export const MOST_INDEXED_DIMENSIONS = 2000;

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
  await insertVectors(tx, model, vectors);
}

/** Stores vectors that were checked, in place of those that the moments had, in a transaction. */
export async function insertVectors(
  tx: Kysely<MomentSchema>,
  model: StoredModel,
  vectors: readonly MomentVector[],
): Promise<void> {
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

/** Forgets the vectors of all models but some, in a transaction. */
export async function keepOnlyModels(tx: Kysely<MomentSchema>, names: readonly string[]): Promise<void> {
  await writeVectorsAlone(tx);
  const others = sql<SqlBool>`name <> all(${names}::text[])`;
  const gone = await tx.deleteFrom("moment_models").where(others).returning("id").execute();
  for (const { id } of gone) await sql`drop index if exists ${sql.id(indexName(id))}`.execute(tx);
}

async function findOrAddModel(
  tx: Kysely<MomentSchema>,
  name: string,
  dimensions: number,
): Promise<StoredModel> {
  const known = await findModel(tx, name);
  return known && (await isSettled(tx, known, dimensions)) ? known : addModelAlone(tx, name, dimensions);
}

/** Whether a model stays as it is: one that has no vectors left takes other dimensions. */
const isSettled = async (
  tx: Kysely<MomentSchema>,
  model: StoredModel,
  dimensions: number,
): Promise<boolean> => model.dimensions === dimensions || hasVectors(tx, model);

/** Adds a model and its graph, unless somebody else just has. */
async function addModelAlone(
  tx: Kysely<MomentSchema>,
  name: string,
  dimensions: number,
): Promise<StoredModel> {
  await writeVectorsAlone(tx);
  const known = await findModel(tx, name);
  if (known && (await isSettled(tx, known, dimensions))) return known;
  if (known) await dropModel(tx, known);
  const model = await addModel(tx, name, dimensions);
  await createGraph(tx, model);
  return model;
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

/**
 * Lets nobody else write vectors until the transaction ends. An index comes and goes under a lock on the whole table;
 * whoever locks the row of a model first, and then waits for the table, may wait for somebody who waits for that row.
 */
async function writeVectorsAlone(tx: Kysely<MomentSchema>): Promise<void> {
  await sql`lock table moment_vectors in share row exclusive mode`.execute(tx);
}

/** Adds a model that is not there yet, in a transaction. */
export async function addModel(
  tx: Kysely<MomentSchema>,
  name: string,
  dimensions: number,
): Promise<StoredModel> {
  return tx
    .insertInto("moment_models")
    .values({ name, dimensions })
    .returning(["id", "dimensions"])
    .executeTakeFirstOrThrow();
}

/** Indexes a model's vectors by HNSW, where they do not have too many dimensions for it. */
export async function createGraph(tx: Kysely<MomentSchema>, { id, dimensions }: StoredModel): Promise<void> {
  if (dimensions > MOST_INDEXED_DIMENSIONS) return;
  await sql`
    create index if not exists ${sql.id(indexName(id))} on moment_vectors
    using hnsw ((embedding::vector(${sql.lit(dimensions)})) vector_ip_ops)
    where model = ${sql.lit(id)}`.execute(tx);
}

const indexName = (model: number): string => `moment_vectors_of_${model}`;

/** A vector as pgvector reads it. */
export function literal(vector: Float32Array): string {
  return `[${vector.join(",")}]`;
}
