import type { Json, JsonObject } from "../moments/moment.ts";
import type { IndexStatus, StoredError } from "../seams/catalog.ts";
import type { JobView } from "./jobs.ts";
import type { TimeInput } from "./timeline.ts";

/** What memory does, as the engine's faces see it. Throws {@link CutstreamError}s only. */
export interface MemoryService {
  readonly indexes: IndexService;
  /**
   * Ranked moments that play. A text alone is a query.
   * @throws `invalid_request`, `invalid_filter`, `query_too_long`, `collection_not_found`, `video_not_found`
   */
  retrieve(request: RetrieveRequest, options?: RetrieveOptions): Promise<RetrieveView>;
  /** Words, sentences and language of what is said. @throws `video_not_found`, `index_not_found` */
  transcript(video: string): Promise<TranscriptView>;
}

export interface IndexService {
  /** @throws `video_not_found` */
  list(video: string): Promise<readonly IndexView[]>;
  /** Moments of an index, by time. @throws `video_not_found`, `index_not_found` */
  moments(video: string, name: string): Promise<readonly IndexMomentView[]>;
  /**
   * Runs analysers over a video, all that can run where none is named; each is a job of its own.
   * @throws `video_not_found`, `video_not_ready`, `analyser_unknown`
   */
  analyse(video: string, analysers?: readonly string[]): Promise<readonly JobView[]>;
  /**
   * Stores somebody's own moments under a name, in place of those that it had.
   * @throws `video_not_found`, `video_not_ready`, `invalid_moment`, `metadata_too_large`
   */
  put(video: string, name: string, moments: readonly MomentInput[]): Promise<IndexView>;
  /** As {@link put}, from a file's bytes. @throws `import_unreadable` and those of put */
  import(video: string, name: string, file: ImportFile): Promise<IndexView>;
  /** @throws `video_not_found`, `index_not_found` */
  delete(video: string, name: string): Promise<void>;
}

export type ImportFormat = "json" | "csv" | "srt" | "vtt" | "edl" | "otio";

export interface ImportFile {
  readonly format: ImportFormat;
  readonly bytes: Uint8Array;
  /** BCP 47, of its texts. */
  readonly language?: string;
  /**
   * Whether the video is what an EDL or OTIO file cuts from (`source`, the default: clips lie at their source times) or
   * what it makes (`record`).
   */
  readonly side?: "source" | "record";
  /**
   * Timecode of the video's first frame, for EDL and for the source times of OTIO. Default `00:00:00:00`; where OTIO
   * knows the start of a clip's media, that.
   */
  readonly startTimecode?: string;
}

/** A moment as somebody gives it. */
export interface MomentInput {
  readonly start: TimeInput;
  readonly end: TimeInput;
  readonly text?: string;
  readonly language?: string;
  readonly labels?: readonly string[];
  readonly metadata?: JsonObject;
}

export interface IndexView {
  readonly id: string;
  readonly video: string;
  readonly name: string;
  readonly status: IndexStatus;
  /** Null where somebody gave the moments. */
  readonly analyser: {
    readonly model: string;
    readonly version: string;
    readonly settings: JsonObject;
  } | null;
  readonly moments: number;
  readonly warnings: readonly string[];
  readonly error?: StoredError;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface IndexMomentView {
  readonly id: string;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly language: string | null;
  readonly labels: readonly string[];
  readonly metadata: JsonObject;
  readonly detail: Json;
}

export interface RetrieveRequest {
  /** Words, "phrases", prefixes* and meanings. Without it, filters alone: by video and time. */
  readonly query?: string;
  /** Id or name of a collection; all where neither it nor videos are given. */
  readonly collection?: string;
  readonly videos?: readonly string[];
  /** Names of indexes that may answer. */
  readonly indexes?: readonly string[];
  /** Conditions on any metadata field, and on `labels`: see `memory/filters.ts`. */
  readonly filters?: JsonObject;
  /** Seconds of their video that moments must overlap. */
  readonly time?: { readonly from?: number; readonly to?: number };
  /** Seconds that moments may last. */
  readonly duration?: { readonly min?: number; readonly max?: number };
  /** Default 20, at most 200. */
  readonly limit?: number;
  /** Cursor that the page before gave. */
  readonly cursor?: string;
  /** 0 to 1. */
  readonly minScore?: number;
  /**
   * How unlike one another the moments must be, 0 to 1. 0: only the same stretch of a video is shown once. 1: as few
   * of one minute as there is choice. Default 0.5.
   */
  readonly diversity?: number;
  /** Seconds added on either side. */
  readonly padding?: number | { readonly before?: number; readonly after?: number };
  /** Moves edges outwards to those of the shot or the sentence that they lie in. Default none. */
  readonly snap?: "shot" | "sentence";
}

/** For measurements: ways of ranking that are left out. */
export interface RetrieveOptions {
  readonly ranking?: { readonly text?: boolean; readonly meaning?: boolean; readonly image?: boolean };
}

export interface RetrieveView {
  readonly moments: readonly RetrievedMoment[];
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
  /** What people should know of how this was found: "meanings were not compared: …". */
  readonly warnings: readonly string[];
}

/** A moment found: where it is, what is known of it, why it came and how it plays. */
export interface RetrievedMoment {
  readonly id: string;
  readonly video: string;
  readonly videoName: string;
  readonly collection: string;
  /** Seconds of its first frame, and of the end of its last. */
  readonly start: number;
  readonly end: number;
  /** The same as frames `[startFrame, endFrame)`: what a clip of it plays, exactly. */
  readonly startFrame: number;
  readonly endFrame: number;
  /** The same as exact fractions of a second. */
  readonly startExact: string;
  readonly endExact: string;
  /** 0 to 1; 1 where nothing ranks. */
  readonly score: number;
  readonly index: string;
  readonly text: string;
  readonly labels: readonly string[];
  readonly metadata: JsonObject;
  /** What other indexes say of this stretch, by their names. */
  readonly facts: Readonly<Record<string, readonly IndexMomentView[]>>;
  /** Which ways it was found by, and how well. */
  readonly why: readonly WhyView[];
  /** A playable stream of just this moment. */
  readonly url: string;
  readonly playerUrl: string;
  /** A JPEG of a frame in it. */
  readonly thumbnail: string;
}

export interface WhyView {
  /**
   * `text`: holds what was typed. `meaning`: its vector is near. `image`: its picture shows it more than others do.
   * `filter`: nothing was typed.
   */
  readonly by: "text" | "meaning" | "image" | "filter";
  readonly index: string;
  /** 0 to 1. */
  readonly score: number;
  /** Terms that it holds. */
  readonly terms?: readonly string[];
}

export interface TranscriptView {
  readonly video: string;
  readonly language: string | null;
  readonly text: string;
  readonly sentences: readonly {
    readonly start: number;
    readonly end: number;
    readonly text: string;
    readonly words: readonly {
      readonly start: number;
      readonly end: number;
      readonly word: string;
      readonly confidence?: number;
    }[];
  }[];
}
