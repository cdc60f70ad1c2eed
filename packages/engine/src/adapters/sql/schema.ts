/**
 * Tables of the catalog, as Kysely sees them. Times are milliseconds since 1970; columns named `*_json` hold JSON text.
 * Nothing here is particular to one database: adapters bring a dialect and their own migrations.
 */
export interface CatalogSchema {
  readonly collections: CollectionTable;
  readonly videos: VideoTable;
  readonly video_versions: VideoVersionTable;
  readonly jobs: JobTable;
  readonly indexes: IndexTable;
  readonly streams: StreamTable;
  readonly reels: ReelTable;
  readonly cadences: CadenceTable;
  readonly assets: AssetTable;
  readonly experiments: ExperimentTable;
  readonly mega_assets: MegaAssetTable;
  readonly mega_versions: MegaVersionTable;
  readonly blob_uses: BlobUseTable;
}

/** When blobs were asked for last. */
export interface BlobUseTable {
  /** Key of a blob, or the start of some. */
  unit: string;
  /** Days since 1970, UTC. */
  day: number;
}

export interface CollectionTable {
  id: string;
  name: string;
  created_at: number;
  prepare_json: string;
}

export interface VideoTable {
  id: string;
  collection: string;
  name: string;
  status: string;
  version: string | null;
  versions_json: string;
  error_json: string | null;
  created_at: number;
}

/** Which videos have, or had, a version: the index of `videos.version` and `videos.versions_json`. */
export interface VideoVersionTable {
  version: string;
  video: string;
}

export interface JobTable {
  id: string;
  kind: string;
  payload_json: string;
  video: string;
  status: string;
  stage: string;
  progress: number;
  attempts: number;
  error_json: string | null;
  origin_json: string | null;
  created_at: number;
  updated_at: number;
}

export interface IndexTable {
  id: string;
  video: string;
  version: string;
  name: string;
  analyser_json: string | null;
  status: string;
  moments: number;
  warnings_json: string;
  error_json: string | null;
  created_at: number;
  updated_at: number;
}

export interface AssetTable {
  id: string;
  name: string;
  hash: string;
  format: string;
  width: number;
  height: number;
  size: number;
  created_at: number;
}

export interface ExperimentTable {
  id: string;
  definition_json: string;
  status: string;
  created_at: number;
  ended_at: number | null;
}

export interface StreamTable {
  id: string;
  user: string;
  name: string;
  plan: string;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
}

export interface MegaAssetTable {
  id: string;
  name: string;
  clip_types_json: string;
  promoted_json: string;
  created_at: number;
}

export interface MegaVersionTable {
  mega: string;
  number: number;
  video: string;
  media: string;
  status: string;
  facts_json: string;
  list_json: string;
  report_json: string | null;
  job: string | null;
  created_at: number;
  updated_at: number;
}

export interface ReelTable {
  stream: string;
  viewer: string;
  cadence: string;
  mega: string;
  version: number;
  record: string;
  created_at: number;
}

export interface CadenceTable {
  id: string;
  revision: number;
  cadence_json: string;
  created_at: number;
  updated_at: number;
}
