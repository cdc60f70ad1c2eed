import type { JsonObject } from "./json.ts";
import type { ViewerContext } from "./viewer-reel-types.ts";

/** A title as it is given. */
export interface TitleInput {
  readonly id: string;
  readonly name: string;
  /** When it could first be watched: RFC 3339. */
  readonly launchedAt: string;
  /** Years that a viewer must be old. Default 0. */
  readonly ageRating?: number;
  /** ISO 3166-1 codes of where it may be shown. Default everywhere. */
  readonly territories?: readonly string[] | null;
  readonly genres?: readonly string[];
  readonly tags?: readonly string[];
  readonly metadata?: JsonObject;
}

export interface Title extends Required<TitleInput> {
  readonly createdAt: string;
}

/** A viewer watched a title. */
export interface WatchInput {
  readonly title: string;
  /** RFC 3339. Default: now. */
  readonly time?: string;
  /** 1, the default, is one whole viewing. */
  readonly weight?: number;
  /** Whether the viewer has seen the title, rather than looked into it. Default true. */
  readonly seen?: boolean;
}

/** How much each part of a score weighs. */
export interface ScoreWeights {
  readonly preference: number;
  readonly popularity: number;
  readonly recency: number;
  readonly learned?: number;
}

export interface RankRequest {
  readonly viewer: string;
  /** Ids to choose from. Default: all titles. */
  readonly titles?: readonly string[];
  readonly context?: ViewerContext;
  readonly weights?: Partial<ScoreWeights>;
  /** Whether what was learned counts. Default: but for the viewers others are compared with. */
  readonly learned?: boolean;
  /** Titles at most. Default 50. */
  readonly limit?: number;
}

export interface Ranking {
  /** Best first, each with what speaks for it, from 0 to 1. */
  readonly titles: readonly {
    readonly title: string;
    readonly score: number;
    readonly parts: ScoreWeights;
  }[];
  readonly by: "built-in" | "external";
  readonly notes: readonly string[];
}

/** What decides how titles are ranked. */
export interface RankingState {
  readonly weights: ScoreWeights;
  /** Those last set by hand. */
  readonly untrained: ScoreWeights;
  /** Name of what was learned of titles; null: nothing. */
  readonly priors: string | null;
}

/** Who changed how titles are ranked, when and why. */
export interface RankingChange {
  readonly id: string;
  readonly at: string;
  readonly by: string;
  readonly why: string;
  readonly from: RankingState;
  readonly to: RankingState;
  /** Change that this one undid. */
  readonly reverts: string | null;
  /** What was measured before. */
  readonly evidence: JsonObject | null;
}

/** Who wants a change, and why. */
export interface Author {
  readonly by: string;
  readonly why: string;
}

/** A model of viewers' taste. */
export interface TasteModel {
  readonly id: string;
  readonly titles: number;
  readonly viewers: number;
  readonly watches: number;
  readonly createdAt: string;
}

/** What a viewer did with a title in a place of reels. */
export interface Feedback {
  readonly viewer: string;
  readonly title: string;
  /** From 0. */
  readonly slot: number;
  readonly impressions: number;
  readonly clicks: number;
  readonly skips: number;
  readonly completions: number;
  /** What spoke for it when it was shown. */
  readonly parts?: ScoreWeights;
}

/** Days as `2026-11-22` in UTC, both of them part of it. */
export interface LearnedDays {
  /** Default: four weeks, `to` and the days before it. */
  readonly from?: string;
  /** Default: until now. */
  readonly to?: string;
}

/** What became of learning. */
export interface Learned {
  readonly adopted: boolean;
  readonly change: RankingChange;
  readonly verdict: {
    readonly gain: number;
    readonly low: number;
    readonly high: number;
    readonly confidence: number;
    readonly viewers: number;
    readonly better: boolean;
  };
  readonly viewers: Readonly<Record<"holdout" | "priors" | "weights" | "check", number>>;
}
