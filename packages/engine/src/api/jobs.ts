import type { JobStatus, StoredError } from "../seams/catalog.ts";

export interface JobView {
  readonly id: string;
  readonly kind: string;
  readonly video: string;
  readonly status: JobStatus;
  readonly stage: string;
  /** 0 to 1. */
  readonly progress: number;
  readonly attempts: number;
  readonly error?: StoredError;
  /** Of the request that queued it: its log lines have it too. */
  readonly requestId?: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface JobService {
  /** @throws `job_not_found` */
  get(id: string): Promise<JobView>;
  /** The job now and after each change; ends once the job has. @throws `job_not_found` */
  watch(id: string, signal?: AbortSignal): AsyncIterable<JobView>;
  /** All jobs that have not ended, then any job after each change, until the signal is aborted. */
  watchAll(signal?: AbortSignal): AsyncIterable<JobView>;
  cancel(id: string): Promise<JobView>;
  /** @throws `job_not_retryable` */
  retry(id: string): Promise<JobView>;
}
