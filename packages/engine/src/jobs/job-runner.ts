import PQueue from "p-queue";
import type { Catalog, JobRow } from "../seams/catalog.ts";
import type { JobQueue } from "../seams/job-queue.ts";
import { CRASH_LIMIT, crashed, JobExecution, type JobExecutionOptions } from "./job-execution.ts";
import { hasEnded } from "./job-feed.ts";
import { KnownJobs } from "./known-jobs.ts";
import type { LiveJob } from "./live-job.ts";

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
  readonly #known: KnownJobs;
  #closed = false;

  constructor(options: JobRunnerOptions) {
    this.#catalog = options.catalog;
    this.#concurrency = new Map(Object.entries(options.concurrency ?? {}));
    this.#now = options.now ?? Date.now;
    this.#known = new KnownJobs({ catalog: this.#catalog, now: this.#now });
    this.#execution = new JobExecution(options, {
      changed: (row) => this.#known.feed.publish(row),
      stored: () => undefined,
      released: (job) => this.#release(job),
    });
  }

  submit(row: JobRow): void {
    if (this.#closed || this.#known.live(row.id)) return;
    const job = this.#known.adopt(row);
    this.#known.feed.publish(row);
    void this.#queue(row.kind).add(() => this.#execution.run(job));
  }

  async insert(row: JobRow): Promise<void> {
    await this.#catalog.insertJob(row);
    this.submit(row);
  }

  async cancel(id: string): Promise<JobRow> {
    let job = this.#known.live(id);
    if (!job) {
      const stored = await this.#known.find(id);
      job = this.#known.live(id);
      if (!job && hasEnded(stored)) return stored;
      // Left by a process before this one, and not resumed.
      job ??= this.#known.adopt(stored);
    }
    job.stop("cancel");
    if (job.phase === "waiting") await this.#execution.conclude(job, undefined);
    return job.settled;
  }

  async retry(id: string): Promise<JobRow> {
    const row = await this.#known.renew(id);
    this.submit(row);
    return row;
  }

  watch(id: string, signal?: AbortSignal): AsyncIterable<JobRow> {
    return this.#known.watch(id, signal);
  }

  async *watchAll(signal?: AbortSignal): AsyncIterable<JobRow> {
    // The changes first: what happens from now on is not missed.
    const changes = this.#known.feed.subscribeAll(signal);
    try {
      for (const { row } of this.#known.allLive()) yield row;
      yield* changes;
    } finally {
      changes.end();
    }
  }

  async resume(): Promise<number> {
    let resumed = 0;
    for (const row of await this.#catalog.jobs({ status: ["queued", "running"] })) {
      if (this.#closed || this.#known.live(row.id)) continue;
      if (row.status === "running" && row.attempts >= CRASH_LIMIT) {
        await this.#execution.conclude(this.#known.adopt(row), crashed(row));
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
    const jobs = this.#known.allLive();
    for (const job of jobs) {
      if (job.phase === "waiting") this.#release(job);
      else job.stop("close");
    }
    await Promise.all(jobs.map((job) => job.settled));
    this.#known.feed.close();
  }

  #queue(kind: string): PQueue {
    const known = this.#queues.get(kind);
    if (known) return known;
    const queue = new PQueue({ concurrency: this.#concurrency.get(kind) ?? 1 });
    this.#queues.set(kind, queue);
    return queue;
  }

  #release(job: LiveJob): void {
    job.phase = "ending";
    this.#known.release(job);
    this.#known.feed.publish(job.row);
    job.settle();
  }
}
