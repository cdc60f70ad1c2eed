import { type Kysely, type RawBuilder, type SqlBool, sql } from "kysely";
import type { MomentCandidates } from "../../seams/moment-store.ts";
import type { MomentSchema } from "./moment-schema.ts";
import { literal, MOST_INDEXED_DIMENSIONS, type StoredModel } from "./moment-vectors.ts";

/** Nodes of the graph looked at for one answer at least; the more, the fewer are missed. At most 1,000. */
const LEAST_SEARCHED = 200;
const MOST_SEARCHED = 1000;
/** Vectors that an iterative scan may pass over before it gives up, and its memory in units of `work_mem`. */
const MOST_PASSED = 200_000;
const SCAN_MEMORY = 16;

/** What is near to what. */
export interface VectorSearch {
  readonly model: StoredModel;
  readonly values: Float32Array;
  readonly candidates: RawBuilder<SqlBool>;
  readonly limit: number;
  /** Candidates of which every one is compared; of more, those that the graph of HNSW leads to. */
  readonly mostScanned: number;
}

/** Ranks candidates by the cosine of their vector. */
export async function searchVectors(
  tx: Kysely<MomentSchema>,
  search: VectorSearch,
): Promise<MomentCandidates["vector"]> {
  const isIndexed = search.model.dimensions <= MOST_INDEXED_DIMENSIONS;
  if (isIndexed && (await areMany(tx, search))) {
    const near = await searchGraph(tx, search);
    // Fewer than asked for: the graph gave up early, or there are no more. Looking at all settles it.
    if (near.length >= search.limit) return near;
  }
  return scan(tx, search);
}

async function areMany(
  tx: Kysely<MomentSchema>,
  { candidates, mostScanned }: VectorSearch,
): Promise<boolean> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count
    from (select from moments m where ${candidates} limit ${mostScanned + 1}) as first`.execute(tx);
  return (rows[0]?.count ?? 0) > mostScanned;
}

interface Near {
  readonly id: string;
  /** Inner product, negated: pgvector sorts by distance. */
  readonly distance: number;
}

async function scan(
  tx: Kysely<MomentSchema>,
  { model, values, candidates, limit }: VectorSearch,
): Promise<MomentCandidates["vector"]> {
  const { rows } = await sql<Near>`
    with measured as materialized (
      select m.id, v.embedding <#> ${literal(values)}::vector as distance
      from moments m join moment_vectors v on v.moment = m.key and v.model = ${model.id}
      where ${candidates}
    )
    select id, distance from measured order by distance, id limit ${limit}`.execute(tx);
  return rows.map(similar);
}

async function searchGraph(
  tx: Kysely<MomentSchema>,
  { model, values, candidates, limit }: VectorSearch,
): Promise<MomentCandidates["vector"]> {
  const searched = Math.min(MOST_SEARCHED, Math.max(LEAST_SEARCHED, limit));
  await sql`
    select
      set_config('hnsw.iterative_scan', 'strict_order', true),
      set_config('hnsw.ef_search', ${String(searched)}, true),
      set_config('hnsw.max_scan_tuples', ${String(MOST_PASSED)}, true),
      set_config('hnsw.scan_mem_multiplier', ${String(SCAN_MEMORY)}, true)`.execute(tx);
  const distance = sql`v.embedding::vector(${sql.lit(model.dimensions)}) <#> ${literal(values)}::vector`;
  const { rows } = await sql<Near>`
    select m.id, ${distance} as distance
    from moment_vectors v join moments m on m.key = v.moment
    where v.model = ${sql.lit(model.id)} and ${candidates}
    order by ${distance}
    limit ${limit}`.execute(tx);
  return rows.map(similar);
}

/** Rounding takes the product of two vectors of length 1 beyond 1; 0 less 0 is no negative zero. */
const similar = ({ id, distance }: Near) => ({ id, similarity: Math.max(-1, Math.min(1, 0 - distance)) });
