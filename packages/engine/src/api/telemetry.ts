import type { EventReceipt, ToldEvent } from "./events.ts";
import type { ReelFigures } from "./figures.ts";

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
