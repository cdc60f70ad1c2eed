/** Steps of the audience's schema; one that was released is never edited. */
export const AUDIENCE_STEPS: readonly string[] = [
  `
  create table audience_titles (
    id text primary key,
    name text not null,
    launched_at integer not null,
    age_rating integer not null,
    territories_json text not null,
    genres_json text not null,
    tags_json text not null,
    metadata_json text not null,
    created_at integer not null,
    revision integer not null,
    removed integer not null
  ) strict;
  create index audience_titles_by_creation on audience_titles (created_at, id);
  create index audience_titles_by_revision on audience_titles (revision, id);

  create table audience_watches (
    viewer text not null,
    title text not null,
    time integer not null,
    day integer not null,
    weight real not null,
    seen integer not null,
    primary key (viewer, title, time)
  ) strict, without rowid;
  create index audience_watches_by_day on audience_watches (day, title, weight);

  create table audience_models (
    id text primary key,
    blob text not null,
    facts_json text not null,
    created_at integer not null
  ) strict;

  create table audience_changes (
    number integer primary key,
    id text not null unique,
    author text not null,
    why text not null,
    from_json text not null,
    to_json text not null,
    reverts text,
    evidence_json text,
    created_at integer not null
  ) strict;

  create table audience_revisions (name text primary key, revision integer not null) strict;
  insert into audience_revisions values ('titles', 0), ('watches', 0), ('models', 0), ('changes', 0);
  `,
];
