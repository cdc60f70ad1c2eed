import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Dialect, Kysely, sql } from "kysely";
import { postgresDialect } from "../packages/engine/src/adapters/postgres/connect.ts";
import { pgliteDialect, startPglite } from "../packages/engine/src/adapters/postgres/pglite.fixtures.ts";
import {
  createPostgresMomentStore,
  type PostgresMomentOptions,
} from "../packages/engine/src/adapters/postgres/postgres-moment-store.ts";
import { embeddedFiles, openStores } from "../packages/engine/src/open/open-stores.ts";
import { moveStoresTo } from "../packages/engine/src/operate/move-stores.ts";
import { hasExtension, postgresPrograms, startPostgres } from "../tests/kit/postgres.ts";
import { makeMoments } from "./lib/made-moments.ts";
import type { Benchmark, Measurement } from "./lib/measurement.ts";
import { SEED } from "./lib/timelines.ts";
import { DIMENSIONS, searchMoments, writeMoments } from "./retrieve.ts";

/**
 * What it costs to find moments in PostgreSQL: the moments, queries and filters of `retrieve.ts`, moved from SQLite by
 * what `cutstream move-catalog` does. The vectors of the 12.5 % and the 0.1 % that filters keep are compared one and
 * all; those of all moments are looked up in HNSW.
 *
 * On a server with pgvector, where this machine has one: 100,000 moments, over a socket, `shared_buffers` 1 GB, fsync
 * off. On PGlite everywhere, which is PostgreSQL in WebAssembly on one thread: 10,000, as it takes several times as
 * long for everything, and up to 5,000 compared one and all, so that there is something left for HNSW.
 */
export const postgres: Benchmark = {
  name: "postgres",
  title: "Find moments in PostgreSQL",
  async run(full) {
    const runs = full ? 200 : 30;
    return [...(await onServer(runs)), ...(await onPglite(runs))];
  },
};

async function onServer(runs: number): Promise<Measurement[]> {
  const programs = postgresPrograms();
  if (!programs || !hasExtension(programs, "vector")) {
    console.warn("SKIPPED PostgreSQL on a server: this machine has none with pgvector");
    return [];
  }
  const server = await startPostgres(programs, ["shared_buffers=1GB"]);
  try {
    const url = await server.database();
    return await measure(() => postgresDialect(url), { count: 100_000, runs, what: "server, 100,000" });
  } finally {
    await server.stop();
  }
}

async function onPglite(runs: number): Promise<Measurement[]> {
  const pglite = await startPglite();
  try {
    const options = { mostScanned: 5_000 };
    return await measure(() => pgliteDialect(pglite), {
      count: 10_000,
      runs,
      what: "PGlite, 10,000",
      options,
    });
  } finally {
    await pglite.close();
  }
}

interface Case {
  readonly count: number;
  readonly runs: number;
  readonly what: string;
  readonly options?: PostgresMomentOptions;
}

async function measure(dialect: () => Dialect, { count, runs, what, options }: Case): Promise<Measurement[]> {
  const made = makeMoments(count, DIMENSIONS, SEED);
  const folder = await mkdtemp(join(tmpdir(), "cutstream-bench-"));
  try {
    const embedded = await openStores({ dataDir: folder });
    await Promise.all(Object.values(embedded).map((store) => store.close()));
    await writeMoments(made, count, embeddedFiles(folder).moments);
    const start = performance.now();
    await moveStoresTo(dialect(), { dataDir: folder });
    const moved = performance.now() - start;
    const store = await createPostgresMomentStore(dialect(), options);
    const searched = await searchMoments(made, store, runs);
    await store.close();
    const figures = [
      { what: "move from SQLite", value: moved / 1000, unit: "s" },
      { what: "database", value: (await databaseSize(dialect())) / 2 ** 20, unit: "MiB" },
      // Promises are the embedded store's.
      ...searched.map(({ budget: _, ...rest }) => rest),
    ];
    return figures.map((one) => ({ ...one, what: `${what}: ${one.what}` }));
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function databaseSize(dialect: Dialect): Promise<number> {
  const db = new Kysely({ dialect });
  const { rows } = await sql<{ size: number }>`select pg_database_size(current_database()) as size`.execute(
    db,
  );
  await db.destroy();
  return rows[0]?.size ?? 0;
}
