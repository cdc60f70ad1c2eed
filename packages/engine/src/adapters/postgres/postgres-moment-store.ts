import { type Dialect, type Kysely, type RawBuilder, sql } from "kysely";
import { AROUND_WEIGHT } from "../../moments/bm25.ts";
import type { MomentRow } from "../../moments/moment.ts";
import { searchText as textOf } from "../../moments/search-text.ts";
import type { MomentCandidates, MomentQuery, MomentStore } from "../../seams/moment-store.ts";
import { assertDimensions, assertUnitVector } from "../../seams/moment-vectors.ts";
import { withClosing } from "./closing.ts";
import { postgresDialect } from "./connect.ts";
import { migrate } from "./migrate.ts";
import { candidates, isEverything } from "./moment-conditions.ts";
import { readAnnotated, readMoment, type StoredMoment } from "./moment-rows.ts";
import type { MomentSchema } from "./moment-schema.ts";
import { MOMENT_STEPS } from "./moment-steps.ts";
import { type MomentTotals, searchText } from "./moment-text.ts";
import { searchVectors, type VectorSearch } from "./moment-vector-search.ts";
import { findModel, keepOnlyModels, storeVectors } from "./moment-vectors.ts";
import { addMoments, annotateMoments, compactTotals } from "./moment-writes.ts";
import { openDatabase } from "./open-database.ts";
import { ensureExtensions } from "./vector-extension.ts";

export interface PostgresMomentOptions {
  /**
   * Candidates of which every vector is compared; of more, pgvector's HNSW finds the nearest, and may miss one now and
   * then. A filter that keeps fewer is exact. Default 20,000: some ten milliseconds.
   */
  readonly mostScanned?: number;
}

const MOST_SCANNED = 20_000;

/**
 * Opens the moments in a PostgreSQL database with pgvector, and brings it to the schema of today.
 * @throws CutstreamError `storage_failed` where the server cannot be reached, has no pgvector 0.8 or later, or the
 * schema is a later release's (`storage_newer`).
 */
export async function openPostgresMomentStore({
  url,
  ...options
}: PostgresMomentOptions & {
  /** `postgresql://user:password@host:5432/database`. */
  readonly url: string;
}): Promise<MomentStore> {
  return createPostgresMomentStore(postgresDialect(url), options);
}

/** As {@link openPostgresMomentStore}, over anything that speaks PostgreSQL and whose errors are CutstreamErrors. */
export async function createPostgresMomentStore(
  dialect: Dialect,
  { mostScanned = MOST_SCANNED }: PostgresMomentOptions = {},
): Promise<MomentStore> {
  const db = await openDatabase<MomentSchema>(dialect, async (db) => {
    await ensureExtensions(db);
    await migrate(db, "moments", MOMENT_STEPS);
    await compactTotals(db);
  });
  return withClosing("store of moments", momentQueries(db, mostScanned), () => db.destroy());
}

function momentQueries(db: Kysely<MomentSchema>, mostScanned: number): Omit<MomentStore, "close"> {
  const write = <T>(work: (tx: Kysely<MomentSchema>) => Promise<T>) => db.transaction().execute(work);
  /** All its statements see the same moments. */
  const read = <T>(work: (tx: Kysely<MomentSchema>) => Promise<T>) =>
    db.transaction().setIsolationLevel("repeatable read").setAccessMode("read only").execute(work);

  return {
    add: (moments) => write((tx) => addMoments(tx, moments)),

    async replace({ video, name, index }) {
      await write(async (tx) => {
        await tx
          .deleteFrom("moments")
          .where("video", "=", video)
          .where("name", "=", name)
          .where("index_id", "!=", index)
          .execute();
        await compactTotals(tx);
      });
    },

    async deleteIndex(index) {
      await db.deleteFrom("moments").where("index_id", "=", index).execute();
    },

    async deleteVideo(video) {
      await db.deleteFrom("moments").where("video", "=", video).execute();
    },

    annotate: (annotations) => write((tx) => annotateMoments(tx, annotations)),

    setVectors: (model, vectors) => write((tx) => storeVectors(tx, model, vectors)),

    async withoutVector(model, limit) {
      const { rows } = await sql<StoredMoment>`
        select ${STORED} from moments m join moment_contents c on c.moment = m.key
        where m.has_text and not exists (
          select from moment_vectors v
          where v.moment = m.key and v.model = (select id from moment_models where name = ${model})
        )
        order by m.key
        limit ${limit}`.execute(db);
      return rows.map((row) => ({ id: row.id, text: textOf(readMoment(row)) }));
    },

    keepOnlyVectors: (models) => write((tx) => keepOnlyModels(tx, models)),

    async momentsOf(video, name) {
      const named = name === undefined ? sql`true` : sql`m.name = ${name}`;
      const { rows } = await sql<StoredMoment>`
        select ${STORED} from moments m join moment_contents c on c.moment = m.key
        where m.video = ${video} and ${named}
        order by m.start_flicks, m.end_flicks, m.id`.execute(db);
      return rows.map(readMoment);
    },

    async overlapping(spans) {
      const found = spans.map((): MomentRow[] => []);
      if (spans.length === 0) return found;
      const { rows } = await sql<StoredMoment & { span: number }>`
        select s.span, ${STORED}
        from json_to_recordset(${JSON.stringify(spans.map((span, n) => ({ ...span, span: n })))}::json)
          as s (span integer, video text, "from" bigint, "to" bigint)
        join moments m on m.video = s.video
          and int8range(m.start_flicks, m.end_flicks) && int8range(s."from", s."to")
        join moment_contents c on c.moment = m.key
        order by s.span, m.start_flicks, m.end_flicks, m.id`.execute(db);
      for (const row of rows) found[row.span]?.push(readMoment(row));
      return found;
    },

    async moments(ids) {
      const { rows } = await sql<StoredMoment & { annotation_json: string | null }>`
        select ${STORED}, c.annotation_json from moments m join moment_contents c on c.moment = m.key
        where m.id = any(${[...ids]}::text[])`.execute(db);
      return new Map(rows.map((row) => [row.id, readAnnotated(row)]));
    },

    search: (query) => read((tx) => search(tx, query, mostScanned)),

    count: (model) =>
      read(async (tx) => {
        const { moments } = await readTotals(tx);
        const known = model === undefined ? undefined : await findModel(tx, model);
        if (!known) return { moments, vectors: 0 };
        const { count } = await tx
          .selectFrom("moment_vectors")
          .select((eb) => eb.fn.countAll<number>().as("count"))
          .where("model", "=", known.id)
          .executeTakeFirstOrThrow();
        return { moments, vectors: count };
      }),
  };
}

/** Columns of a {@link StoredMoment}, of moment `m` and its content `c`. */
const STORED: RawBuilder<unknown> = sql.raw(
  "m.id, m.video, m.collection, m.index_id, m.name, m.start_flicks, m.end_flicks, c.content_json",
);

async function search(
  tx: Kysely<MomentSchema>,
  query: MomentQuery,
  mostScanned: number,
): Promise<MomentCandidates> {
  const { scope, where, limit, offset = 0, vector } = query;
  const terms = query.text ?? [];
  const kept = candidates(scope, where);
  const totals = await readTotals(tx);
  const none = { text: [], frequencies: terms.map(() => 0) };
  const areMore = isEverything(scope, where) && totals.moments > mostScanned;
  const isRanked = terms.length > 0 || vector !== null;
  return {
    ...(terms.length > 0 && totals.moments > 0 ? await searchText(tx, terms, kept, totals, limit) : none),
    vector:
      vector === null
        ? []
        : await rankByVector(tx, vector, { candidates: kept, limit, mostScanned, areMore }),
    ordered: isRanked ? [] : await listed(tx, kept, limit, offset),
    total: totals.moments,
  };
}

async function rankByVector(
  tx: Kysely<MomentSchema>,
  { model: name, values }: NonNullable<MomentQuery["vector"]>,
  rest: Omit<VectorSearch, "model" | "values">,
): Promise<MomentCandidates["vector"]> {
  assertUnitVector(name, values);
  const model = await findModel(tx, name);
  if (!model) return [];
  assertDimensions(name, model.dimensions, values);
  return searchVectors(tx, { ...rest, model, values });
}

async function listed(
  tx: Kysely<MomentSchema>,
  kept: ReturnType<typeof candidates>,
  limit: number,
  offset: number,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select m.id from moments m where ${kept}
    order by m.video, m.start_flicks, m.end_flicks, m.id
    limit ${limit} offset ${offset}`.execute(tx);
  return rows.map(({ id }) => id);
}

async function readTotals(tx: Kysely<MomentSchema>): Promise<MomentTotals> {
  const { rows } = await sql<{ moments: number; words: number; around: number }>`
    select
      coalesce(sum(moments), 0)::bigint as moments,
      coalesce(sum(words), 0)::bigint as words,
      coalesce(sum(around), 0)::bigint as around
    from moment_totals`.execute(tx);
  const { moments = 0, words = 0, around = 0 } = rows[0] ?? {};
  return { moments, averageLength: (words + AROUND_WEIGHT * around) / moments };
}
