import type { Selectable, Updateable } from "kysely";
import type {
  CollectionRow,
  IndexRow,
  IndexStatus,
  JobOrigin,
  JobRow,
  JobStatus,
  StoredError,
  StreamRow,
  VideoRow,
  VideoStatus,
} from "../../seams/catalog.ts";
import type { CollectionTable, IndexTable, JobTable, StreamTable, VideoTable } from "./schema.ts";

/** Columns that are read, named one by one, so that a column added later changes no result. */
export const COLLECTION_COLUMNS = ["id", "name", "created_at", "prepare_json"] as const;
export const VIDEO_COLUMNS = [
  "id",
  "collection",
  "name",
  "status",
  "version",
  "versions_json",
  "error_json",
  "created_at",
] as const;
export const JOB_COLUMNS = [
  "id",
  "kind",
  "payload_json",
  "video",
  "status",
  "stage",
  "progress",
  "attempts",
  "error_json",
  "origin_json",
  "created_at",
  "updated_at",
] as const;
export const INDEX_COLUMNS = [
  "id",
  "video",
  "version",
  "name",
  "analyser_json",
  "status",
  "moments",
  "warnings_json",
  "error_json",
  "created_at",
  "updated_at",
] as const;
export const STREAM_COLUMNS = [
  "id",
  "user",
  "name",
  "plan",
  "created_at",
  "expires_at",
  "revoked_at",
] as const;

const readError = (text: string | null): StoredError | null =>
  text === null ? null : (JSON.parse(text) as StoredError);
const writeError = (error: StoredError | null): string | null =>
  error === null ? null : JSON.stringify(error);
const readAnalyser = (text: string | null): IndexRow["analyser"] =>
  text === null ? null : (JSON.parse(text) as NonNullable<IndexRow["analyser"]>);
const writeAnalyser = (analyser: IndexRow["analyser"]): string | null =>
  analyser === null ? null : JSON.stringify(analyser);
/** JSON has no `undefined`; a payload of nothing is null. */
const writePayload = (payload: unknown): string => JSON.stringify(payload) ?? "null";

export function readCollection(row: Selectable<CollectionTable>): CollectionRow {
  const prepare = JSON.parse(row.prepare_json) as unknown[];
  const { id, name, created_at: createdAt } = row;
  return { id, name, createdAt, ...(prepare.length > 0 && { prepare }) };
}

export function readVideo(row: Selectable<VideoTable>): VideoRow {
  return {
    id: row.id,
    collection: row.collection,
    name: row.name,
    status: row.status as VideoStatus,
    version: row.version,
    versions: JSON.parse(row.versions_json) as string[],
    error: readError(row.error_json),
    createdAt: row.created_at,
  };
}

export function writeVideo(row: VideoRow): VideoTable {
  return {
    id: row.id,
    collection: row.collection,
    name: row.name,
    status: row.status,
    version: row.version,
    versions_json: JSON.stringify(row.versions),
    error_json: writeError(row.error),
    created_at: row.createdAt,
  };
}

/** Columns that a change of a video sets; those left out stay as they are. */
export function writeVideoChange(change: Partial<VideoRow>): Updateable<VideoTable> {
  return {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.status !== undefined && { status: change.status }),
    ...(change.version !== undefined && { version: change.version }),
    ...(change.versions !== undefined && { versions_json: JSON.stringify(change.versions) }),
    ...(change.error !== undefined && { error_json: writeError(change.error) }),
  };
}

export function readJob(row: Selectable<JobTable>): JobRow {
  return {
    id: row.id,
    kind: row.kind,
    payload: JSON.parse(row.payload_json) as unknown,
    video: row.video,
    status: row.status as JobStatus,
    stage: row.stage,
    progress: row.progress,
    attempts: row.attempts,
    error: readError(row.error_json),
    ...(row.origin_json !== null && { origin: JSON.parse(row.origin_json) as JobOrigin }),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function writeJob(row: JobRow): JobTable {
  return {
    id: row.id,
    kind: row.kind,
    payload_json: writePayload(row.payload),
    video: row.video,
    status: row.status,
    stage: row.stage,
    progress: row.progress,
    attempts: row.attempts,
    error_json: writeError(row.error),
    origin_json: row.origin ? JSON.stringify(row.origin) : null,
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  };
}

/** Columns that a change of a job sets; those left out stay as they are. */
export function writeJobChange(change: Partial<JobRow>): Updateable<JobTable> {
  return {
    ...(change.status !== undefined && { status: change.status }),
    ...(change.stage !== undefined && { stage: change.stage }),
    ...(change.progress !== undefined && { progress: change.progress }),
    ...(change.attempts !== undefined && { attempts: change.attempts }),
    ...(change.error !== undefined && { error_json: writeError(change.error) }),
    ...(change.payload !== undefined && { payload_json: writePayload(change.payload) }),
    ...(change.updatedAt !== undefined && { updated_at: change.updatedAt }),
  };
}

export function readIndex(row: Selectable<IndexTable>): IndexRow {
  return {
    id: row.id,
    video: row.video,
    version: row.version,
    name: row.name,
    analyser: readAnalyser(row.analyser_json),
    status: row.status as IndexStatus,
    moments: row.moments,
    warnings: JSON.parse(row.warnings_json) as string[],
    error: readError(row.error_json),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

export function writeIndex(row: IndexRow): IndexTable {
  return {
    id: row.id,
    video: row.video,
    version: row.version,
    name: row.name,
    analyser_json: writeAnalyser(row.analyser),
    status: row.status,
    moments: row.moments,
    warnings_json: JSON.stringify(row.warnings),
    error_json: writeError(row.error),
    created_at: row.createdAt,
    updated_at: row.updatedAt,
  };
}

/** Columns that a change of an index sets; those left out stay as they are. */
export function writeIndexChange(change: Partial<IndexRow>): Updateable<IndexTable> {
  return {
    ...(change.analyser !== undefined && { analyser_json: writeAnalyser(change.analyser) }),
    ...(change.status !== undefined && { status: change.status }),
    ...(change.moments !== undefined && { moments: change.moments }),
    ...(change.warnings !== undefined && { warnings_json: JSON.stringify(change.warnings) }),
    ...(change.error !== undefined && { error_json: writeError(change.error) }),
    ...(change.updatedAt !== undefined && { updated_at: change.updatedAt }),
  };
}

export function readStream(row: Selectable<StreamTable>): StreamRow {
  return {
    id: row.id,
    user: row.user,
    name: row.name,
    plan: row.plan,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    revokedAt: row.revoked_at,
  };
}

export function writeStream(row: StreamRow): StreamTable {
  return {
    id: row.id,
    user: row.user,
    name: row.name,
    plan: row.plan,
    created_at: row.createdAt,
    expires_at: row.expiresAt,
    revoked_at: row.revokedAt,
  };
}
