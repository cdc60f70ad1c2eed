import type { MigrationStep } from "./migrate.ts";

/**
 * The catalog's schema on PostgreSQL. Ids are compared byte by byte, as everywhere else, whatever the database's own
 * collation is.
 */
export const CATALOG_STEPS: readonly MigrationStep[] = [
  [
    `create table collections (
      id text collate "C" primary key,
      name text not null,
      created_at bigint not null
    )`,
    `create index collections_by_creation on collections (created_at, id)`,

    `create table videos (
      id text collate "C" primary key,
      collection text collate "C" not null
        constraint videos_collection_fkey references collections (id),
      name text not null,
      status text not null,
      version text,
      versions_json text not null,
      error_json text,
      created_at bigint not null
    )`,
    `create index videos_by_creation on videos (created_at, id)`,
    `create index videos_by_collection on videos (collection, created_at, id)`,

    `create table video_versions (
      version text collate "C" not null,
      video text collate "C" not null references videos (id) on delete cascade,
      primary key (version, video)
    )`,
    `create index video_versions_by_video on video_versions (video)`,

    `create table jobs (
      id text collate "C" primary key,
      kind text not null,
      payload_json text not null,
      video text collate "C" not null
        constraint jobs_video_fkey references videos (id) on delete cascade,
      status text not null,
      stage text not null,
      progress double precision not null,
      attempts integer not null,
      error_json text,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    `create index jobs_by_status on jobs (status, created_at, id)`,
    `create index jobs_by_video on jobs (video, created_at, id)`,

    `create table indexes (
      id text collate "C" primary key,
      video text collate "C" not null
        constraint indexes_video_fkey references videos (id) on delete cascade,
      version text not null,
      name text not null,
      analyser_json text,
      status text not null,
      moments integer not null,
      warnings_json text not null,
      error_json text,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    `create index indexes_by_video on indexes (video, created_at, id)`,

    `create table streams (
      id text collate "C" primary key,
      "user" text collate "C" not null,
      name text not null,
      plan text not null,
      created_at bigint not null,
      expires_at bigint not null,
      revoked_at bigint
    )`,
    `create index streams_by_creation on streams (created_at, id)`,
    `create index streams_by_user on streams ("user", created_at, id)`,
  ],
  [
    `create table assets (
      id text collate "C" primary key,
      name text collate "C" not null,
      hash text collate "C" not null,
      format text not null,
      width integer not null,
      height integer not null,
      size bigint not null,
      created_at bigint not null
    )`,
    `create index assets_by_creation on assets (created_at, id)`,
    `create index assets_by_name on assets (name, created_at, id)`,
    `create index assets_by_hash on assets (hash)`,
  ],
  // hashed: names may be longer than an ordered index takes
  [`create index videos_by_name on videos using hash (name)`],
  [`alter table collections add column prepare_json text not null default '[]'`],
  [
    `create table experiments (
      id text collate "C" primary key,
      definition_json text not null,
      status text not null,
      created_at bigint not null,
      ended_at bigint
    )`,
    `create index experiments_by_status on experiments (status, created_at, id)`,
  ],
  [
    `create table mega_assets (
      id text collate "C" primary key,
      name text collate "C" not null unique,
      clip_types_json text not null,
      promoted_json text not null,
      created_at bigint not null
    )`,
    `create index mega_assets_by_creation on mega_assets (created_at, id)`,
    `create table mega_versions (
      mega text collate "C" not null
        constraint mega_versions_mega_fkey references mega_assets (id) on delete cascade,
      number integer not null,
      video text collate "C" not null,
      media text not null,
      status text not null,
      facts_json text not null,
      list_json text not null,
      report_json text,
      job text,
      created_at bigint not null,
      updated_at bigint not null,
      primary key (mega, number)
    )`,
    `create index mega_versions_by_video on mega_versions (video)`,
  ],
  [
    `create table cadences (
      id text collate "C" primary key,
      revision integer not null,
      cadence_json text not null,
      created_at bigint not null,
      updated_at bigint not null
    )`,
    `create index cadences_by_creation on cadences (created_at, id)`,

    `create table reels (
      stream text collate "C" primary key references streams (id) on delete cascade,
      viewer text collate "C" not null,
      cadence text collate "C" not null,
      mega text collate "C" not null,
      version integer not null,
      record text not null,
      created_at bigint not null
    )`,
  ],
  [`create index jobs_by_kind on jobs (kind, created_at, id)`],
  [
    `create index streams_by_expiry on streams (expires_at)`,
    `create index streams_by_revocation on streams (revoked_at) where revoked_at is not null`,
    `create table blob_uses (
      unit text collate "C" primary key,
      day integer not null
    )`,
  ],
  [`alter table jobs add column origin_json text`],
];
