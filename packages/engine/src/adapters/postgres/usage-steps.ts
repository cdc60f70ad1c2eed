import type { MigrationStep } from "./migrate.ts";

/** The usage store's schema on PostgreSQL. Names are compared byte by byte, whatever the database's collation is. */
export const USAGE_STEPS: readonly MigrationStep[] = [
  [
    `create table usage_counts (
      day text collate "C" not null,
      key text collate "C" not null,
      "user" text collate "C" not null,
      meter text collate "C" not null,
      amount bigint not null,
      primary key (day, key, "user", meter)
    )`,
    `create table usage_streams (
      stream text collate "C" primary key,
      key text collate "C" not null,
      day text collate "C" not null
    )`,
    `create table usage_listed (
      day text collate "C" not null,
      stream text collate "C" not null,
      playlist text collate "C" not null,
      primary key (day, stream, playlist)
    )`,
    `create table usage_served (
      day text collate "C" not null,
      segment text collate "C" not null,
      primary key (day, segment)
    )`,
    `create table usage_batches (id text collate "C" primary key, day text collate "C" not null)`,
    "create index usage_batches_by_day on usage_batches (day)",
  ],
];
