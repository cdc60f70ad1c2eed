import type { JsonObject } from "../moments/moment.ts";
import type { Experiment, ExperimentStatus } from "../reels/experiments/experiment.ts";

/** Rows of the catalog: what exists, not what it contains. Times are milliseconds since 1970. */

export interface CollectionRow {
  readonly id: string;
  readonly name: string;
  /** What is rendered of each of its videos ahead of time, JSON; left out where nothing is. */
  readonly prepare?: readonly unknown[];
  readonly createdAt: number;
}

export type VideoStatus = "processing" | "ready" | "failed";

export interface VideoRow {
  readonly id: string;
  readonly collection: string;
  readonly name: string;
  readonly status: VideoStatus;
  /** Version that plays now; null until the first one is ready. */
  readonly version: string | null;
  /** All versions this video had, oldest first. */
  readonly versions: readonly string[];
  readonly error: StoredError | null;
  readonly createdAt: number;
}

/** An error as it is stored and shown later. */
export interface StoredError {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}

export type JobStatus = "queued" | "running" | "done" | "failed" | "cancelled";

export interface JobRow {
  readonly id: string;
  /** What to run: `ingest`, `ladder`, `heads`, `render`, `index`. */
  readonly kind: string;
  /** What to run it on; JSON. */
  readonly payload: unknown;
  /** Video that the job works for. */
  readonly video: string;
  readonly status: JobStatus;
  /** Named stage: `fetch`, `probe`, `copy`, `encode`, `verify`. */
  readonly stage: string;
  /** Share done of the whole job, 0 to 1. */
  readonly progress: number;
  readonly attempts: number;
  readonly error: StoredError | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface StreamRow {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  /** Serialised plan (JSON text), as `stream/plan-codec` writes it. */
  readonly plan: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
}

export type IndexStatus = "running" | "ready" | "failed";

/**
 * One run of an analyser over a video, or one set of moments that somebody gave. While an index is `running`, what it
 * has found so far is seen; an older one of that name stays until it is `ready`.
 */
export interface IndexRow {
  readonly id: string;
  readonly video: string;
  /** Version of the video that was analysed. */
  readonly version: string;
  /** `shots`, `speech`, `events`. */
  readonly name: string;
  /** What made it; null where somebody gave the moments. */
  readonly analyser: {
    readonly model: string;
    readonly version: string;
    readonly settings: JsonObject;
  } | null;
  readonly status: IndexStatus;
  /** How many it holds. */
  readonly moments: number;
  readonly warnings: readonly string[];
  readonly error: StoredError | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A picture that somebody uploaded; many may share one content. */
export interface AssetRow {
  readonly id: string;
  readonly name: string;
  /** SHA-256 of its bytes, in hexadecimal digits. */
  readonly hash: string;
  readonly format: "png" | "jpeg" | "webp";
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** Bytes. */
  readonly size: number;
  readonly createdAt: number;
}

/** A comparison of ways to make reels. */
export type ExperimentRow = Experiment;

/** One page of a list; `next` is the cursor of the page after it, null on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/**
 * The system of record. Every method is one transaction, durable when it resolves. Ids are made by the caller.
 * Lists are ordered by creation (`createdAt`, then `id`). A change of a row that is not there changes nothing.
 *
 * Every method throws CutstreamError `storage_full` or `storage_failed` where the database does, an id that is taken
 * included, and those of lists `invalid_request` for a cursor that no list gave.
 */
export interface Catalog {
  insertCollection(row: CollectionRow): Promise<void>;
  collection(id: string): Promise<CollectionRow | undefined>;
  collections(): Promise<readonly CollectionRow[]>;
  /** @returns whether there is one. */
  updateCollection(id: string, change: Partial<Pick<CollectionRow, "name" | "prepare">>): Promise<boolean>;
  /** @returns whether there was one. @throws `collection_not_empty` */
  deleteCollection(id: string): Promise<boolean>;

  /** Stores a video together with the job that will fill it, or neither. @throws `collection_not_found` */
  insertVideo(row: VideoRow, job: JobRow): Promise<void>;
  video(id: string): Promise<VideoRow | undefined>;
  /** Rows of those ids that exist, by id. */
  videosById(ids: readonly string[]): Promise<ReadonlyMap<string, VideoRow>>;
  /** Videos that have one of these names, oldest first. */
  videosNamed(names: readonly string[]): Promise<readonly VideoRow[]>;
  videos(query: { collection?: string; cursor?: string; limit: number }): Promise<Page<VideoRow>>;
  updateVideo(
    id: string,
    change: Partial<Pick<VideoRow, "name" | "status" | "version" | "versions" | "error">>,
  ): Promise<void>;
  /** Deletes a video, its jobs and its indexes. @returns whether there was one. */
  deleteVideo(id: string): Promise<boolean>;
  /** Ids of videos that have, or had, this version. */
  videosOfVersion(version: string): Promise<readonly string[]>;

  /** @throws `video_not_found` */
  insertJob(row: JobRow): Promise<void>;
  job(id: string): Promise<JobRow | undefined>;
  jobs(query: { status?: readonly JobStatus[]; video?: string }): Promise<readonly JobRow[]>;
  updateJob(
    id: string,
    change: Partial<
      Pick<JobRow, "status" | "stage" | "progress" | "attempts" | "error" | "payload" | "updatedAt">
    >,
  ): Promise<void>;

  /** @throws `video_not_found` */
  insertIndex(row: IndexRow): Promise<void>;
  index(id: string): Promise<IndexRow | undefined>;
  /** Indexes of a video, oldest first; of one name where it is given. */
  indexes(video: string, name?: string): Promise<readonly IndexRow[]>;
  /** Indexes of all videos that are `running`, oldest first. */
  runningIndexes(): Promise<readonly IndexRow[]>;
  updateIndex(
    id: string,
    change: Partial<Pick<IndexRow, "analyser" | "status" | "moments" | "warnings" | "error" | "updatedAt">>,
  ): Promise<void>;
  /** @returns whether there was one. */
  deleteIndex(id: string): Promise<boolean>;

  insertAsset(row: AssetRow): Promise<void>;
  asset(id: string): Promise<AssetRow | undefined>;
  assets(query: { cursor?: string; limit: number }): Promise<Page<AssetRow>>;
  /** Assets that have one of these as their id, or as their name: of one name the newest. By what was asked. */
  assetsNamed(references: readonly string[]): Promise<ReadonlyMap<string, AssetRow>>;
  /** Whether an asset has this content. */
  hasAssetOf(hash: string): Promise<boolean>;
  /** @returns whether there was one. */
  deleteAsset(id: string): Promise<boolean>;

  /** Other nodes see it once the promise resolves; a power cut within the next second may still undo it. */
  insertStream(row: StreamRow): Promise<void>;
  stream(id: string): Promise<StreamRow | undefined>;
  streams(query: { user?: string; cursor?: string; limit: number }): Promise<Page<StreamRow>>;
  /** @returns whether there is one. */
  updateStream(id: string, change: Partial<Pick<StreamRow, "expiresAt" | "revokedAt">>): Promise<boolean>;

  insertExperiment(row: ExperimentRow): Promise<void>;
  experiment(id: string): Promise<ExperimentRow | undefined>;
  /** Oldest first; those of one status where it is given. */
  experiments(status?: ExperimentStatus): Promise<readonly ExperimentRow[]>;
  updateExperiment(id: string, change: Pick<ExperimentRow, "status" | "endedAt">): Promise<void>;

  /** Ends once what is under way has; a second time does nothing. Every other method throws from then on. */
  close(): Promise<void>;
}
