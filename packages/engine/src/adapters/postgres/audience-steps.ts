import type { MigrationStep } from "./migrate.ts";

/** The audience's schema on PostgreSQL. Ids are compared byte by byte, whatever the database's own collation is. */
export const AUDIENCE_STEPS: readonly MigrationStep[] = [
  [
    `create table audience_titles (
      id text collate "C" primary key,
      name text not null,
      launched_at bigint not null,
      age_rating integer not null,
      territories_json text not null,
      genres_json text not null,
      tags_json text not null,
      metadata_json text not null,
      created_at bigint not null,
      revision bigint not null,
      removed integer not null
    )`,
    "create index audience_titles_by_creation on audience_titles (created_at, id)",
    "create index audience_titles_by_revision on audience_titles (revision, id)",

    `create table audience_watches (
      viewer text collate "C" not null,
      title text collate "C" not null,
      time bigint not null,
      day integer not null,
      weight double precision not null,
      seen integer not null,
      primary key (viewer, title, time)
    )`,
    "create index audience_watches_by_day on audience_watches (day, title, weight)",

    `create table audience_models (
      id text collate "C" primary key,
      blob text not null,
      facts_json text not null,
      created_at bigint not null
    )`,

    `create table audience_changes (
      number bigint primary key,
      id text collate "C" not null unique,
      author text not null,
      why text not null,
      from_json text not null,
      to_json text not null,
      reverts text collate "C",
      evidence_json text,
      created_at bigint not null
    )`,

    "create table audience_revisions (name text primary key, revision bigint not null)",
    `insert into audience_revisions values ('titles', 0), ('watches', 0), ('models', 0), ('changes', 0)`,
  ],
];
