import { type Dialect, PostgresDialect } from "kysely";
import pg from "pg";
import { CutstreamError } from "../../errors.ts";
import { guardedDialect } from "./guarded-dialect.ts";

/** Connections of a pool at a time. */
const CONNECTIONS = 10;
/** Milliseconds. */
const CONNECT_TIMEOUT = 10_000;
const STATEMENT_TIMEOUT = 60_000;
/** A transaction that does nothing for so long belongs to a process that hangs. */
const IDLE_TIMEOUT = 60_000;

/** Type of `bigint` columns: times and flicks, all within what a number holds exactly. */
const BIGINT = pg.types.builtins.INT8;

/**
 * A dialect over a pool of connections to the PostgreSQL server at `url`, made when first needed.
 * @param url `postgresql://user:password@host:5432/database`, with options: `?sslmode=require&statement_timeout=5000`.
 * @throws CutstreamError `storage_failed` where it is no such URL.
 */
export function postgresDialect(url: string): Dialect {
  assertPostgresUrl(url);
  const pool = new pg.Pool({
    connectionString: url,
    application_name: "cutstream",
    max: CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT,
    statement_timeout: STATEMENT_TIMEOUT,
    idle_in_transaction_session_timeout: IDLE_TIMEOUT,
    keepAlive: true,
    types: {
      getTypeParser: (type: number, format?: "text" | "binary") =>
        type === BIGINT ? Number : pg.types.getTypeParser(type, format as "text"),
    },
  });
  // A connection that breaks fails the query that runs on it, and leaves the pool; between queries there is nobody to
  // tell, and an event that nobody hears would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return guardedDialect(new PostgresDialect({ pool }), databaseName(url));
}

/** Where a database is, for people: without the password. */
function databaseName(url: string): string {
  const { host, pathname, searchParams } = new URL(url);
  return `${searchParams.get("host") ?? host}${pathname}`;
}

function assertPostgresUrl(url: string): void {
  const protocol = URL.canParse(url) ? new URL(url).protocol : "";
  if (protocol === "postgres:" || protocol === "postgresql:") return;
  throw new CutstreamError(
    "storage_failed",
    "The database URL does not begin with postgresql://; give postgresql://user:password@host:5432/database.",
  );
}
