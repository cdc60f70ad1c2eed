import type { JsonObject } from "../moments/moment.ts";
import type { Page } from "../seams/catalog.ts";
import type { Feedback, LearningGroup, Verdict } from "./learning.ts";
import type { RankedTitle, ScoreWeights } from "./ranked-title.ts";

/** Titles, what viewers watched of them, and in which order a viewer should see them. Throws {@link CutstreamError}s only. */
export interface RankingService {
  /**
   * Ranks titles for a viewer, best first: those that are launched, that the viewer may see and has not seen yet.
   * Viewers need not be known. @throws `invalid_request`
   */
  rank(request: RankRequest): Promise<Ranking>;
  readonly titles: TitleService;
  readonly history: HistoryService;
  readonly weights: WeightService;
  readonly model: ModelService;
  readonly learning: LearningService;
  /** Ends what is under way. */
  close(): Promise<void>;
}

export interface RankRequest {
  readonly viewer: string;
  /** Ids to choose from, which may be unknown; default: all titles. The list is not to be changed afterwards. */
  readonly titles?: readonly string[];
  readonly context?: RankContext;
  /** In place of those that are set, each by itself: an experiment's. */
  readonly weights?: Partial<ScoreWeights>;
  /**
   * Whether what was learned counts. Default: but for the few viewers whom others are compared with.
   */
  readonly learned?: boolean;
  /** Titles at most. Default 50. */
  readonly limit?: number;
  /** Milliseconds since 1970. Default: the clock's. */
  readonly now?: number;
}

/** What is known of a viewer at the moment. */
export interface RankContext {
  /** Title that was just watched: the ranking leans to what is like it. */
  readonly title?: string;
  /** Genres and tags that are asked for. */
  readonly genres?: readonly string[];
  readonly tags?: readonly string[];
  /** ISO 3166-1 code of where the viewer is. */
  readonly territory?: string;
  /** Oldest age rating that may be shown, in years. */
  readonly ageRating?: number;
  /** What becomes of titles that the viewer has seen. Default `hide`. */
  readonly seen?: "hide" | "show";
}

export interface Ranking {
  /** Best first. */
  readonly titles: readonly RankedTitle[];
  /** Who ranked them. */
  readonly by: "built-in" | "external";
  /** What people should know of how this came about. */
  readonly notes: readonly string[];
}

/** A title as it is given. */
export interface TitleInput {
  readonly id: string;
  readonly name: string;
  /** When it could first be watched: RFC 3339. */
  readonly launchedAt: string;
  /** Years that a viewer must be old. Default 0: anybody. */
  readonly ageRating?: number;
  /** ISO 3166-1 codes of where it may be shown. Default everywhere. */
  readonly territories?: readonly string[] | null;
  readonly genres?: readonly string[];
  readonly tags?: readonly string[];
  readonly metadata?: JsonObject;
}

export interface TitleView extends Required<TitleInput> {
  readonly createdAt: string;
}

export interface TitleService {
  /** Stores titles, or replaces them, all or none. @returns how many. @throws `invalid_request` */
  put(titles: readonly TitleInput[]): Promise<{ readonly stored: number }>;
  /** @throws `title_not_found` */
  get(id: string): Promise<TitleView>;
  list(query: { cursor?: string; limit?: number }): Promise<Page<TitleView>>;
  /** What was watched of it is kept. @throws `title_not_found` */
  delete(id: string): Promise<void>;
}

/** A viewer watched a title. */
export interface WatchInput {
  readonly title: string;
  /** RFC 3339. Default: now. */
  readonly time?: string;
  /** How much it says of the viewer's taste: 1 is one whole viewing. Default 1; more than 0, at most 100. */
  readonly weight?: number;
  /** Whether the viewer has seen the title, rather than looked into it. Default true. */
  readonly seen?: boolean;
}

export interface WatchView extends Required<WatchInput> {}

export interface HistoryService {
  /**
   * Adds what a viewer watched; of one title and time the first is kept.
   * @returns how many were new. @throws `invalid_request`
   */
  add(viewer: string, watches: readonly WatchInput[]): Promise<{ readonly added: number }>;
  /** What a viewer watched last, newest first, at most 1000. */
  get(viewer: string): Promise<readonly WatchView[]>;
  /** Forgets all that a viewer watched. */
  forget(viewer: string): Promise<void>;
}

/** A change of how titles are ranked. */
export interface RankingChangeView {
  readonly id: string;
  readonly at: string;
  /** Who made it. */
  readonly by: string;
  readonly why: string;
  readonly from: RankingState;
  readonly to: RankingState;
  /** Id of the change that this one undid; null: none. */
  readonly reverts: string | null;
  /** What was measured before it was made; null where somebody decided it. */
  readonly evidence: JsonObject | null;
}

/** What decides how titles are ranked. */
export interface RankingState {
  readonly weights: ScoreWeights;
  /** Those that were last set by hand: for viewers with whom others are compared. */
  readonly untrained: ScoreWeights;
  /** Name of what was learned of titles; null: nothing. */
  readonly priors: string | null;
}

export interface WeightService {
  /** How titles are ranked now. */
  get(): Promise<RankingState>;
  /** Sets weights by hand. @throws `invalid_request`, `ranking_changed` where somebody else did at the same moment */
  set(change: {
    readonly weights: ScoreWeights;
    readonly by: string;
    readonly why: string;
  }): Promise<RankingChangeView>;
  /** Newest first. @param limit default 50 */
  history(limit?: number): Promise<readonly RankingChangeView[]>;
  /**
   * Ranks again as it was before a change, whatever came after it; that is a change too.
   * @throws `ranking_change_not_found`, `ranking_changed`
   */
  revert(id: string, who: { readonly by: string; readonly why: string }): Promise<RankingChangeView>;
}

/** A model of viewers' taste. */
export interface ModelView {
  readonly id: string;
  /** What it was trained on: titles watched, viewers who watched them, and pairs of both. */
  readonly titles: number;
  readonly viewers: number;
  readonly watches: number;
  readonly createdAt: string;
}

export interface ModelService {
  /** The model that rankings use; null until one was trained. */
  get(): Promise<ModelView | null>;
  /**
   * Trains a model on all that was watched, in the background of this process, and ranks by it from then on. A second
   * call joins the first while it is under way.
   * @throws `nothing_to_learn` where nobody has watched anything
   */
  train(): Promise<ModelView>;
}

/** What became of learning. */
export interface LearnedView {
  /** Whether titles are ranked by what was learned from now on. */
  readonly adopted: boolean;
  /** The change as it is recorded; one that was not adopted changes nothing. */
  readonly change: RankingChangeView;
  /** How it did on viewers of whom nothing was learned. */
  readonly verdict: Verdict;
  /** Viewers by what their answers were used for. */
  readonly viewers: Readonly<Record<LearningGroup, number>>;
}

/** What is learned from, by whom. */
export interface LearnRequest {
  readonly by: string;
  /** All that is to be learned from: nothing is remembered of earlier calls. Default: the events that are stored. */
  readonly feedback?: readonly Feedback[];
  /** First day of events, as `2026-11-22` in UTC. Default: four weeks, `to` and the days before it. */
  readonly from?: string;
  /** Last day of events. Default: until now. */
  readonly to?: string;
  /** Id of the change that must be the last when this one is recorded; null: none. Default: the last as learning begins. */
  readonly upon?: string | null;
}

export interface LearningService {
  /**
   * Learns from what viewers did with reels: what draws them of each title, whatever its place, and how much each part
   * of a score should weigh. Adopted is only what serves viewers better of whom nothing was learned, beyond doubt; each
   * attempt is recorded.
   * @throws `invalid_request`, `nothing_to_learn`, `ranking_changed`
   */
  learn(request: LearnRequest): Promise<LearnedView>;
}
