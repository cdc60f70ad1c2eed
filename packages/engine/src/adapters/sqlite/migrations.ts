import type { DatabaseSync } from "node:sqlite";
import { CutstreamError } from "../../errors.ts";

/**
 * Steps of the catalog from an empty file to the schema of today; `PRAGMA user_version` counts those done. A step that
 * was released is never edited: the next change is a further step.
 */
export const CATALOG_STEPS: readonly string[] = [
  `
  create table collections (
    id text primary key,
    name text not null,
    created_at integer not null
  ) strict;
  create index collections_by_creation on collections (created_at, id);

  create table videos (
    id text primary key,
    collection text not null references collections (id),
    name text not null,
    status text not null,
    version text,
    versions_json text not null,
    error_json text,
    created_at integer not null
  ) strict;
  create index videos_by_creation on videos (created_at, id);
  create index videos_by_collection on videos (collection, created_at, id);

  create table video_versions (
    version text not null,
    video text not null references videos (id) on delete cascade,
    primary key (version, video)
  ) strict, without rowid;
  create index video_versions_by_video on video_versions (video);

  create table jobs (
    id text primary key,
    kind text not null,
    payload_json text not null,
    video text not null references videos (id) on delete cascade,
    status text not null,
    stage text not null,
    progress real not null,
    attempts integer not null,
    error_json text,
    created_at integer not null,
    updated_at integer not null
  ) strict;
  create index jobs_by_status on jobs (status, created_at, id);
  create index jobs_by_video on jobs (video, created_at, id);

  create table streams (
    id text primary key,
    user text not null,
    name text not null,
    plan text not null,
    created_at integer not null,
    expires_at integer not null,
    revoked_at integer
  ) strict;
  create index streams_by_creation on streams (created_at, id);
  create index streams_by_user on streams (user, created_at, id);
  `,
  `
  create table indexes (
    id text primary key,
    video text not null references videos (id) on delete cascade,
    version text not null,
    name text not null,
    analyser_json text,
    status text not null,
    moments integer not null,
    warnings_json text not null,
    error_json text,
    created_at integer not null,
    updated_at integer not null
  ) strict;
  create index indexes_by_video on indexes (video, created_at, id);
  `,
  `
  create table assets (
    id text primary key,
    name text not null,
    hash text not null,
    format text not null,
    width integer not null,
    height integer not null,
    size integer not null,
    created_at integer not null
  ) strict;
  create index assets_by_creation on assets (created_at, id);
  create index assets_by_name on assets (name, created_at, id);
  create index assets_by_hash on assets (hash);
  `,
  "create index videos_by_name on videos (name);",
  "alter table collections add column prepare_json text not null default '[]';",
  `
  create table experiments (
    id text primary key,
    definition_json text not null,
    status text not null,
    created_at integer not null,
    ended_at integer
  ) strict;
  create index experiments_by_status on experiments (status, created_at, id);
  `,
  `
  create table mega_assets (
    id text primary key,
    name text not null unique,
    clip_types_json text not null,
    promoted_json text not null,
    created_at integer not null
  ) strict;
  create index mega_assets_by_creation on mega_assets (created_at, id);

  create table mega_versions (
    mega text not null references mega_assets (id) on delete cascade,
    number integer not null,
    video text not null,
    media text not null,
    status text not null,
    facts_json text not null,
    list_json text not null,
    report_json text,
    job text,
    created_at integer not null,
    updated_at integer not null,
    primary key (mega, number)
  ) strict;
  create index mega_versions_by_video on mega_versions (video);
  `,
  `
  create table cadences (
    id text primary key,
    revision integer not null,
    cadence_json text not null,
    created_at integer not null,
    updated_at integer not null
  ) strict;
  create index cadences_by_creation on cadences (created_at, id);

  create table reels (
    stream text primary key references streams (id) on delete cascade,
    viewer text not null,
    cadence text not null,
    mega text not null,
    version integer not null,
    record text not null,
    created_at integer not null
  ) strict;
  `,
  "create index jobs_by_kind on jobs (kind, created_at, id);",
  `
  create index streams_by_expiry on streams (expires_at);
  create index streams_by_revocation on streams (revoked_at) where revoked_at is not null;

  create table blob_uses (
    unit text primary key,
    day integer not null
  ) strict, without rowid;
  `,
  "alter table jobs add column origin_json text;",
];

/**
 * Brings a database to the schema of today, all steps in one transaction: whatever ends it on the way leaves the schema
 * that was there. A database that has all of them is not written to.
 * @param steps the steps to bring it through; those of this release by default.
 * @param what the database is, for people: the catalog by default.
 * @throws CutstreamError `storage_newer` where a later release made the database, and whatever SQLite throws.
 */
export function migrate(
  database: DatabaseSync,
  steps: readonly string[] = CATALOG_STEPS,
  what = "The catalog",
): void {
  if (stepsDone(database, steps, what) === steps.length) return;
  // The write lock first: of two processes that start together, the second finds the work done.
  database.exec("begin immediate");
  try {
    for (const step of steps.slice(stepsDone(database, steps, what))) database.exec(step);
    database.exec(`pragma user_version = ${steps.length}`);
    database.exec("commit");
  } catch (thrown) {
    if (database.isTransaction) database.exec("rollback");
    throw thrown;
  }
}

function stepsDone(database: DatabaseSync, steps: readonly string[], what: string): number {
  const done = Number(database.prepare("pragma user_version").get()?.user_version);
  if (done <= steps.length) return done;
  throw new CutstreamError(
    "storage_newer",
    `${what} has schema ${done}, and this release knows schemas up to ${steps.length}: a later release made it.`,
  );
}
