/** Steps that are timed; each has a budget in `bench/README.md`. */
export type TimedStep =
  | "publish"
  | "plan"
  | "playlist"
  | "segment"
  | "thumbnail"
  | "retrieve"
  | "reel"
  | "encode";

/** A run of a job that has ended. */
export interface JobRun {
  readonly id: string;
  readonly kind: string;
  readonly video: string;
  /** `stopped`: cancelled, or left for the next start. */
  readonly outcome: "done" | "failed" | "stopped";
  /** Code of the error; undefined where it is done. */
  readonly error?: string;
  /** Which run of the job it was, from 1. */
  readonly attempt: number;
  /** Seconds that it waited before its first run, and that this run took. */
  readonly waited: number;
  readonly seconds: number;
  /** Id of the request that queued it. */
  readonly request?: string;
}

/** What an engine tells of its work, as it does it: for metrics and logs. Must be quick, and must not throw. */
export interface Observer {
  /**
   * A step has ended.
   * @param kind tells apart what costs differently: kinds of segments (`init`, `video`, `rendered`, …) and of encodes.
   */
  timed(step: TimedStep, kind: string, seconds: number, failed: boolean): void;
  /** Something was looked for in a cache in memory. */
  looked(cache: "chunk" | "segment" | "playlist", found: boolean): void;
  /** A run of a job begins, here. */
  jobBegan(kind: string): void;
  /** A run of a job has ended that began here. */
  jobRan(run: JobRun): void;
  /** A video was taken in: seconds that it lasts, and that it took. */
  ingested(mode: "copy" | "encode", duration: number, seconds: number): void;
}

/** Tells nobody. */
export const NOBODY: Observer = {
  timed: () => {},
  looked: () => {},
  jobBegan: () => {},
  jobRan: () => {},
  ingested: () => {},
};
