/**
 * Tables of the audience, as Kysely sees them. Times are milliseconds since 1970; columns named `*_json` hold JSON text,
 * flags are 0 or 1.
 */
export interface AudienceSchema {
  readonly audience_titles: TitleTable;
  readonly audience_watches: WatchTable;
  readonly audience_models: ModelTable;
  readonly audience_changes: RankingChangeTable;
  readonly audience_revisions: RevisionTable;
}

export interface TitleTable {
  id: string;
  name: string;
  launched_at: number;
  age_rating: number;
  territories_json: string;
  genres_json: string;
  tags_json: string;
  metadata_json: string;
  created_at: number;
  revision: number;
  removed: number;
}

export interface WatchTable {
  viewer: string;
  title: string;
  time: number;
  /** Days since 1970. */
  day: number;
  weight: number;
  seen: number;
}

export interface ModelTable {
  id: string;
  blob: string;
  facts_json: string;
  created_at: number;
}

export interface RankingChangeTable {
  /** Counts up from 1: two made upon the same one cannot both be stored. */
  number: number;
  id: string;
  author: string;
  why: string;
  from_json: string;
  to_json: string;
  reverts: string | null;
  evidence_json: string | null;
  created_at: number;
}

export interface RevisionTable {
  name: string;
  revision: number;
}
