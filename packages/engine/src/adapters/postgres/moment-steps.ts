import type { MigrationStep } from "./migrate.ts";

/** Bytes of a text's order that are indexed; a row of an index holds no more than 2,704. */
export const ORDER_PREFIX = 128;

/**
 * The schema of moments on PostgreSQL. `moments` has what is searched, `moment_contents` what is shown, so that a scan
 * of the one reads little. Ids are compared byte by byte, as everywhere else.
 */
export const MOMENT_STEPS: readonly MigrationStep[] = [
  [
    `create table moments (
      key bigint generated always as identity primary key,
      id text collate "C" not null unique,
      video text collate "C" not null,
      collection text collate "C" not null,
      index_id text collate "C" not null,
      name text collate "C" not null,
      start_flicks bigint not null,
      end_flicks bigint not null,
      has_text boolean not null,
      words text not null,
      stems text not null,
      around_stems text not null,
      word_count integer not null,
      around_count integer not null,
      terms tsvector not null
    )`,
    `create index moments_by_time on moments (video, start_flicks, end_flicks, id)`,
    `create index moments_by_span on moments using gist (video, int8range(start_flicks, end_flicks))`,
    `create index moments_by_index on moments (index_id)`,
    `create index moments_by_collection on moments (collection, name)`,
    `create index moments_by_terms on moments using gin (terms) with (fastupdate = off)`,

    `create table moment_contents (
      moment bigint primary key references moments (key) on delete cascade,
      content_json text not null,
      annotation_json text
    )`,

    `create table moment_facts (
      moment bigint not null references moments (key) on delete cascade,
      field text collate "C" not null,
      value text collate "C" not null,
      number double precision,
      text_order bytea,
      primary key (moment, field, value)
    )`,
    `create index moment_facts_by_value on moment_facts (field, value, moment)`,
    `create index moment_facts_by_number on moment_facts (field, number, moment) where number is not null`,
    `create index moment_facts_by_text on moment_facts (field, substring(text_order from 1 for ${ORDER_PREFIX}))
      where text_order is not null`,

    // How often a field has a value is not what the two have by themselves.
    `create statistics moment_fact_values (mcv) on field, value from moment_facts`,

    `create table moment_models (
      id integer generated always as identity primary key,
      name text collate "C" not null unique,
      dimensions integer not null
    )`,
    `create table moment_vectors (
      moment bigint not null references moments (key) on delete cascade,
      model integer not null references moment_models (id) on delete cascade,
      embedding vector not null,
      primary key (moment, model)
    )`,
    // Beside its row as long as it fits a page, so that a scan of many reads pages one after the other.
    `alter table moment_vectors alter column embedding set storage main`,

    // How many moments there are, and words: a row per change, whose sum is exact and takes no scan to know.
    `create table moment_totals (
      moments bigint not null,
      words bigint not null,
      around bigint not null
    )`,
    `create function count_moments() returns trigger language plpgsql as $$
      begin
        if tg_op <> 'INSERT' then
          insert into moment_totals
            select -count(*), -coalesce(sum(word_count), 0), -coalesce(sum(around_count), 0) from old_rows;
        end if;
        if tg_op <> 'DELETE' then
          insert into moment_totals
            select count(*), coalesce(sum(word_count), 0), coalesce(sum(around_count), 0) from new_rows;
        end if;
        return null;
      end
    $$`,
    `create trigger count_added after insert on moments
      referencing new table as new_rows for each statement execute function count_moments()`,
    `create trigger count_changed after update on moments
      referencing old table as old_rows new table as new_rows for each statement execute function count_moments()`,
    `create trigger count_deleted after delete on moments
      referencing old table as old_rows for each statement execute function count_moments()`,
  ],
];
