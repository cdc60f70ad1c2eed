import { CutstreamError } from "../errors.ts";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import { hasEnded, JobFeed } from "./job-feed.ts";
import { LiveJob } from "./live-job.ts";

export interface KnownJobsOptions {
  readonly catalog: Pick<Catalog, "job" | "updateJob">;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** Jobs as this process knows them: those that it has in hand, those in the catalog, and what changes of either. */
export class KnownJobs {
  readonly feed = new JobFeed();
  readonly #catalog: KnownJobsOptions["catalog"];
  readonly #now: () => number;
  readonly #live = new Map<string, LiveJob>();

  constructor({ catalog, now }: KnownJobsOptions) {
    this.#catalog = catalog;
    this.#now = now;
  }

  /** A job that this process has in hand. */
  live(id: string): LiveJob | undefined {
    return this.#live.get(id);
  }

  /** All that it has in hand now. */
  allLive(): readonly LiveJob[] {
    return [...this.#live.values()];
  }

  /** Takes a job in hand. */
  adopt(row: JobRow): LiveJob {
    const job = new LiveJob(row);
    this.#live.set(row.id, job);
    return job;
  }

  /** Has it in hand no more. */
  release(job: LiveJob): void {
    this.#live.delete(job.row.id);
  }

  /** A job as the catalog has it. @throws CutstreamError `job_not_found` */
  async find(id: string): Promise<JobRow> {
    const row = await this.#catalog.job(id);
    if (!row) throw new CutstreamError("job_not_found", `There is no job ${id}.`);
    return row;
  }

  /**
   * Puts a job that ended without success back as it was at first; it is still to be submitted.
   * @throws CutstreamError `job_not_found`, `job_not_retryable`
   */
  async renew(id: string): Promise<JobRow> {
    const stored = await this.find(id);
    if (this.#live.has(id) || (stored.status !== "failed" && stored.status !== "cancelled")) {
      throw new CutstreamError("job_not_retryable", `Job ${id} is ${stored.status}.`);
    }
    const fresh = { status: "queued", stage: "queued", progress: 0, attempts: 0, error: null } as const;
    const change = { ...fresh, updatedAt: this.#now() };
    await this.#catalog.updateJob(id, change);
    return { ...stored, ...change };
  }

  /** As {@link JobQueue.watch}. */
  async *watch(id: string, signal?: AbortSignal): AsyncIterable<JobRow> {
    const changes = this.feed.subscribe(id, signal);
    try {
      const known = this.#live.get(id)?.row ?? (await this.find(id));
      // What changed while the catalog was read is newer than what it said.
      const current = changes.takeLatest() ?? this.#live.get(id)?.row ?? known;
      yield current;
      if (!hasEnded(current)) yield* changes;
    } finally {
      changes.end();
    }
  }
}
