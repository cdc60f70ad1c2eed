/**
 * Steps from an empty file to the schema of today, as those of the catalog (`../migrations.ts`): a step that was
 * released is never edited.
 *
 * Moments have a small number beside their id. Numbers of moments that are gone are given again, so that memory
 * indexed by number stays as large as what there is.
 */
export const MOMENT_STEPS: readonly string[] = [
  `
  create table moments (
    number integer primary key,
    id text not null unique,
    video text not null,
    collection text not null,
    index_id text not null,
    name text not null,
    start integer not null,
    end integer not null,
    -- whether it has a text to search, how many words, and how many around it
    has_text integer not null,
    words integer not null,
    around_words integer not null
  ) strict;
  create index moments_by_time on moments (video, start, end, id);
  create index moments_by_index on moments (index_id);
  create index moments_with_text on moments (number) where has_text = 1;

  -- What else there is of a moment, apart: what is read of all moments at once is small.
  create table contents (
    number integer primary key,
    -- what a Moment has beside its times
    moment_json text not null,
    -- facts and text around, where it was told of any
    annotation_json text
  ) strict;

  -- A row for each value of each field. Texts, fields too, are bytes that sort as filters compare (sortable-text.ts).
  create table facts (
    field blob not null,
    type integer not null,
    value any not null,
    moment integer not null,
    primary key (field, type, value, moment)
  ) strict, without rowid;

  -- Which moments hold a stem how often, for so many numbers at a time (stems.ts).
  create table stems (
    block integer not null,
    stem text not null,
    entries blob not null,
    primary key (block, stem)
  ) strict, without rowid;

  -- A moment's own words in order, for phrases and beginnings. They are words already: whatever is not ASCII is part
  -- of one, and no table of Unicode that SQLite has decides.
  create virtual table word_order using fts5 (
    words, content = '', contentless_delete = 1, tokenize = "ascii tokenchars '_'"
  );

  create table models (
    id integer primary key,
    name text not null unique,
    dimensions integer not null
  ) strict;

  -- Each vector once, however many moments have it: equal texts have equal vectors. The key is that of vectors.ts.
  create table vectors (
    key integer primary key,
    digest blob not null,
    vector blob not null
  ) strict;
  create index vectors_by_digest on vectors (digest);

  -- The 8-bit copies that are held in memory (vector-codes.ts).
  create table vector_codes (
    key integer primary key,
    scale real not null,
    error real not null,
    codes blob not null
  ) strict;

  create table moment_vectors (
    model integer not null,
    moment integer not null,
    vector integer not null,
    primary key (model, moment)
  ) strict, without rowid;
  `,
];
