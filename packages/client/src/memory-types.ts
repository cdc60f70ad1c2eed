import type { Json, JsonObject } from "./json.ts";
import type { StoredError, Time } from "./types.ts";

/** What is looked for, where, and how the answer is cut. */
export interface RetrieveRequest {
  /** Words, "phrases", prefixes* and meanings. Without it, filters alone: by video and time. */
  readonly query?: string;
  /** Id or name of a collection; all where neither it nor videos are given. */
  readonly collection?: string;
  readonly videos?: readonly string[];
  /** Names of indexes that may answer. */
  readonly indexes?: readonly string[];
  /**
   * Conditions on any metadata field, and on `labels`: `{team: "home", minute: {$gte: 80}, $not: {…}}` with `$eq`,
   * `$ne`, `$gt`, `$gte`, `$lt`, `$lte`, `$in`, `$nin`, `$exists`, `$and`, `$or`, `$not`.
   */
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
  /** How unlike one another the moments must be, 0 to 1. Default 0.5. */
  readonly diversity?: number;
  /** Seconds added on either side. */
  readonly padding?: number | { readonly before?: number; readonly after?: number };
  /** Moves edges outwards to those of the shot or the sentence that they lie in. */
  readonly snap?: "shot" | "sentence";
}

/** A moment of one index. */
export interface IndexMoment {
  readonly id: string;
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly language: string | null;
  readonly labels: readonly string[];
  readonly metadata: JsonObject;
  /** What goes with it: words with their times, boxes of objects. */
  readonly detail: Json;
}

/** A moment found: where it is, what is known of it, why it came and how it plays. A clip for timelines. */
export interface Moment {
  readonly id: string;
  readonly video: string;
  readonly videoName: string;
  readonly collection: string;
  /** Seconds of its first frame, and of the end of its last. */
  readonly start: number;
  readonly end: number;
  readonly startFrame: number;
  /** Exclusive. */
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
  readonly facts: Readonly<Record<string, readonly IndexMoment[]>>;
  readonly why: readonly Why[];
  /** A playable stream of just this moment. */
  readonly url: string;
  readonly playerUrl: string;
  /** A JPEG of a frame in it. */
  readonly thumbnail: string;
}

/** A way in which a moment was found, and how well. */
export interface Why {
  readonly by: "text" | "meaning" | "image" | "filter";
  readonly index: string;
  /** 0 to 1. */
  readonly score: number;
  /** Terms of the query that it holds. */
  readonly terms?: readonly string[];
}

/** Moments as somebody gives them. */
export interface MomentInput {
  readonly start: Time;
  readonly end: Time;
  readonly text?: string;
  /** BCP 47. */
  readonly language?: string;
  readonly labels?: readonly string[];
  readonly metadata?: JsonObject;
}

export type ImportFormat = "json" | "csv" | "srt" | "vtt" | "edl" | "otio";

/** What one analyser found in a video, or what somebody gave. */
export interface Index {
  readonly id: string;
  readonly video: string;
  readonly name: string;
  readonly status: "running" | "ready" | "failed";
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

export interface Transcript {
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
