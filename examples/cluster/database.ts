import { startPgliteServer } from "../../tests/kit/pglite.ts";
import { hasExtension, postgresPrograms, startPostgres } from "../../tests/kit/postgres.ts";

/** What all nodes share of databases. */
export interface ClusterDatabase {
  /** What a node needs in its environment to use it. */
  readonly environment: Readonly<Record<string, string>>;
  /** For people. */
  readonly what: string;
  stop(): Promise<void>;
}

/** Whether PostgreSQL is installed. */
export const hasDatabase = (): boolean => postgresPrograms() !== undefined;

/** What a node has of connections at most, and what it has of them to the moments. */
const OF_A_NODE = { all: 60, moments: 10 };

/**
 * Starts PostgreSQL. Moments need pgvector, of which Debian 12 has no package: where it is not installed, they are in
 * PGlite, the same PostgreSQL in this process, which runs one transaction after the other. All else is not: jobs, locks
 * and notices are of sessions, and PGlite has one.
 */
export async function startDatabase(nodes: number): Promise<ClusterDatabase> {
  const programs = postgresPrograms();
  if (!programs) throw new Error("PostgreSQL is not installed: apt-get install postgresql");
  const server = await startPostgres(programs, [`max_connections=${nodes * OF_A_NODE.all}`]);
  const DATABASE_URL = await server.database();
  if (hasExtension(programs, "vector"))
    return { environment: { DATABASE_URL }, what: "PostgreSQL with pgvector", stop: server.stop };
  const moments = await startPgliteServer(nodes * OF_A_NODE.moments);
  return {
    environment: { DATABASE_URL, MOMENTS_DATABASE_URL: moments.url },
    what: "PostgreSQL, and PGlite for moments, since it has no pgvector here",
    async stop() {
      await moments.stop();
      await server.stop();
    },
  };
}
