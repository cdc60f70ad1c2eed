import type { Condition } from "../moments/condition.ts";
import type { Facts } from "../moments/facts.ts";
import type { MomentRow } from "../moments/moment.ts";
import type { TextTerm } from "../moments/text-query.ts";

/**
 * Remembers moments and finds them: full text, vectors and facts. Derived data: all of it can be made again from the
 * videos, but for moments that somebody gave.
 *
 * Every method is one transaction, durable when it resolves, and throws CutstreamError `storage_full` or
 * `storage_failed` where the database does. Text is searched by the words and stems (`moments/tokens.ts`) of all that
 * `moments/search-text.ts` finds in a moment, its own text from here on, so that all stores find alike.
 */
export interface MomentStore {
  /** Adds moments to an index. They are found at once, with their own facts ({@link factsOf}). */
  add(moments: readonly MomentRow[]): Promise<void>;
  /**
   * Makes an index the one that is seen under its name, and deletes the moments of all others of that video and name.
   */
  replace(index: { readonly video: string; readonly name: string; readonly index: string }): Promise<void>;
  deleteIndex(index: string): Promise<void>;
  deleteVideo(video: string): Promise<void>;
  /** Tells moments what those that overlap them say: replaces what they had. Ids that are gone are passed over. */
  annotate(annotations: readonly MomentAnnotation[]): Promise<void>;

  /**
   * Stores vectors of a model, in place of those that the moments had. Ids that are gone are passed over.
   * @throws CutstreamError `model_unavailable` where a vector's length is not 1, or its dimensions are not those that
   * other moments have of this model
   */
  setVectors(model: string, vectors: readonly MomentVector[]): Promise<void>;
  /** Moments with a text of their own ({@link searchText}) and without a vector of this model, and that text. */
  withoutVector(
    model: string,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly text: string }[]>;
  /** Forgets the vectors of all other models. */
  keepOnlyVectors(models: readonly string[]): Promise<void>;

  /** Moments of a video, by start, then end, then id; of one index name where it is given. */
  momentsOf(video: string, name?: string): Promise<readonly MomentRow[]>;
  /** For each span, in order: the moments that overlap `[from, to)` flicks of the video, by start, then end, then id. */
  overlapping(spans: readonly VideoSpan[]): Promise<readonly (readonly MomentRow[])[]>;
  /** Those of the ids that exist, by id. */
  moments(ids: readonly string[]): Promise<ReadonlyMap<string, AnnotatedMoment>>;
  /**
   * Every candidate for an answer, ranked by each of the ways that were asked for.
   * @throws CutstreamError `model_unavailable` as {@link setVectors}
   */
  search(query: MomentQuery): Promise<MomentCandidates>;
  /** How many moments there are, in all and with a vector of this model. */
  count(model?: string): Promise<{ readonly moments: number; readonly vectors: number }>;
  close(): Promise<void>;
}

/** Flicks `[from, to)` of a video. */
export interface VideoSpan {
  readonly video: string;
  readonly from: number;
  readonly to: number;
}

/** A moment with what it was told by {@link MomentStore.annotate}; its own facts and no text until then. */
export interface AnnotatedMoment extends MomentRow {
  readonly facts: Facts;
  readonly around: string;
}

/** What moments that overlap a moment add to it. */
export interface MomentAnnotation {
  readonly id: string;
  /** The moment's own facts and theirs: what filters see from then on. */
  readonly facts: Facts;
  /** Their texts, joined: searched too, for less than the moment's own. */
  readonly around: string;
}

export interface MomentVector {
  readonly id: string;
  /** Of length 1; all of a model have as many dimensions. */
  readonly vector: Float32Array;
}

/** Which moments are candidates, and how they are ranked. */
export interface MomentQuery {
  readonly scope: MomentScope;
  /** Null: all of the scope. */
  readonly where: Condition | null;
  /** Moments of which each term that they hold counts by its rarity (BM25). Null or empty: not ranked by text. */
  readonly text: readonly TextTerm[] | null;
  /** Moments by the cosine of their vector to this one, exact. Null: not ranked by vector. */
  readonly vector: { readonly model: string; readonly values: Float32Array } | null;
  /** Candidates of each way at most. */
  readonly limit: number;
  /** Candidates to pass over where neither text nor vector ranks. */
  readonly offset?: number;
}

export interface MomentScope {
  readonly collection?: string;
  readonly videos?: readonly string[];
  /** Names of indexes. */
  readonly names?: readonly string[];
  /** Flicks: moments that overlap `[from, to)` of their video. */
  readonly time?: { readonly from: number; readonly to: number };
  /** Flicks: moments that last no less and no more. */
  readonly duration?: { readonly least: number; readonly most: number };
}

export interface MomentCandidates {
  /**
   * Best first; score is positive, its scale the store's own. Moments that hold no term are not among them. Words
   * around a moment count as stems, not towards phrases and prefixes.
   */
  readonly text: readonly { readonly id: string; readonly score: number }[];
  /** Best first, equals in any order; cosine, -1 to 1. */
  readonly vector: readonly { readonly id: string; readonly similarity: number }[];
  /** Where neither text nor vector ranks: by video id, then start, end and id. */
  readonly ordered: readonly string[];
  /** Of each term of the query, in order: how many moments of the whole store hold it in their own text. */
  readonly frequencies: readonly number[];
  /** Moments of the whole store. */
  readonly total: number;
}
