import type { MigrationStep } from "./migrate.ts";

/** The schema of events on PostgreSQL; texts are compared byte by byte. */
export const EVENT_STEPS: readonly MigrationStep[] = [
  [
    `create table reel_events (
      stream text collate "C" not null,
      id text collate "C" not null,
      received_at bigint not null,
      event_json text not null,
      primary key (stream, id)
    )`,
    `create table reel_plays (
      stream text collate "C" primary key,
      day text collate "C" not null,
      viewer text collate "C" not null,
      experiment text collate "C" not null,
      arm text collate "C" not null,
      holdout integer not null,
      events integer not null,
      play_json text not null,
      started bigint not null,
      completed bigint not null,
      shown bigint not null,
      clicked bigint not null,
      followed bigint not null
    )`,
    `create index reel_plays_by_viewer on reel_plays (experiment, arm, viewer) where experiment <> ''`,
    `create table reel_tallies (
      day text collate "C" not null,
      experiment text collate "C" not null,
      arm text collate "C" not null,
      holdout integer not null,
      measure text collate "C" not null,
      title text collate "C" not null,
      place integer not null,
      count bigint not null,
      primary key (day, experiment, arm, holdout, measure, title, place)
    )`,
  ],
  ["create index reel_events_by_arrival on reel_events (received_at)"],
];
