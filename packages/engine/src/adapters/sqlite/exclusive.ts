import { existsSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { CutstreamError } from "../../errors.ts";
import { asStorageError } from "./sqlite-errors.ts";

/** Primary result code of a database that another connection has (https://sqlite.org/rescode.html#busy). */
const SQLITE_BUSY = 5;

/**
 * Opens a SQLite file that nobody else has open, and keeps others out until it is closed: a server that runs on it
 * holds a lock as long as it does (https://sqlite.org/wal.html#use_of_wal_without_shared_memory).
 * @throws CutstreamError `not_found` where there is no such file, `storage_failed` where somebody else has it open.
 */
export function openExclusively(path: string): DatabaseSync {
  if (!existsSync(path)) throw new CutstreamError("not_found", `There is no file ${path}.`);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path);
    database.exec("pragma locking_mode = exclusive");
    database.exec("begin exclusive; commit");
    return database;
  } catch (thrown) {
    database?.close();
    if ((thrown as { errcode?: number }).errcode === SQLITE_BUSY) {
      const message = `${path} is in use: stop the server that runs on it, and try again.`;
      throw new CutstreamError("storage_failed", message, { cause: thrown });
    }
    throw asStorageError(thrown, `be opened at ${path}`);
  }
}
