import type { Page } from "../seams/catalog.ts";
import type { ClipIndex } from "./clip-index.ts";
import type { JobView } from "./jobs.ts";

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

/** Something that verifying a version found. */
export interface MegaFinding {
  /**
   * `offset`: an edge lies beside a cut of the picture. `no_cut`: there is no cut near an edge. `missing`: a title has no
   * clip of a type. `length`: a clip is not as long as its type. `list`: the list as such is wrong.
   */
  readonly kind: "offset" | "no_cut" | "missing" | "length" | "list";
  /** Errors keep a version from being verified. `accepted`: an offset of a line that somebody said is meant. */
  readonly severity: "error" | "warning" | "accepted";
  /** Of the list as it was given, from 1. */
  readonly line: number;
  /** `line 14: in is 1 frame late` */
  readonly message: string;
  readonly title?: string;
  readonly clipType?: string;
  readonly edge?: "in" | "out";
  /** Frames that the list is late; negative: early. */
  readonly offset?: number;
  /** Frame of the edge: an out is the first frame after its clip. */
  readonly listed?: number;
  /** Frame of the cut that is nearest. */
  readonly detected?: number;
  /** The frames side by side: of an in the first one shown, of an out the last one. */
  readonly pictures?: { readonly listed: string; readonly detected: string | null };
}

/** What was found when a version was verified. */
export interface MegaReportView {
  readonly mega: string;
  readonly version: number;
  readonly video: string;
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  /** Frames by which the whole list slipped, where most of its edges are off by the same; null otherwise. */
  readonly slip: number | null;
  /** Shots that were found in the picture. */
  readonly shots: number;
  /** Lines whose offsets were said to be meant. */
  readonly accepted: readonly number[];
  readonly checkedAt: string;
  readonly findings: readonly MegaFinding[];
}

export interface VerifyVersionRequest {
  /** Lines whose offsets somebody looked at and found right. */
  readonly accept?: readonly number[];
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
   * Verifies a version, in the background: its list, its edges against the cuts in the picture, and all that cuts at its
   * clips will need encoded is made. One that is verified already keeps that, whatever is found. A version that is being
   * verified is not begun again.
   * @throws `mega_asset_not_found`, `mega_version_not_found`, `mega_version_retired`, `video_not_found`
   */
  verify(mega: string, version: number, request?: VerifyVersionRequest): Promise<JobView>;
  /**
   * What the last verification found.
   * @throws `mega_asset_not_found`, `mega_version_not_found`, `mega_version_not_verified` before there was one
   */
  report(mega: string, version: number): Promise<MegaReportView>;
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
