import type { DatabaseSync } from "node:sqlite";
import { type Dialect, Kysely, sql } from "kysely";
import { AUDIENCE_STEPS } from "../adapters/postgres/audience-steps.ts";
import { CATALOG_STEPS } from "../adapters/postgres/catalog-steps.ts";
import { postgresDialect } from "../adapters/postgres/connect.ts";
import { EVENT_STEPS } from "../adapters/postgres/event-steps.ts";
import { migrate } from "../adapters/postgres/migrate.ts";
import type { MomentSchema } from "../adapters/postgres/moment-schema.ts";
import { MOMENT_STEPS } from "../adapters/postgres/moment-steps.ts";
import { addModel, createGraph, insertVectors } from "../adapters/postgres/moment-vectors.ts";
import { addMoments, annotateMoments } from "../adapters/postgres/moment-writes.ts";
import {
  insertKeys,
  migrateSigningKeys,
  type SigningKeySchema,
} from "../adapters/postgres/postgres-signing-keys.ts";
import { USAGE_STEPS } from "../adapters/postgres/usage-steps.ts";
import { ensureExtensions } from "../adapters/postgres/vector-extension.ts";
import type { AudienceSchema } from "../adapters/sql/audience-schema.ts";
import { copyTables, countTables, type TableCounts, type TableKeys } from "../adapters/sql/copy-tables.ts";
import type { EventSchema } from "../adapters/sql/event-schema.ts";
import type { CatalogSchema } from "../adapters/sql/schema.ts";
import { AUDIENCE_TABLES, CATALOG_TABLES, EVENT_TABLES, USAGE_TABLES } from "../adapters/sql/table-keys.ts";
import type { UsageSchema } from "../adapters/sql/usage-schema.ts";
import { openExclusively } from "../adapters/sqlite/exclusive.ts";
import { nodeSqliteDialect } from "../adapters/sqlite/node-sqlite-dialect.ts";
import { countMoments, readModels, readMoments, readVectors } from "../adapters/sqlite/read-moments.ts";
import { CutstreamError } from "../errors.ts";
import { readSigningKeys } from "../keys/signing-keys.ts";
import { DEFAULT_COLLECTION } from "../library/collections.ts";
import { embeddedFiles, openStores, type Stores } from "../open/open-stores.ts";
import type { SigningKey } from "../seams/signing-key-store.ts";

/** Tables whose rows are counted, by what people call them. */
const COUNTED = {
  collections: "collections",
  videos: "videos",
  jobs: "jobs",
  indexes: "indexes",
  streams: "streams",
  reels: "reels",
  cadences: "cadences",
  assets: "assets",
  experiments: "experiments",
  megaAssets: "mega_assets",
  megaVersions: "mega_versions",
  titles: "audience_titles",
  watches: "audience_watches",
  tasteModels: "audience_models",
  rankingChanges: "audience_changes",
  events: "reel_events",
  plays: "reel_plays",
  tallies: "reel_tallies",
  usage: "usage_counts",
} as const satisfies Record<string, keyof TableSchema>;

/** What was moved, or is there to be moved. */
export type MovedCounts = Readonly<Record<keyof typeof COUNTED | "moments" | "vectors", number>>;

/** How far a move is: `done` of `total` rows of a stage. */
export interface MoveProgress {
  readonly stage: "catalog" | "audience" | "events" | "usage" | "moments" | "vectors" | "index of vectors";
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
 * Copies the embedded stores (catalog, moments, audience, events and usage) and the signing keys into a PostgreSQL database that
 * has nothing yet, all or nothing.
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
    await migrate(target, "audience", AUDIENCE_STEPS);
    await migrate(target, "events", EVENT_STEPS);
    await migrate(target, "usage", USAGE_STEPS);
    await migrateSigningKeys(target);
    const counts = await target.transaction().execute((tx) => move(files, tx, onProgress));
    await sql`analyze`.execute(target);
    return counts;
  } finally {
    await target.destroy();
    files.close();
  }
}

type TableSchema = CatalogSchema & AudienceSchema & EventSchema & UsageSchema;
type TargetSchema = TableSchema & MomentSchema & SigningKeySchema;

/** The embedded stores, which nobody else has open. */
interface EmbeddedStores {
  readonly keys: readonly SigningKey[];
  readonly catalog: Kysely<CatalogSchema>;
  readonly audience: Kysely<AudienceSchema>;
  readonly events: Kysely<EventSchema>;
  readonly usage: Kysely<UsageSchema>;
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
  const opened: DatabaseSync[] = [];
  const close = () => {
    for (const file of opened) file.close();
  };
  const open = (path: string): DatabaseSync => {
    const file = openExclusively(path);
    opened.push(file);
    return file;
  };
  const tablesOf = <Schema>(path: string) => new Kysely<Schema>({ dialect: nodeSqliteDialect(open(path)) });
  try {
    return {
      keys: (await readSigningKeys(dataDir)) ?? [],
      catalog: tablesOf<CatalogSchema>(files.catalog),
      audience: tablesOf<AudienceSchema>(files.audience),
      events: tablesOf<EventSchema>(files.events),
      usage: tablesOf<UsageSchema>(files.usage),
      moments: open(files.moments),
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

async function move(
  files: EmbeddedStores,
  tx: Kysely<TargetSchema>,
  onProgress: (progress: MoveProgress) => void,
): Promise<MovedCounts> {
  // An index of many vectors takes longer to build than any query may, and the more memory the less long.
  await sql`select set_config('statement_timeout', '0', true), set_config('maintenance_work_mem', '512MB', true)`.execute(
    tx,
  );
  await requireEmpty(tx);
  // Those of the audience that is there, which has nothing yet.
  await tx.deleteFrom("audience_revisions").execute();
  await moveTables("catalog", [files.catalog, tx], CATALOG_TABLES, onProgress);
  await moveTables("audience", [files.audience, tx], AUDIENCE_TABLES, onProgress);
  await moveTables("events", [files.events, tx], EVENT_TABLES, onProgress);
  await moveTables("usage", [files.usage, tx], USAGE_TABLES, onProgress);
  await moveMoments(files.moments, tx, onProgress);
  await moveKeys(files.keys, tx);
  const [wanted, moved] = [await countSource(files), await countTarget(tx)];
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

async function moveTables<Schema>(
  stage: MoveProgress["stage"],
  [from, tx]: readonly [Kysely<Schema>, Kysely<TargetSchema>],
  tables: TableKeys<Schema>,
  onProgress: (progress: MoveProgress) => void,
): Promise<void> {
  const counts: readonly number[] = Object.values(await countTables(from, tables));
  const total = counts.reduce((sum, count) => sum + count, 0);
  let done = 0;
  await copyTables(from, tx as unknown as Kysely<Schema>, tables, (count) => {
    done += count;
    onProgress({ stage, done, total });
  });
}

/** In place of what a server has made that was started on the database: nothing is signed with it that is there. */
async function moveKeys(keys: readonly SigningKey[], tx: Kysely<TargetSchema>): Promise<void> {
  if (keys.length === 0) return;
  await tx.deleteFrom("signing_keys").execute();
  await insertKeys(tx as unknown as Kysely<SigningKeySchema>, keys);
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

function shownCounts(
  counts: TableCounts<TableSchema>,
  of: Pick<MovedCounts, "moments" | "vectors">,
): MovedCounts {
  const shown = Object.entries(COUNTED).map(([name, table]) => [name, counts[table]]);
  return { ...Object.fromEntries(shown), ...of };
}

async function countSource({
  catalog,
  audience,
  events,
  usage,
  moments,
}: EmbeddedStores): Promise<MovedCounts> {
  const counts = {
    ...(await countTables(catalog, CATALOG_TABLES)),
    ...(await countTables(audience, AUDIENCE_TABLES)),
    ...(await countTables(events, EVENT_TABLES)),
    ...(await countTables(usage, USAGE_TABLES)),
  };
  const vectors = readModels(moments).reduce((sum, { count }) => sum + count, 0);
  return shownCounts(counts, { moments: countMoments(moments), vectors });
}

async function countTarget(tx: Kysely<TargetSchema>): Promise<MovedCounts> {
  const tables = { ...CATALOG_TABLES, ...AUDIENCE_TABLES, ...EVENT_TABLES, ...USAGE_TABLES };
  const counts = await countTables(tx as unknown as Kysely<TableSchema>, tables);
  const { moments, vectors } = await tx
    .selectNoFrom(({ selectFrom, fn }) => [
      selectFrom("moments").select(fn.countAll<number>().as("count")).as("moments"),
      selectFrom("moment_vectors").select(fn.countAll<number>().as("count")).as("vectors"),
    ])
    .executeTakeFirstOrThrow();
  return shownCounts(counts, { moments: moments ?? 0, vectors: vectors ?? 0 });
}
