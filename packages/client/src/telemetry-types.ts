/** What happens to a stream while somebody watches it. Times are seconds on its timeline. */
export interface PlaybackEvent {
  /** Made by whoever sends it, and the same whenever it is sent again. */
  readonly id: string;
  readonly type:
    | "impression"
    | "start"
    | "progress"
    | "skip"
    | "complete"
    | "click"
    | "follow-on"
    | "stall"
    | "error";
  /** Milliseconds since 1970; now by default. */
  readonly at?: number;
  /** Where the playhead was. */
  readonly position?: number;
  /** Of `progress`: seconds played, up to `position`, since the one before. */
  readonly played?: number;
  /** Seconds to the first frame of a `start`, or that the picture stood still in a `stall`. */
  readonly duration?: number;
  /** Of `click` and `follow-on`. */
  readonly title?: string;
  /** Of `error`. */
  readonly detail?: string;
}

/** What became of events that were sent. */
export interface EventReceipt {
  readonly stored: number;
  /** Sent before. */
  readonly known: number;
  /** Not to be sent again. */
  readonly refused: readonly {
    readonly index: number;
    readonly id: string;
    readonly reason:
      | "forged"
      | "from_the_future"
      | "too_old"
      | "outside_the_stream"
      | "unknown_title"
      | "excess";
  }[];
}

export interface ReelMetricsRequest {
  /** First day in UTC: `2026-11-22`. */
  readonly from?: string;
  readonly to?: string;
  /** Id: its arms, side by side. */
  readonly experiment?: string;
  /** Titles to list of each group. Default 20. */
  readonly titles?: number;
}

export interface ReelMetrics {
  readonly from: string | null;
  readonly to: string | null;
  readonly experiment: string | null;
  /** Arms of the experiment, or `all` and `holdout`. */
  readonly groups: readonly { readonly name: string; readonly figures: ReelFigures }[];
}

/** A figure with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

export interface Share {
  readonly count: number;
  readonly of: number;
  readonly share: Estimate | null;
}

/** What was done with clips that were shown. */
export interface ClipFigures {
  readonly impressions: number;
  readonly skips: Share;
  readonly finishes: Share;
  readonly clicks: Share;
  readonly followOns: Share;
}

/** What viewers of a group did. Times are seconds. */
export interface ReelFigures {
  readonly plays: number;
  readonly starts: number;
  readonly completion: Share;
  /** Per start. */
  readonly watched: Estimate | null;
  /** For each second of the timeline, the share of starts that played it. */
  readonly curve: readonly number[];
  readonly slots: readonly (ClipFigures & { readonly slot: number })[];
  readonly titles: readonly (ClipFigures & { readonly title: string })[];
  readonly titleCount: number;
  readonly startup: { readonly plays: number; readonly p50: number; readonly p95: number } | null;
  readonly stalls: { readonly count: number; readonly seconds: number; readonly perHour: Estimate | null };
  readonly errors: number;
}

export interface ExperimentArm {
  readonly id: string;
  /** Of the viewers; those of all arms add up to 1. */
  readonly share: number;
  readonly overrides: {
    readonly weights?: {
      readonly preference: number;
      readonly popularity: number;
      readonly recency: number;
      readonly learned?: number;
    };
    readonly cadence?: string;
    readonly clipTypes?: readonly string[];
  };
}

export interface ExperimentGoal {
  readonly metric: "clickThrough" | "completion" | "followOn";
  /** Difference worth finding. */
  readonly effect: number;
  /** Probability of finding one where there is none, over all looks and arms. */
  readonly alpha: number;
}

export interface ExperimentInput {
  readonly name?: string;
  /** The first is the one that others are compared with. */
  readonly arms: readonly ExperimentArm[];
  /** Viewers by the number from 0 to 1 that each has. */
  readonly traffic?: { readonly from: number; readonly to: number };
  readonly holdout?: number;
  readonly goal?: Partial<ExperimentGoal>;
}

export interface Experiment extends Required<Omit<ExperimentInput, "goal">> {
  readonly id: string;
  readonly goal: ExperimentGoal;
  readonly status: "running" | "stopped" | "killed";
  readonly createdAt: string;
  readonly endedAt: string | null;
}

export interface ExperimentDetail extends Experiment {
  readonly results: readonly {
    readonly arm: string;
    readonly viewers: number;
    readonly ratio: Estimate;
    readonly comparison: {
      readonly difference: number;
      readonly low: number;
      readonly high: number;
      readonly p: number;
      readonly verdict: "better" | "worse" | "open";
    } | null;
  }[];
}
