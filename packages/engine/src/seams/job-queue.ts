import type { JobRow } from "./catalog.ts";

/** What a handler is given to work with. */
export interface JobContext {
  /** The job as it is while it runs: `attempts` counts this run. */
  readonly job: JobRow;
  /** Aborted where the job is cancelled or the queue closes: the handler gives up and throws, as soon as it can. */
  readonly signal: AbortSignal;
  /** Tells how far the job is: its stage, and the share done of the whole job, 0 to 1. Cheap; call it at will. */
  report(stage: string, progress: number): void;
}

/**
 * Does a job. It may be run again after a crash, from the start: what an earlier run left is to be expected. What it
 * throws is the job's error.
 */
export type JobHandler = (context: JobContext) => Promise<void>;

/**
 * Runs jobs: rows of the catalog that survive the process. A job is `queued`, then `running`, then for good `done`,
 * `failed` or `cancelled`, unless it is retried. Jobs of one kind are taken up in the order that they came.
 */
export interface JobQueue {
  /** Queues a job whose row the catalog has already, as `queued`. One that is queued or runs already is left alone. */
  submit(job: JobRow): void;
  /** Writes a job's row to the catalog and queues it. @throws CutstreamError `video_not_found` */
  insert(job: JobRow): Promise<void>;
  /**
   * Cancels a job, and waits until its handler has given up; one that has ended stays as it is.
   * @returns the job as it ended.
   * @throws CutstreamError `job_not_found`
   */
  cancel(id: string): Promise<JobRow>;
  /**
   * Queues a failed or cancelled job once more, its attempts counted from nought.
   * @throws CutstreamError `job_not_found`, `job_not_retryable`
   */
  retry(id: string): Promise<JobRow>;
  /**
   * The job now, then after each change, until it has ended, the signal is aborted or the queue closes. Of changes in
   * progress alone, a reader who is slow sees the latest.
   * @throws CutstreamError `job_not_found`
   */
  watch(id: string, signal?: AbortSignal): AsyncIterable<JobRow>;
  /**
   * All jobs that have not ended, as they are now; then any job after each change, until the signal is aborted or the
   * queue closes. A reader who is slow sees the latest of each.
   */
  watchAll(signal?: AbortSignal): AsyncIterable<JobRow>;
  /**
   * Queues what an earlier process left `queued` or `running`; call it once, at the start. A job during whose runs
   * the process died three times is failed instead, since it may be what kills it. What another process runs that
   * lives is left to it.
   * @returns how many jobs were queued.
   */
  resume(): Promise<number>;
  /** Aborts what runs and waits for it. Nothing is lost: what had not ended is `queued` for the next start. */
  close(): Promise<void>;
}
