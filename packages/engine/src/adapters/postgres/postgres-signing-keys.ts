import { type Dialect, type Kysely, sql } from "kysely";
import {
  assertRemovable,
  newSigningKey,
  type SigningKey,
  type SigningKeyStore,
} from "../../seams/signing-key-store.ts";
import { withClosing } from "./closing.ts";
import { postgresDialect } from "./connect.ts";
import { type MigrationStep, migrate, migrating } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";

/** Seconds after which a new key signs: by then every node has read it, however unlucky it was with its turn. */
const SETTLED_AFTER = 30;

const STEPS: readonly MigrationStep[] = [
  [
    `create table signing_keys (
      id text collate "C" primary key,
      secret text not null,
      created_at timestamptz not null
    )`,
  ],
];

/** What {@link openPostgresSigningKeys} works with. */
export interface PostgresSigningKeysOptions {
  /** `postgresql://user:password@host:5432/database`. */
  readonly url: string;
  /** Gives the keys that a database without any gets, newest first; asked once, however many nodes start. */
  readonly initial: () => Promise<readonly SigningKey[]>;
}

/** The table, as Kysely sees it. */
export interface SigningKeySchema {
  readonly signing_keys: { id: string; secret: string; created_at: Date };
}

/**
 * Opens the signing keys that all nodes of a database share. A new key verifies at once and signs
 * {@link SETTLED_AFTER} seconds later, by the database's clock, so that no node meets a signature of a key that it has
 * not read yet.
 * @throws CutstreamError `storage_failed`
 */
export async function openPostgresSigningKeys({
  url,
  initial,
}: PostgresSigningKeysOptions): Promise<SigningKeyStore> {
  return createPostgresSigningKeys(postgresDialect(url), initial);
}

/** As {@link openPostgresSigningKeys}, over anything that speaks PostgreSQL and whose errors are CutstreamErrors. */
export async function createPostgresSigningKeys(
  dialect: Dialect,
  initial: PostgresSigningKeysOptions["initial"],
): Promise<SigningKeyStore> {
  const db = await openDatabase<SigningKeySchema>(dialect, async (db) => {
    await migrateSigningKeys(db);
    // One node at a time: the second finds the keys of the first.
    await migrating(db, async (tx) => {
      if ((await readKeys(tx)).length === 0) await insertKeys(tx, await initial());
    });
  });
  const keys = {
    read: () => readKeys(db),

    async rotate() {
      const key = newSigningKey();
      await db
        .insertInto("signing_keys")
        .values({ ...key, created_at: sql<Date>`now()` })
        .execute();
      return key;
    },

    async remove(id: string) {
      await db.transaction().execute(async (tx) => {
        // Of two that take the last two keys out at a time, one finds that it would be the last.
        const all = await tx.selectFrom("signing_keys").select("id").forUpdate().execute();
        assertRemovable(
          id,
          all.map((key) => key.id),
        );
        await tx.deleteFrom("signing_keys").where("id", "=", id).execute();
      });
    },
  };
  return withClosing("store of signing keys", keys, () => db.destroy());
}

/** Makes the table of signing keys. */
export function migrateSigningKeys<Schema>(db: Kysely<Schema>): Promise<void> {
  return migrate(db, "keys", STEPS);
}

/** Adds keys that have been in use for long. @param keys newest first */
export async function insertKeys(db: Kysely<SigningKeySchema>, keys: readonly SigningKey[]): Promise<void> {
  for (const [age, { id, secret }] of keys.entries()) {
    const created_at = sql<Date>`now() - make_interval(secs => ${SETTLED_AFTER + age})`;
    await db.insertInto("signing_keys").values({ id, secret, created_at }).execute();
  }
}

async function readKeys(db: Kysely<SigningKeySchema>): Promise<readonly SigningKey[]> {
  const rows = await db
    .selectFrom("signing_keys")
    .select(["id", "secret"])
    .select(sql<boolean>`created_at <= now() - make_interval(secs => ${SETTLED_AFTER})`.as("settled"))
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  const keyOf = ({ id, secret }: SigningKey): SigningKey => ({ id, secret });
  return [...rows.filter((row) => row.settled), ...rows.filter((row) => !row.settled)].map(keyOf);
}
