/** What a list of timecodes may be written in. */
export type TimecodeListFormat = "json" | "csv" | "edl" | "otio" | "fcpxml";

/** One long video of many short clips, and which frames show which title. */
export interface MegaAsset {
  readonly id: string;
  readonly name: string;
  /** Nominal frames of the clip types that every title must have; empty where each list says what there is. */
  readonly clipTypes: Readonly<Record<string, number>>;
  /** Version that reels are made of; null before one was promoted. */
  readonly stable: number | null;
  /** What rolling back makes stable; null where there is none. */
  readonly before: number | null;
  readonly createdAt: string;
}

export interface MegaAssetDetail extends MegaAsset {
  readonly versions: readonly MegaVersion[];
}

export interface MegaVersion {
  readonly mega: string;
  readonly version: number;
  readonly status: "draft" | "verified" | "stable" | "retired";
  readonly video: string;
  /** `30000/1001` */
  readonly frameRate: string;
  readonly clips: number;
  readonly titles: number;
  /** Nominal frames by clip type. */
  readonly clipTypes: Readonly<Record<string, number>>;
  /** Job that verified it last, or does; null before. */
  readonly job: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** A list as it is delivered, and the video that it is of. */
export interface MegaVersionOptions {
  readonly video: string;
  readonly format: TimecodeListFormat;
  readonly data: string | Uint8Array | Blob;
  /** Frames a second that its timecodes count. Default: those of the video. */
  readonly frameRate?: string;
  /** Timecode of the video's first frame. Default `00:00:00:00`. */
  readonly startTimecode?: string;
  /** Of EDL and OTIO: whether the video is what the edit makes (`record`, default) or what it cuts from. */
  readonly side?: "record" | "source";
}

/** Something that verifying a version found. */
export interface MegaFinding {
  readonly kind: "offset" | "no_cut" | "missing" | "length" | "list";
  /** Errors keep a version from being verified. `accepted`: an offset that somebody said is meant. */
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
  /** Frame of the edge, and of the nearest cut; an out is the first frame after its clip. */
  readonly listed?: number;
  readonly detected?: number;
  /** JPEGs of the frames side by side: of an in the first one shown, of an out the last one. */
  readonly pictures?: { readonly listed: string; readonly detected: string | null };
}

/** What was found when a version was verified. */
export interface MegaReport {
  readonly mega: string;
  readonly version: number;
  readonly video: string;
  readonly ok: boolean;
  readonly errors: number;
  readonly warnings: number;
  /** Frames by which the whole list slipped; null where it did not. */
  readonly slip: number | null;
  readonly shots: number;
  readonly accepted: readonly number[];
  readonly checkedAt: string;
  readonly findings: readonly MegaFinding[];
}
