import type { DatabaseSync } from "node:sqlite";
import { openDatabase } from "../open-database.ts";
import { asStorageError } from "../sqlite-errors.ts";
import { MOMENT_STEPS } from "./schema.ts";

const WHAT = "The moment store";

/**
 * A SQLite file with moments. Counts with other processes that write to it: whoever keeps a copy of what is in it asks
 * {@link version} whether the copy still holds.
 */
export class MomentDatabase {
  readonly sql: DatabaseSync;

  /**
   * Opens it, makes it where there is none, and brings it to the schema of today.
   * @throws CutstreamError `storage_failed`, `storage_full`
   */
  constructor(path: string) {
    // Three vectors of 512 dimensions fit a page of this size; of 4,096 bytes each would take a page of its own. The
    // cache, in kibibytes: stems of common words and their moments are read again and again.
    const pragmas = ["page_size = 8192", "cache_size = -32768"];
    this.sql = openDatabase({ path, steps: MOMENT_STEPS, what: WHAT, pragmas });
  }

  /** Changes when another connection wrote (https://sqlite.org/pragma.html#pragma_data_version). */
  version(): number {
    return Number(this.sql.prepare("pragma data_version").get()?.data_version);
  }

  /** Runs work in a transaction that sees one state of the database. @throws CutstreamError */
  read<T>(work: () => T): T {
    return this.#transaction("begin", work);
  }

  /** Runs work in a transaction that is durable once this returns, and undone where it throws. @throws CutstreamError */
  write<T>(work: () => T): T {
    return this.#transaction("begin immediate", work);
  }

  close(): void {
    if (this.sql.isOpen) this.sql.close();
  }

  #transaction<T>(begin: string, work: () => T): T {
    try {
      this.sql.exec(begin);
      const result = work();
      this.sql.exec("commit");
      return result;
    } catch (thrown) {
      // SQLite has rolled back by itself after some errors.
      if (this.sql.isOpen && this.sql.isTransaction) this.sql.exec("rollback");
      throw asStorageError(thrown, "be read or written", WHAT);
    }
  }
}
