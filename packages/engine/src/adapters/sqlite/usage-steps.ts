/** Steps of the usage store's schema; one that was released is never edited. */
export const USAGE_STEPS: readonly string[] = [
  `
  create table usage_counts (
    day text not null,
    key text not null,
    user text not null,
    meter text not null,
    amount integer not null,
    primary key (day, key, user, meter)
  ) strict, without rowid;

  create table usage_streams (stream text primary key, key text not null, day text not null) strict, without rowid;
  create table usage_listed (
    day text not null,
    stream text not null,
    playlist text not null,
    primary key (day, stream, playlist)
  ) strict, without rowid;
  create table usage_served (day text not null, segment text not null, primary key (day, segment)) strict, without rowid;
  create table usage_batches (id text primary key, day text not null) strict, without rowid;
  create index usage_batches_by_day on usage_batches (day);
  `,
];
