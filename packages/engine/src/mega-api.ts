import type { ClipIndex } from "./reels/clip-index.ts";
import type { Page } from "./seams/catalog.ts";

/** What a list of timecodes may be written in. */
export type TimecodeListFormat = "json" | "csv" | "edl" | "otio" | "fcpxml";

/**
 * Where a version is: `draft` as it was given, `verified` and ready to be promoted, `stable` the one that reels are made
 * of, `retired` for streams that are there already.
 */
export type MegaVersionStatus = "draft" | "verified" | "stable" | "retired";

export interface MegaAssetRequest {
  /** No two have the same. */
  readonly name: string;
  /** Nominal frames of the clip types that every title must have, by name. Default: those that each list has. */
  readonly clipTypes?: Readonly<Record<string, number>>;
}

export interface MegaAssetView {
  readonly id: string;
  readonly name: string;
  /** As it was created: empty where each list says itself what there is. */
  readonly clipTypes: Readonly<Record<string, number>>;
  /** Number of the version that reels are made of; null before one was promoted. */
  readonly stable: number | null;
  /** What rolling back would make stable; null where there is none. */
  readonly before: number | null;
  readonly createdAt: string;
}

/** A mega asset with its versions, by number. */
export interface MegaAssetDetail extends MegaAssetView {
  readonly versions: readonly MegaVersionView[];
}

export interface MegaVersionView {
  /** Id of the mega asset. */
  readonly mega: string;
  /** From 1. */
  readonly version: number;
  readonly status: MegaVersionStatus;
  readonly video: string;
  /** `30000/1001`. */
  readonly frameRate: string;
  readonly clips: number;
  readonly titles: number;
  /** Nominal frames by clip type. */
  readonly clipTypes: Readonly<Record<string, number>>;
  /** The job that verified it last, or does; null before. */
  readonly job: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A list as it is delivered. */
export interface TimecodeListFile {
  readonly format: TimecodeListFormat;
  readonly bytes: Uint8Array;
  /** Frames a second that its timecodes count. Default: those of the video; what the list says must be the same. */
  readonly frameRate?: string;
  /** Timecode of the video's first frame. Default `00:00:00:00`. */
  readonly startTimecode?: string;
  /**
   * Which times of an EDL or OTIO file are those of the video: that of what the edit makes (`record`, default), or that of
   * what it cuts from (`source`).
   */
  readonly side?: "record" | "source";
}

export interface MegaVersionRequest {
  readonly video: string;
  readonly list: TimecodeListFile;
}

/** Long videos of many short clips, and which frames show which title. A mega asset is meant by its id or its name. */
export interface MegaAssetService {
  /** @throws `mega_asset_exists`, `invalid_request` */
  create(request: MegaAssetRequest): Promise<MegaAssetView>;
  /** @throws `mega_asset_not_found` */
  get(mega: string): Promise<MegaAssetDetail>;
  list(query: { cursor?: string; limit?: number }): Promise<Page<MegaAssetView>>;
  /** Deletes a mega asset and its versions; streams made of it play on. @throws `mega_asset_not_found` */
  delete(mega: string): Promise<void>;
  /**
   * Adds a version, a draft: nothing is made of it yet.
   * @throws `mega_asset_not_found`, `video_not_found`, `video_not_ready`, `invalid_timecode_list`, `invalid_request`
   */
  addVersion(mega: string, request: MegaVersionRequest): Promise<MegaVersionView>;
  /** @throws `mega_asset_not_found`, `mega_version_not_found` */
  version(mega: string, version: number): Promise<MegaVersionView>;
  /** Its list, in any format. @throws `mega_asset_not_found`, `mega_version_not_found` */
  timecodes(mega: string, version: number, format: TimecodeListFormat): Promise<string>;
  /**
   * Makes a verified version the one that reels are made of, at once; streams that are there play on.
   * @throws `mega_asset_not_found`, `mega_version_not_found`, `mega_version_not_verified`, `mega_version_retired`
   */
  promote(mega: string, version: number): Promise<MegaAssetView>;
  /** Makes the version stable that was before. @throws `mega_asset_not_found`, `no_version_before` */
  rollback(mega: string): Promise<MegaAssetView>;
  /**
   * Takes a version out of use: no further reels are made of it.
   * @throws `mega_asset_not_found`, `mega_version_not_found`, `mega_version_in_use` for the stable one
   */
  retire(mega: string, version: number): Promise<MegaVersionView>;
  /**
   * What reels are made of: the stable version, or a verified one that is named. From memory, but for the first time.
   * @throws `mega_asset_not_found`, `mega_version_not_found`, `mega_version_not_verified`, `mega_version_retired`
   */
  clipIndex(mega: string, version?: number): Promise<ClipIndex>;
  /**
   * What a reel was made of, whatever has become of the version since.
   * @throws `mega_asset_not_found`, `mega_version_not_found`
   */
  pinnedClipIndex(mega: string, version: number): Promise<ClipIndex>;
}
