import { PGLiteSocketServer } from "@electric-sql/pglite-socket";
import { startPglite } from "../../packages/engine/src/adapters/postgres/pglite.fixtures.ts";

/** PostgreSQL with pgvector on a port of loopback: what tests have where no server has pgvector. */
export interface PgliteServer {
  /** Of its one database. */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Starts one with an empty database, in this process. It runs one transaction after the other, whoever asks.
 * @param maxConnections by default enough for the pools of two servers.
 */
export async function startPgliteServer(maxConnections = 50): Promise<PgliteServer> {
  const db = await startPglite();
  const server = new PGLiteSocketServer({ db, host: "127.0.0.1", port: 0, maxConnections });
  await server.start();
  return {
    url: `postgresql://postgres@${server.getServerConn()}/postgres?sslmode=disable`,
    async stop() {
      await server.stop();
      await db.close();
    },
  };
}
