/** Steps of the schema of events on SQLite; one that was released is never edited. */
export const EVENT_STEPS: readonly string[] = [
  `
  create table reel_events (
    stream text not null,
    id text not null,
    received_at integer not null,
    event_json text not null,
    primary key (stream, id)
  ) strict, without rowid;

  create table reel_plays (
    stream text primary key,
    day text not null,
    viewer text not null,
    experiment text not null,
    arm text not null,
    holdout integer not null,
    events integer not null,
    play_json text not null,
    started integer not null,
    completed integer not null,
    shown integer not null,
    clicked integer not null,
    followed integer not null
  ) strict;
  create index reel_plays_by_viewer on reel_plays (experiment, arm, viewer) where experiment <> '';

  create table reel_tallies (
    day text not null,
    experiment text not null,
    arm text not null,
    holdout integer not null,
    measure text not null,
    title text not null,
    place integer not null,
    count integer not null,
    primary key (day, experiment, arm, holdout, measure, title, place)
  ) strict, without rowid;
  `,
  "create index reel_events_by_arrival on reel_events (received_at);",
];
