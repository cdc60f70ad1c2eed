import { type Kysely, sql } from "kysely";
import { CutstreamError } from "../../errors.ts";
import { migrating } from "./migrate.ts";

/** What moments need of the database: vectors, with iterative scans; and spans of a video in one index. */
export const EXTENSIONS = [
  { name: "vector", package: "pgvector", least: [0, 8] },
  { name: "btree_gist", package: "PostgreSQL's contrib", least: [1, 0] },
] as const;

type Extension = (typeof EXTENSIONS)[number];

/**
 * Makes sure that the database has the extensions that moments need, and creates those that are installed.
 * @throws CutstreamError `storage_failed`, with what to install and to run.
 */
export function ensureExtensions<Schema>(db: Kysely<Schema>): Promise<void> {
  return migrating(db, ensureAll);
}

async function ensureAll<Schema>(db: Kysely<Schema>): Promise<void> {
  for (const extension of EXTENSIONS)
    assertRecent(extension, (await versionOf(db, extension.name)) ?? (await create(db, extension)));
}

/** @throws CutstreamError `storage_failed` where this version of an extension is too old. */
export function assertRecent({ name, package: origin, least }: Extension, version: string): void {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > least[0] || (major === least[0] && minor >= least[1])) return;
  throw new CutstreamError(
    "storage_failed",
    `The database has the extension ${name} ${version}, and moments need ${least.join(".")} or later: update ${origin}, then run ALTER EXTENSION ${name} UPDATE.`,
  );
}

/** The error of a database that has not this extension, with what to install and to run. */
export function missingExtension({ name, package: origin }: Extension, cause?: unknown): CutstreamError {
  return new CutstreamError(
    "storage_failed",
    `The database has no extension ${name}, which moments need: install ${origin} on its server, and run CREATE EXTENSION ${name} in the database as one who may.`,
    { cause },
  );
}

async function versionOf<Schema>(db: Kysely<Schema>, name: string): Promise<string | undefined> {
  const { rows } = await sql<{ version: string }>`
    select extversion as version from pg_extension where extname = ${name}`.execute(db);
  return rows[0]?.version;
}

async function create<Schema>(db: Kysely<Schema>, extension: Extension): Promise<string> {
  try {
    await sql`create extension if not exists ${sql.id(extension.name)}`.execute(db);
  } catch (cause) {
    throw missingExtension(extension, cause);
  }
  return (await versionOf(db, extension.name)) ?? "";
}
