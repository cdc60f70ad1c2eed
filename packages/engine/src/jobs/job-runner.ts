import PQueue from "p-queue";
import { CutstreamError } from "../errors.ts";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import type { JobQueue } from "../seams/job-queue.ts";
import { CRASH_LIMIT, crashed, JobExecution, type JobExecutionOptions } from "./job-execution.ts";
import { hasEnded, JobFeed } from "./job-feed.ts";
import { LiveJob } from "./live-job.ts";

export interface JobRunnerOptions extends JobExecutionOptions {
  /** How many jobs of a kind run at a time; 1 where it is not said. */
  readonly concurrency?: Readonly<Record<string, number>>;
}

/** Makes a queue that runs jobs in this process and keeps them in the catalog. Call `resume` once, at the start. */
export function createJobRunner(options: JobRunnerOptions): JobQueue {
  return new JobRunner(options);
}

class JobRunner implements JobQueue {
  readonly #catalog: Pick<Catalog, "insertJob" | "job" | "jobs" | "updateJob">;
  readonly #concurrency: ReadonlyMap<string, number>;
  readonly #execution: JobExecution;
  readonly #now: () => number;
  readonly #queues = new Map<string, PQueue>();
  readonly #live = new Map<string, LiveJob>();
  readonly #feed = new JobFeed();
  #closed = false;

  constructor(options: JobRunnerOptions) {
    this.#catalog = options.catalog;
    this.#concurrency = new Map(Object.entries(options.concurrency ?? {}));
    this.#now = options.now ?? Date.now;
    this.#execution = new JobExecution(options, {
      changed: (row) => this.#feed.publish(row),
      stored: () => undefined,
      released: (job) => this.#release(job),
    });
  }

  submit(row: JobRow): void {
    if (this.#closed || this.#live.has(row.id)) return;
    const job = this.#adopt(row);
    this.#feed.publish(row);
    void this.#queue(row.kind).add(() => this.#execution.run(job));
  }

  async insert(row: JobRow): Promise<void> {
    await this.#catalog.insertJob(row);
    this.submit(row);
  }

  async cancel(id: string): Promise<JobRow> {
    let job = this.#live.get(id);
    if (!job) {
      const stored = await this.#find(id);
      job = this.#live.get(id);
      if (!job && hasEnded(stored)) return stored;
      // Left by a process before this one, and not resumed.
      job ??= this.#adopt(stored);
    }
    job.stop("cancel");
    if (job.phase === "waiting") await this.#execution.conclude(job, undefined);
    return job.settled;
  }

  async retry(id: string): Promise<JobRow> {
    const stored = await this.#find(id);
    if (this.#live.has(id) || (stored.status !== "failed" && stored.status !== "cancelled")) {
      throw new CutstreamError("job_not_retryable", `Job ${id} is ${stored.status}.`);
    }
    const change = {
      status: "queued",
      stage: "queued",
      progress: 0,
      attempts: 0,
      error: null,
      updatedAt: this.#now(),
    } as const;
    await this.#catalog.updateJob(id, change);
    const row = { ...stored, ...change };
    this.submit(row);
    return row;
  }

  async *watch(id: string, signal?: AbortSignal): AsyncIterable<JobRow> {
    const changes = this.#feed.subscribe(id, signal);
    try {
      const known = this.#live.get(id)?.row ?? (await this.#find(id));
      // What changed while the catalog was read is newer than what it said.
      const current = changes.takeLatest() ?? this.#live.get(id)?.row ?? known;
      yield current;
      if (!hasEnded(current)) yield* changes;
    } finally {
      changes.end();
    }
  }

  async *watchAll(signal?: AbortSignal): AsyncIterable<JobRow> {
    // The changes first: what happens from now on is not missed.
    const changes = this.#feed.subscribeAll(signal);
    try {
      for (const { row } of [...this.#live.values()]) yield row;
      yield* changes;
    } finally {
      changes.end();
    }
  }

  async resume(): Promise<number> {
    let resumed = 0;
    for (const row of await this.#catalog.jobs({ status: ["queued", "running"] })) {
      if (this.#closed || this.#live.has(row.id)) continue;
      if (row.status === "running" && row.attempts >= CRASH_LIMIT) {
        await this.#execution.conclude(this.#adopt(row), crashed(row));
        continue;
      }
      const change = { status: "queued", updatedAt: this.#now() } as const;
      if (row.status === "running") await this.#catalog.updateJob(row.id, change);
      this.submit(row.status === "running" ? { ...row, ...change } : row);
      resumed++;
    }
    return resumed;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const queue of this.#queues.values()) queue.clear();
    const jobs = [...this.#live.values()];
    for (const job of jobs) {
      if (job.phase === "waiting") this.#release(job);
      else job.stop("close");
    }
    await Promise.all(jobs.map((job) => job.settled));
    this.#feed.close();
  }

  #adopt(row: JobRow): LiveJob {
    const job = new LiveJob(row);
    this.#live.set(row.id, job);
    return job;
  }

  #queue(kind: string): PQueue {
    const known = this.#queues.get(kind);
    if (known) return known;
    const queue = new PQueue({ concurrency: this.#concurrency.get(kind) ?? 1 });
    this.#queues.set(kind, queue);
    return queue;
  }

  async #find(id: string): Promise<JobRow> {
    const row = await this.#catalog.job(id);
    if (!row) throw new CutstreamError("job_not_found", `There is no job ${id}.`);
    return row;
  }

  #release(job: LiveJob): void {
    job.phase = "ending";
    this.#live.delete(job.row.id);
    this.#feed.publish(job.row);
    job.settle();
  }
}
