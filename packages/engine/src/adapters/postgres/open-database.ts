import { type Dialect, Kysely } from "kysely";

/**
 * Opens a database, or a part of one, and brings it to the schema of today. Where that fails nothing stays open.
 * @param prepare brings it there: {@link migrate}, and what else its users count on.
 * @throws what `prepare` does
 */
export async function openDatabase<Schema>(
  dialect: Dialect,
  prepare: (db: Kysely<Schema>) => Promise<unknown>,
): Promise<Kysely<Schema>> {
  const db = new Kysely<Schema>({ dialect });
  try {
    await prepare(db);
    return db;
  } catch (thrown) {
    await db.destroy();
    throw thrown;
  }
}
