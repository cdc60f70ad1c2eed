import type {
  CompiledQuery,
  DatabaseConnection,
  Dialect,
  Driver,
  QueryResult,
  TransactionSettings,
} from "kysely";
import { asStorageError } from "./postgres-errors.ts";

/**
 * A dialect of PostgreSQL whose errors are CutstreamErrors: `storage_full`, `storage_failed`, and those of the catalog
 * where a row refers to one that is not there.
 * @param name of the database, for messages.
 */
export function guardedDialect(dialect: Dialect, name: string): Dialect {
  return {
    createDriver: () => new GuardedDriver(dialect.createDriver(), name),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

class GuardedDriver implements Driver {
  readonly #driver: Driver;
  readonly #name: string;

  constructor(driver: Driver, name: string) {
    this.#driver = driver;
    this.#name = name;
  }

  init(): Promise<void> {
    return guarded(this.#name, () => this.#driver.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return new GuardedConnection(
      await guarded(this.#name, () => this.#driver.acquireConnection()),
      this.#name,
    );
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return guarded(this.#name, () => this.#driver.beginTransaction(bare(connection), settings));
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return guarded(this.#name, () => this.#driver.commitTransaction(bare(connection)));
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return guarded(this.#name, () => this.#driver.rollbackTransaction(bare(connection)));
  }

  releaseConnection(connection: DatabaseConnection): Promise<void> {
    return guarded(this.#name, () => this.#driver.releaseConnection(bare(connection)));
  }

  destroy(): Promise<void> {
    return guarded(this.#name, () => this.#driver.destroy());
  }
}

class GuardedConnection implements DatabaseConnection {
  readonly bare: DatabaseConnection;
  readonly #name: string;

  constructor(bare: DatabaseConnection, name: string) {
    this.bare = bare;
    this.#name = name;
  }

  executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return guarded(this.#name, () => this.bare.executeQuery<R>(query), query);
  }

  streamQuery<R>(query: CompiledQuery, chunkSize: number): AsyncIterableIterator<QueryResult<R>> {
    return this.bare.streamQuery<R>(query, chunkSize);
  }
}

/** The driver's own connection: it keeps what it knows of it in private fields. */
function bare(connection: DatabaseConnection): DatabaseConnection {
  return connection instanceof GuardedConnection ? connection.bare : connection;
}

async function guarded<T>(name: string, work: () => Promise<T>, query?: CompiledQuery): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw asStorageError(thrown, name, query?.query.kind);
  }
}
