import type { JsonObject } from "../moments/moment.ts";

/** What another ranker is asked. */
export interface RankerRequest {
  readonly viewer: string;
  /** Ids to choose from; null: all titles. */
  readonly titles: readonly string[] | null;
  /** What is known of the viewer at the moment. */
  readonly context: JsonObject;
  /** Titles at most. */
  readonly limit: number;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** A title as another ranker scores it: the higher, the sooner. */
export interface ScoredTitle {
  readonly title: string;
  readonly score: number;
}

/** Ranks titles in place of the built-in ranker. */
export interface Ranker {
  /** Who is asked, for people. */
  readonly name: string;
  /**
   * Titles, in no stated order.
   * @param signal ends the wait: the call then rejects soon.
   * @throws CutstreamError `ranker_failed` where there is no usable answer
   */
  rank(request: RankerRequest, signal: AbortSignal): Promise<readonly ScoredTitle[]>;
}
