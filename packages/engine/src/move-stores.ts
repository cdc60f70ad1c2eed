import type { DatabaseSync } from "node:sqlite";
import { type Dialect, Kysely, sql } from "kysely";
import { CATALOG_STEPS } from "./adapters/postgres/catalog-steps.ts";
import { postgresDialect } from "./adapters/postgres/connect.ts";
import { migrate } from "./adapters/postgres/migrate.ts";
import type { MomentSchema } from "./adapters/postgres/moment-schema.ts";
import { MOMENT_STEPS } from "./adapters/postgres/moment-steps.ts";
import { addModel, createGraph, insertVectors } from "./adapters/postgres/moment-vectors.ts";
import { addMoments, annotateMoments } from "./adapters/postgres/moment-writes.ts";
import { ensureExtensions } from "./adapters/postgres/vector-extension.ts";
import { type CatalogCounts, copyCatalog, countCatalog } from "./adapters/sql/copy-catalog.ts";
import type { CatalogSchema } from "./adapters/sql/schema.ts";
import { openExclusively } from "./adapters/sqlite/exclusive.ts";
import { nodeSqliteDialect } from "./adapters/sqlite/node-sqlite-dialect.ts";
import { countMoments, readModels, readMoments, readVectors } from "./adapters/sqlite/read-moments.ts";
import { CutstreamError } from "./errors.ts";
import { DEFAULT_COLLECTION } from "./library/collections.ts";
import { embeddedFiles, openStores, type Stores } from "./open-stores.ts";

/** What was moved, or is there to be moved. */
export interface MovedCounts {
  readonly collections: number;
  readonly videos: number;
  readonly jobs: number;
  readonly indexes: number;
  readonly streams: number;
  readonly experiments: number;
  readonly megaAssets: number;
  readonly megaVersions: number;
  readonly moments: number;
  readonly vectors: number;
}

/** How far a move is: `done` of `total` rows of a stage. */
export interface MoveProgress {
  readonly stage: "catalog" | "moments" | "vectors" | "index of vectors";
  readonly done: number;
  readonly total: number;
}

export interface MoveOptions {
  /** Folder of the embedded stores; what is in it stays as it is. */
  readonly dataDir: string;
  /** `postgresql://user:password@host:5432/database`. */
  readonly databaseUrl: string;
  readonly onProgress?: (progress: MoveProgress) => void;
}

/**
 * Copies an embedded catalog and its moments into a PostgreSQL database that has none yet, all or nothing.
 * @returns what both have now; the rows were counted.
 * @throws CutstreamError `not_found` where the folder has no catalog; `storage_failed` where a server runs on it, the
 * database is not empty, or its counts differ.
 */
export async function moveStores({ databaseUrl, ...options }: MoveOptions): Promise<MovedCounts> {
  return moveStoresTo(postgresDialect(databaseUrl), options);
}

/** As {@link moveStores}, to anything that speaks PostgreSQL. */
export async function moveStoresTo(
  dialect: Dialect,
  { dataDir, onProgress = () => {} }: Omit<MoveOptions, "databaseUrl">,
): Promise<MovedCounts> {
  const files = await openFiles(dataDir);
  const target = new Kysely<TargetSchema>({ dialect });
  try {
    await ensureExtensions(target);
    await migrate(target, "catalog", CATALOG_STEPS);
    await migrate(target, "moments", MOMENT_STEPS);
    const counts = await target.transaction().execute((tx) => move(files, tx, onProgress));
    await sql`analyze`.execute(target);
    return counts;
  } finally {
    await target.destroy();
    files.close();
  }
}

type TargetSchema = CatalogSchema & MomentSchema;

/** The embedded stores, which nobody else has open. */
interface EmbeddedStores {
  readonly catalog: Kysely<CatalogSchema>;
  readonly moments: DatabaseSync;
  close(): void;
}

/** Rows of moments and vectors at a time. */
const BATCH = 1000;

async function openFiles(dataDir: string): Promise<EmbeddedStores> {
  const files = embeddedFiles(dataDir);
  // Whether they are there, and free, before they are brought to the schema of today.
  openExclusively(files.catalog).close();
  const stores = await openStores({ dataDir });
  await Promise.all(Object.values(stores).map((store: Stores[keyof Stores]) => store.close()));
  const catalogFile = openExclusively(files.catalog);
  try {
    const momentsFile = openExclusively(files.moments);
    return {
      catalog: new Kysely({ dialect: nodeSqliteDialect(catalogFile) }),
      moments: momentsFile,
      close() {
        catalogFile.close();
        momentsFile.close();
      },
    };
  } catch (error) {
    catalogFile.close();
    throw error;
  }
}

async function move(
  { catalog, moments }: EmbeddedStores,
  tx: Kysely<TargetSchema>,
  onProgress: (progress: MoveProgress) => void,
): Promise<MovedCounts> {
  // An index of many vectors takes longer to build than any query may, and the more memory the less long.
  await sql`select set_config('statement_timeout', '0', true), set_config('maintenance_work_mem', '512MB', true)`.execute(
    tx,
  );
  await requireEmpty(tx);
  await moveCatalog(catalog, tx, onProgress);
  await moveMoments(moments, tx, onProgress);
  const [wanted, moved] = [await countSource(catalog, moments), await countTarget(tx)];
  const differing = Object.entries(wanted).find(
    ([name, count]) => moved[name as keyof MovedCounts] !== count,
  );
  if (differing) {
    const [name, count] = differing;
    throw new CutstreamError(
      "storage_failed",
      `The database got ${moved[name as keyof MovedCounts]} ${name} of ${count}; nothing was kept of them.`,
    );
  }
  return moved;
}

/** A server that was started on it has made the default collection, which gives way to the one that comes. */
async function requireEmpty(tx: Kysely<TargetSchema>): Promise<void> {
  await tx
    .deleteFrom("collections")
    .where("id", "=", DEFAULT_COLLECTION)
    .where(({ not, exists, selectFrom }) => not(exists(selectFrom("videos").select("id"))))
    .execute();
  const counts = await countTarget(tx);
  const filled = Object.entries(counts).filter(([, count]) => count > 0);
  if (filled.length === 0) return;
  const what = filled.map(([name, count]) => `${count} ${name}`).join(", ");
  throw new CutstreamError("storage_failed", `The database is not empty: it has ${what}. Give one that is.`);
}

async function moveCatalog(
  from: Kysely<CatalogSchema>,
  tx: Kysely<TargetSchema>,
  onProgress: (progress: MoveProgress) => void,
): Promise<void> {
  const total = Object.values(await countCatalog(from)).reduce((sum, count) => sum + count, 0);
  let done = 0;
  await copyCatalog(from, tx as unknown as Kysely<CatalogSchema>, (count) => {
    done += count;
    onProgress({ stage: "catalog", done, total });
  });
}

async function moveMoments(
  from: DatabaseSync,
  to: Kysely<TargetSchema>,
  onProgress: (progress: MoveProgress) => void,
): Promise<void> {
  const tx = to as unknown as Kysely<MomentSchema>;
  const total = countMoments(from);
  let done = 0;
  for (const moments of readMoments(from, BATCH)) {
    await addMoments(
      tx,
      moments.map(({ row }) => row),
    );
    await annotateMoments(
      tx,
      moments.flatMap(({ annotation }) => annotation ?? []),
    );
    done += moments.length;
    onProgress({ stage: "moments", done, total });
  }
  const models = readModels(from);
  const vectors = models.reduce((sum, { count }) => sum + count, 0);
  let stored = 0;
  for (const { id, name, dimensions } of models) {
    const model = await addModel(tx, name, dimensions);
    for (const some of readVectors(from, id, BATCH)) {
      await insertVectors(tx, model, some);
      stored += some.length;
      onProgress({ stage: "vectors", done: stored, total: vectors });
    }
    // All at once: it takes a fraction of what it takes one by one.
    await createGraph(tx, model);
  }
  if (vectors > 0) onProgress({ stage: "index of vectors", done: vectors, total: vectors });
}

function shownCounts({
  video_versions: _,
  mega_assets: megaAssets,
  mega_versions: megaVersions,
  ...counts
}: CatalogCounts): Omit<MovedCounts, "moments" | "vectors"> {
  return { ...counts, megaAssets, megaVersions };
}

async function countSource(catalog: Kysely<CatalogSchema>, moments: DatabaseSync): Promise<MovedCounts> {
  const counts = shownCounts(await countCatalog(catalog));
  const vectors = readModels(moments).reduce((sum, { count }) => sum + count, 0);
  return { ...counts, moments: countMoments(moments), vectors };
}

async function countTarget(tx: Kysely<TargetSchema>): Promise<MovedCounts> {
  const counts = shownCounts(await countCatalog(tx as unknown as Kysely<CatalogSchema>));
  const { moments, vectors } = await tx
    .selectNoFrom(({ selectFrom, fn }) => [
      selectFrom("moments").select(fn.countAll<number>().as("count")).as("moments"),
      selectFrom("moment_vectors").select(fn.countAll<number>().as("count")).as("vectors"),
    ])
    .executeTakeFirstOrThrow();
  return { ...counts, moments: moments ?? 0, vectors: vectors ?? 0 };
}
