import type { ExperimentStatus } from "../api/experiments.ts";
import type { JsonObject } from "../moments/moment.ts";
import type { Experiment } from "../reels/experiments/experiment.ts";

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
  /** Who asked for it; absent where nobody did. */
  readonly origin?: JobOrigin;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** The request that queued a job, for logs, traces and what is counted under its key. */
export interface JobOrigin {
  /** The request's id. */
  readonly request?: string;
  /** Name under which its key counts; null: it needed none. */
  readonly key?: string | null;
  /** W3C `traceparent` of the span that queued it. */
  readonly trace?: string;
}

/** How many jobs of a kind wait or run. */
export interface OpenJobs {
  readonly kind: string;
  readonly status: "queued" | "running";
  readonly count: number;
  /** When the first of them became so, or changed last, in milliseconds since 1970. */
  readonly since: number;
}

export interface StreamRow {
  readonly id: string;
  readonly user: string;
  readonly name: string;
  /** Serialised plan (JSON text), as `stream/plan/plan-codec` writes it. */
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

/** One long video of many short clips, of which lists of timecodes say what is where. */
export interface MegaAssetRow {
  readonly id: string;
  /** No two have the same. */
  readonly name: string;
  /** Nominal frames of the clip types that every title must have, by their names; empty: those that a list has. */
  readonly clipTypes: Readonly<Record<string, number>>;
  /** Numbers of the versions that were promoted and not taken back, oldest first: the last one is stable. */
  readonly promoted: readonly number[];
  readonly createdAt: number;
}

/** Where a version is on its way; which one is stable says the mega asset. */
export type MegaVersionState = "draft" | "verified" | "retired";

/** A video with a list of timecodes. */
export interface MegaVersionRow {
  readonly mega: string;
  /** From 1. */
  readonly number: number;
  /** The video, and the version that it had. */
  readonly video: string;
  readonly media: string;
  readonly state: MegaVersionState;
  /** What there is to be said of its list without reading it; JSON. */
  readonly facts: JsonObject;
  /** Job that verified it last. */
  readonly job: string | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A cadence that reels are laid out by. */
export interface CadenceRow {
  readonly id: string;
  /** Counts up with every change, from 1. */
  readonly revision: number;
  /** JSON. */
  readonly cadence: unknown;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** How a stream that is a reel was laid out. */
export interface ReelRow {
  readonly stream: string;
  readonly viewer: string;
  /** Id of the cadence. */
  readonly cadence: string;
  /** Id and version of the mega asset. */
  readonly mega: string;
  readonly version: number;
  /** Serialised record (JSON text), as `reels/maker/reel-codec` writes it. */
  readonly record: string;
  readonly createdAt: number;
}

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
  /** Rows of those ids that exist, by id. */
  jobsById(ids: readonly string[]): Promise<ReadonlyMap<string, JobRow>>;
  jobs(query: { status?: readonly JobStatus[]; video?: string }): Promise<readonly JobRow[]>;
  /** What waits and what runs, counted by kind. */
  openJobs(): Promise<readonly OpenJobs[]>;
  /** Jobs of a kind, page by page. */
  jobsOfKind(query: { kind: string; cursor?: string; limit: number }): Promise<Page<JobRow>>;
  updateJob(
    id: string,
    change: Partial<
      Pick<JobRow, "status" | "stage" | "progress" | "attempts" | "error" | "payload" | "updatedAt">
    >,
  ): Promise<void>;
  /** @returns whether there was one. */
  deleteJob(id: string): Promise<boolean>;

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

  /**
   * Stores a stream, with how it was laid out where it is a reel, or neither. Other nodes see it once the promise
   * resolves; a power cut within the next second may still undo it.
   */
  insertStream(row: StreamRow, reel?: ReelRow): Promise<void>;
  stream(id: string): Promise<StreamRow | undefined>;
  streams(query: { user?: string; cursor?: string; limit: number }): Promise<Page<StreamRow>>;
  /** @returns whether there is one. */
  updateStream(id: string, change: Partial<Pick<StreamRow, "expiresAt" | "revokedAt">>): Promise<boolean>;

  /** How many streams expired, or were revoked, before that time. */
  countEndedStreams(before: number): Promise<number>;
  /**
   * Deletes some of those, with how they were laid out; one that is renewed meanwhile stays.
   * @returns how many; fewer than `limit` where no more are left.
   */
  deleteEndedStreams(before: number, limit: number): Promise<number>;
  /** Those of these ids that streams have, whether they ended or not. */
  storedStreams(ids: readonly string[]): Promise<ReadonlySet<string>>;

  /** Keeps the day on which each of these was asked for last. Units are keys of blobs, or starts of keys. */
  markUsed(units: readonly string[], day: number): Promise<void>;
  /** The days on which those of them were asked for last of which it is known. */
  usedOn(units: readonly string[]): Promise<ReadonlyMap<string, number>>;
  forgetUses(units: readonly string[]): Promise<void>;

  insertExperiment(row: ExperimentRow): Promise<void>;
  experiment(id: string): Promise<ExperimentRow | undefined>;
  /** Oldest first; those of one status where it is given. */
  experiments(status?: ExperimentStatus): Promise<readonly ExperimentRow[]>;
  updateExperiment(id: string, change: Pick<ExperimentRow, "status" | "endedAt">): Promise<void>;

  /** @returns false where the name is taken; nothing was stored then. */
  insertMegaAsset(row: MegaAssetRow): Promise<boolean>;
  /** By id or by name; where both fit, by id. */
  megaAsset(reference: string): Promise<MegaAssetRow | undefined>;
  megaAssets(query: { cursor?: string; limit: number }): Promise<Page<MegaAssetRow>>;
  /** Deletes a mega asset and its versions. @returns whether there was one. */
  deleteMegaAsset(id: string): Promise<boolean>;
  /**
   * Adds a version with its list, which is JSON; numbers go up from 1 and are never given twice.
   * @returns its number.
   * @throws `mega_asset_not_found`
   */
  insertMegaVersion(row: Omit<MegaVersionRow, "number">, list: unknown): Promise<number>;
  megaVersion(mega: string, number: number): Promise<MegaVersionRow | undefined>;
  /** All of a mega asset, by number. */
  megaVersions(mega: string): Promise<readonly MegaVersionRow[]>;
  /** Those made of a video that are not retired. */
  megaVersionsOf(video: string): Promise<readonly MegaVersionRow[]>;
  /** The list that a version was added with. */
  megaList(mega: string, number: number): Promise<unknown>;
  /** What was found when a version was verified; undefined before. */
  megaReport(mega: string, number: number): Promise<unknown>;
  /**
   * Changes a version whose state is one of those in `from`; of any where it is left out.
   * @returns whether there was one.
   */
  updateMegaVersion(
    mega: string,
    number: number,
    change: Partial<Pick<MegaVersionRow, "state" | "job">> & {
      readonly report?: unknown;
      readonly updatedAt: number;
    },
    from?: readonly MegaVersionState[],
  ): Promise<boolean>;
  /** Makes a version stable. @returns false where it is not `verified`. */
  promoteMegaVersion(mega: string, number: number): Promise<boolean>;
  /** Makes the version stable that was before. @returns its number; undefined where there was none. */
  rollBackMegaAsset(mega: string): Promise<number | undefined>;
  /** Retires a version: it is never rolled back to. @returns false where it is the stable one, or not there. */
  retireMegaVersion(mega: string, number: number, updatedAt: number): Promise<boolean>;

  /** How a stream was laid out; undefined where it is no reel. */
  reel(stream: string): Promise<ReelRow | undefined>;

  /**
   * Stores a cadence, or puts it in place of the one with its id, whose creation stays and whose revision counts up.
   * @returns what is stored now.
   */
  putCadence(row: Omit<CadenceRow, "revision">): Promise<CadenceRow>;
  cadence(id: string): Promise<CadenceRow | undefined>;
  cadences(query: { cursor?: string; limit: number }): Promise<Page<CadenceRow>>;
  /** @returns whether there was one. */
  deleteCadence(id: string): Promise<boolean>;

  /** Ends once what is under way has; a second time does nothing. Every other method throws from then on. */
  close(): Promise<void>;
}
