import type { ExperimentInput } from "../reels/experiments/check-definition.ts";
import type { ExperimentDefinition, ExperimentStatus } from "../reels/experiments/experiment.ts";
import type { Comparison } from "../reels/experiments/sequential-test.ts";
import type { Estimate } from "../reels/telemetry/interval.ts";
import type { ReelFigures } from "../reels/telemetry/metrics.ts";
import type { EventReceipt, ToldEvent } from "../reels/telemetry/telemetry.ts";

export type { ExperimentInput } from "../reels/experiments/check-definition.ts";
export type {
  Assignment,
  ExperimentArm,
  ExperimentDefinition,
  ExperimentGoal,
  ExperimentStatus,
  GoalMetric,
  ReelOverrides,
  Traffic,
} from "../reels/experiments/experiment.ts";
export type { Comparison } from "../reels/experiments/sequential-test.ts";
export type { EventType, PlaybackEvent } from "../reels/telemetry/event.ts";
export type { Estimate, Share } from "../reels/telemetry/interval.ts";
export type { ReelFigures, SlotFigures, StartupFigures, TitleFigures } from "../reels/telemetry/metrics.ts";
export type { Refusal } from "../reels/telemetry/place-event.ts";
export type { EventReceipt, RefusedEvent, ToldEvent } from "../reels/telemetry/telemetry.ts";

/** What viewers do with streams: taken in, and added up. Throws {@link CutstreamError}s only. */
export interface TelemetryService {
  /**
   * Takes events in; when the promise resolves, what it stored is on stable storage.
   * @throws `stream_forged` where no event of it has a stream that is ours; `events_busy` with `retryAfter`
   */
  take(events: readonly ToldEvent[]): Promise<EventReceipt>;
  /**
   * Takes in a report of CMCD version 2's event mode (CTA-5004-B): lines of key=value.
   * @param stream address of the stream, as of events.
   * @throws as {@link take}, and `invalid_request` where it cannot be read
   */
  takeCmcd(stream: string, report: string): Promise<EventReceipt>;
  /** Counts what a request for media says of its player: CMCD of version 1 or 2, its headers joined or its query. */
  countCmcd(text: string): void;
  /** What reels come to. @throws `experiment_not_found` */
  metrics(query: ReelMetricsQuery): Promise<ReelMetricsView>;
}

export interface ReelMetricsQuery {
  /** First day, `2026-11-22`, in UTC. A play belongs to the day of its first event. */
  readonly from?: string;
  /** Last day. */
  readonly to?: string;
  /** Only the arms of this experiment, side by side. */
  readonly experiment?: string;
  /** Titles to list of each group, most shown first. Default 20. */
  readonly titles?: number;
}

/** Figures of a group of viewers. */
export interface ReelGroupView {
  /** An arm of the experiment that was asked for; `all`, and `holdout` for those of them who are held out. */
  readonly name: string;
  readonly figures: ReelFigures;
}

export interface ReelMetricsView {
  readonly from: string | null;
  readonly to: string | null;
  readonly experiment: string | null;
  readonly groups: readonly ReelGroupView[];
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
