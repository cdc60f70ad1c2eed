import type { ScoreParts } from "./ranked-title.ts";

/** What a viewer did with a title that was shown in a place of reels, added up. */
export interface Feedback {
  readonly viewer: string;
  readonly title: string;
  /** Place in the reel, from 0. */
  readonly slot: number;
  /** Times that it was shown. */
  readonly impressions: number;
  /** How often the viewer clicked on it, or played it afterwards; never more than it was shown. */
  readonly clicks: number;
  /** How often the viewer skipped it, without a click. */
  readonly skips: number;
  /** How often it ran to its end. */
  readonly completions: number;
  /** What spoke for it when it was shown; left out where that is not known any more. */
  readonly parts?: ScoreParts;
  /** An experiment held the viewer out when it was shown: nothing is learned from it. */
  readonly holdout?: boolean;
}

/**
 * What a viewer's answers are used for: `holdout`, nothing (such viewers see what was never learned, to compare with);
 * `priors` and `weights`, to learn these; `check`, to judge what was learned.
 */
export type LearningGroup = "holdout" | "priors" | "weights" | "check";

/** What comparing two rankings on viewers who were held back says. */
export interface Verdict {
  /** Mean gain of the candidate for a viewer. */
  readonly gain: number;
  /** Interval that holds the true gain, with the confidence given. */
  readonly low: number;
  readonly high: number;
  readonly confidence: number;
  readonly viewers: number;
  /** Whether the candidate is better beyond doubt: all of the interval is above 0. */
  readonly better: boolean;
}
