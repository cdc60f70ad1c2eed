import type { Estimate } from "./figures.ts";
import type { ScoreWeights } from "./ranked-title.ts";

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

/** What a viewer's reel is made by. */
export interface Assignment {
  readonly experiment?: string;
  readonly arm?: string;
  /** Of the arm; none without one. */
  readonly overrides: ReelOverrides;
  /** Whether the viewer is one of those whose reels nothing that was learnt may touch. */
  readonly holdout: boolean;
}

/** What may be left out of a definition. */
export type ExperimentInput = Pick<ExperimentDefinition, "arms"> &
  Partial<Omit<ExperimentDefinition, "goal" | "arms">> & {
    readonly goal?: Partial<ExperimentDefinition["goal"]>;
  };

/** What an arm does more, or less, than the one that it is compared with; looked at as often as one likes. */
export interface Comparison {
  /** Of the arm's ratio to the control's, as a difference. */
  readonly difference: number;
  /** Holds the true difference at every look together, with probability 1 − alpha. */
  readonly low: number;
  readonly high: number;
  /** Always valid: below alpha at any look, in all, with probability alpha at most where there is no difference. */
  readonly p: number;
  readonly verdict: "better" | "worse" | "open";
}

export interface ExperimentView extends ExperimentDefinition {
  readonly id: string;
  readonly status: ExperimentStatus;
  readonly createdAt: string;
  readonly endedAt: string | null;
}

/** What an arm came to. */
export interface ArmResult {
  readonly arm: string;
  /** Who saw anything of what the goal is a share of. */
  readonly viewers: number;
  /** The goal's metric, over all viewers, with a 95 % interval for one look; compare by `comparison`. */
  readonly ratio: Estimate;
  /** With the first arm, at any time; null for that arm itself. */
  readonly comparison: Comparison | null;
}

export interface ExperimentDetail extends ExperimentView {
  /** None of an experiment that was killed. */
  readonly results: readonly ArmResult[];
}

/** Comparisons of ways to make reels. */
export interface ExperimentService {
  /** Starts one; the same again changes nothing. @throws `invalid_experiment`, `experiment_conflict` */
  put(id: string, input: ExperimentInput): Promise<ExperimentView>;
  /** @throws `experiment_not_found` */
  get(id: string): Promise<ExperimentDetail>;
  /** All, oldest first. */
  list(): Promise<readonly ExperimentView[]>;
  /** Ends one that did its work: its viewers see what everybody sees. @throws `experiment_not_found` */
  stop(id: string): Promise<ExperimentView>;
  /** Ends one that does harm, and concludes nothing from it. @throws `experiment_not_found` */
  kill(id: string): Promise<ExperimentView>;
}
