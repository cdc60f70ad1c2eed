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
  /** Whether it is known that there are more. */
  readonly areMore: boolean;
}

/** Ranks candidates by the cosine of their vector. */
export async function searchVectors(
  tx: Kysely<MomentSchema>,
  search: VectorSearch,
): Promise<MomentCandidates["vector"]> {
  const { model, limit, areMore } = search;
  const hasGraph = model.dimensions <= MOST_INDEXED_DIMENSIONS;
  if (!hasGraph) return scanAll(tx, search);
  const scanned = areMore ? null : await scanFew(tx, search);
  if (scanned) return scanned;
  const near = await searchGraph(tx, search);
  // Fewer than asked for: the graph gave up early, or there are no more. Looking at all settles it.
  return near.length < limit ? scanAll(tx, search) : near;
}

interface Near {
  readonly id: string;
  /** Inner product, negated: pgvector sorts by distance. */
  readonly distance: number;
}

/** Compares all candidates, where there are few. @returns null where there are more. */
async function scanFew(
  tx: Kysely<MomentSchema>,
  search: VectorSearch,
): Promise<MomentCandidates["vector"] | null> {
  const { mostScanned } = search;
  const { count, near } = await scan(tx, search, mostScanned + 1, mostScanned);
  return count > mostScanned ? null : near;
}

async function scanAll(tx: Kysely<MomentSchema>, search: VectorSearch): Promise<MomentCandidates["vector"]> {
  return (await scan(tx, search, null, null)).near;
}

/**
 * Counts candidates, up to a bound, and compares them unless there are too many.
 * @param bound of the count; `most` that are compared. Null: none.
 */
async function scan(
  tx: Kysely<MomentSchema>,
  { model, values, candidates, limit }: VectorSearch,
  bound: number | null,
  most: number | null,
): Promise<{ readonly count: number; readonly near: MomentCandidates["vector"] }> {
  const { rows } = await sql<Near & { count: number; id: string | null }>`
    with kept as materialized (select m.key from moments m where ${candidates} limit ${bound}::bigint)
    select counted.count, m.id, near.distance
    from (select count(*) as count from kept) as counted
    left join lateral (
      select v.moment, v.embedding <#> ${literal(values)}::vector as distance
      from kept join moment_vectors v on v.moment = kept.key and v.model = ${model.id}
      where ${most}::bigint is null or counted.count <= ${most}::bigint
      order by distance, v.moment
      limit ${limit}
    ) as near on true
    left join moments m on m.key = near.moment
    order by near.distance, near.moment`.execute(tx);
  const near = rows.filter(({ id }) => id !== null);
  return { count: rows[0]?.count ?? 0, near: near.map(similar) };
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
