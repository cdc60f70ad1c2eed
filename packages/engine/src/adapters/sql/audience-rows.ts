import type { Insertable, Selectable } from "kysely";
import type { ModelRow, RankingChangeRow, TitleRow, WatchRow } from "../../seams/audience-store.ts";
import type { ModelTable, RankingChangeTable, TitleTable, WatchTable } from "./audience-schema.ts";

const DAY = 86_400_000;

export function writeTitle(row: TitleRow, revision: number): Insertable<TitleTable> {
  return {
    id: row.id,
    name: row.name,
    launched_at: row.launchedAt,
    age_rating: row.ageRating,
    territories_json: JSON.stringify(row.territories),
    genres_json: JSON.stringify(row.genres),
    tags_json: JSON.stringify(row.tags),
    metadata_json: JSON.stringify(row.metadata),
    created_at: row.createdAt,
    revision,
    removed: 0,
  };
}

export function readTitle(row: Selectable<TitleTable>): TitleRow {
  return {
    id: row.id,
    name: row.name,
    launchedAt: row.launched_at,
    ageRating: row.age_rating,
    territories: JSON.parse(row.territories_json),
    genres: JSON.parse(row.genres_json),
    tags: JSON.parse(row.tags_json),
    metadata: JSON.parse(row.metadata_json),
    createdAt: row.created_at,
  };
}

export function writeWatch({ seen, ...row }: WatchRow): Insertable<WatchTable> {
  return { ...row, seen: seen ? 1 : 0, day: Math.floor(row.time / DAY) };
}

export function readWatch({ viewer, title, time, weight, seen }: Selectable<WatchTable>): WatchRow {
  return { viewer, title, time, weight, seen: seen === 1 };
}

export function writeModel({ id, blob, facts, createdAt }: ModelRow): Insertable<ModelTable> {
  return { id, blob, facts_json: JSON.stringify(facts), created_at: createdAt };
}

export function readModel(row: Selectable<ModelTable>): ModelRow {
  return { id: row.id, blob: row.blob, facts: JSON.parse(row.facts_json), createdAt: row.created_at };
}

export function writeChange(row: RankingChangeRow, number: number): Insertable<RankingChangeTable> {
  return {
    number,
    id: row.id,
    author: row.by,
    why: row.why,
    from_json: JSON.stringify(row.from),
    to_json: JSON.stringify(row.to),
    reverts: row.reverts,
    evidence_json: row.evidence && JSON.stringify(row.evidence),
    created_at: row.createdAt,
  };
}

export function readChange(row: Selectable<RankingChangeTable>): RankingChangeRow {
  return {
    id: row.id,
    by: row.author,
    why: row.why,
    from: JSON.parse(row.from_json),
    to: JSON.parse(row.to_json),
    reverts: row.reverts,
    evidence: row.evidence_json === null ? null : JSON.parse(row.evidence_json),
    createdAt: row.created_at,
  };
}
