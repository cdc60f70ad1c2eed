import type { ScoreWeights } from "../ranked-title.ts";

/** What an arm changes of a reel; what is left out stays as it is for everybody. */
export interface ReelOverrides {
  readonly weights?: ScoreWeights;
  /** Name of the cadence that takes the place of the one asked for. */
  readonly cadence?: string;
  /** The only clip types that are shown. */
  readonly clipTypes?: readonly string[];
}

/** One way of making reels that is compared with others. */
export interface ExperimentArm {
  /** `control`, `long-clips`. */
  readonly id: string;
  /** Share of the experiment's viewers, more than 0; those of all arms add up to 1. */
  readonly share: number;
  readonly overrides: ReelOverrides;
}

/** What is compared between arms: a share of reels, by viewers. */
export type GoalMetric = "clickThrough" | "completion" | "followOn";

/** What an experiment is to find out. */
export interface ExperimentGoal {
  readonly metric: GoalMetric;
  /** Difference worth finding, as an absolute share: 0.02 is two points. The test is most powerful about there. */
  readonly effect: number;
  /** Probability that a difference is found where there is none, over all looks together and all arms. */
  readonly alpha: number;
}

/** Viewers by a number that each has between 0 and 1, the last of which is not in it. */
export interface Traffic {
  readonly from: number;
  readonly to: number;
}

/** What somebody wants to compare. Nothing of it changes once it runs. */
export interface ExperimentDefinition {
  readonly name: string;
  /** The first is the one that others are compared with. */
  readonly arms: readonly ExperimentArm[];
  /** Who takes part; experiments that run at the same time share no viewer. */
  readonly traffic: Traffic;
  /** Share of all viewers who see neither this nor anything that was learnt. */
  readonly holdout: number;
  readonly goal: ExperimentGoal;
}

/**
 * `running` until somebody ends it: `stopped` where it did its work, `killed` where it did harm and nothing is to be
 * concluded from it. Neither runs again.
 */
export type ExperimentStatus = "running" | "stopped" | "killed";

/** An experiment as it is kept. */
export interface Experiment extends ExperimentDefinition {
  readonly id: string;
  readonly status: ExperimentStatus;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly endedAt: number | null;
}

/** What a viewer's reel is made by. */
export interface Assignment {
  readonly experiment?: string;
  readonly arm?: string;
  /** Of the arm; none without one. */
  readonly overrides: ReelOverrides;
  /** Whether the viewer is one of those whose reels nothing that was learnt may touch. */
  readonly holdout: boolean;
}
