/** What speaks for a title before a viewer, each from 0 to 1. */
export interface ScoreParts {
  /** What the viewer has watched speaks for it. */
  readonly preference: number;
  /** Others watch it now. */
  readonly popularity: number;
  /** It is new. */
  readonly recency: number;
  /** What viewers did when they were shown it: 0.5 is as most titles. Left out where nothing was learned. */
  readonly learned?: number;
}

/** How much each part weighs. Not negative; they need not add up to one. */
export type ScoreWeights = ScoreParts;

/** A title and its place in a ranking: the higher the score, the sooner. */
export interface RankedTitle {
  readonly title: string;
  readonly score: number;
  readonly parts: ScoreParts;
}
