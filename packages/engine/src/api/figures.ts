/** A figure and the interval that holds what it estimates, 95 times in a hundred. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** A share of a whole: how many of how many. Null where there are none. */
export interface Share {
  readonly count: number;
  readonly of: number;
  readonly share: Estimate | null;
}

/** What viewers of one group did with their reels. Times are seconds. */
export interface ReelFigures {
  /** Streams of which anything was told. */
  readonly plays: number;
  /** Those of which something was played. All shares of plays are of these. */
  readonly starts: number;
  readonly completion: Share;
  /** Distinct seconds of the timeline that were played, per start. */
  readonly watched: Estimate | null;
  /** For each second of the timeline, the share of starts that it was played in. */
  readonly curve: readonly number[];
  readonly slots: readonly SlotFigures[];
  /** Most shown first. */
  readonly titles: readonly TitleFigures[];
  /** How many titles there are; `titles` may hold fewer. */
  readonly titleCount: number;
  /** From the wish to play to the first frame, of plays that told it. */
  readonly startup: StartupFigures | null;
  readonly stalls: { readonly count: number; readonly seconds: number; readonly perHour: Estimate | null };
  readonly errors: number;
}

/** What was done with a place of the reel. */
export interface SlotFigures {
  readonly slot: number;
  readonly impressions: number;
  readonly skips: Share;
  readonly finishes: Share;
  readonly clicks: Share;
  readonly followOns: Share;
}

/** What was done with a title, wherever it was shown. */
export interface TitleFigures extends Omit<SlotFigures, "slot"> {
  readonly title: string;
}

/** Quantiles are exact to a twentieth. */
export interface StartupFigures {
  readonly plays: number;
  readonly p50: number;
  readonly p95: number;
}
