import PQueue from "p-queue";
import { asCutstreamError, CutstreamError } from "../errors.ts";
import type { Catalog, JobRow, StoredError } from "../seams/catalog.ts";
import type { JobHandler, JobQueue } from "../seams/job-queue.ts";
import { hasEnded, JobFeed } from "./job-feed.ts";
import { LiveJob } from "./live-job.ts";
import { ProgressWriter } from "./progress-writer.ts";

export interface JobRunnerOptions {
  readonly catalog: Pick<Catalog, "insertJob" | "job" | "jobs" | "updateJob">;
  /** What runs the jobs of each kind. */
  readonly handlers: Readonly<Record<string, JobHandler>>;
  /** How many jobs of a kind run at a time; 1 where it is not said. */
  readonly concurrency?: Readonly<Record<string, number>>;
  /**
   * Told of each job that will end as failed or cancelled (`error.code` is `cancelled` then), before it does: where
   * the process dies in between, it is told again. For the owner to mark what the job worked for.
   */
  readonly onFailed?: (job: JobRow, error: CutstreamError) => Promise<void>;
  /** Told of what the runner itself could not do, such as writing a job's progress. Default: standard error. */
  readonly onTrouble?: (job: JobRow, thrown: unknown) => void;
  /** Milliseconds since 1970. */
  readonly now?: () => number;
}

/** Runs of one job during which the process may die before the job is taken for what kills it. */
export const CRASH_LIMIT = 3;

/** Makes a queue that runs jobs in this process and keeps them in the catalog. Call `resume` once, at the start. */
export function createJobRunner(options: JobRunnerOptions): JobQueue {
  return new JobRunner(options);
}

class JobRunner implements JobQueue {
  readonly #catalog: JobRunnerOptions["catalog"];
  readonly #handlers: ReadonlyMap<string, JobHandler>;
  readonly #concurrency: ReadonlyMap<string, number>;
  readonly #onFailed: NonNullable<JobRunnerOptions["onFailed"]>;
  readonly #onTrouble: NonNullable<JobRunnerOptions["onTrouble"]>;
  readonly #now: () => number;
  readonly #queues = new Map<string, PQueue>();
  readonly #live = new Map<string, LiveJob>();
  readonly #feed = new JobFeed();
  #closed = false;

  constructor(options: JobRunnerOptions) {
    this.#catalog = options.catalog;
    this.#handlers = new Map(Object.entries(options.handlers));
    this.#concurrency = new Map(Object.entries(options.concurrency ?? {}));
    this.#onFailed = options.onFailed ?? (async () => undefined);
    this.#onTrouble = options.onTrouble ?? ((job, thrown) => console.error(`Job ${job.id}:`, thrown));
    this.#now = options.now ?? Date.now;
  }

  submit(row: JobRow): void {
    if (this.#closed || this.#live.has(row.id)) return;
    const job = this.#adopt(row);
    this.#feed.publish(row);
    void this.#queue(row.kind).add(() => this.#run(job));
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
    if (job.phase === "waiting") await this.#conclude(job, undefined);
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
        await this.#conclude(this.#adopt(row), crashed(row));
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

  /** Takes a job from its turn to its end; throws nothing. */
  async #run(job: LiveJob): Promise<void> {
    // It was cancelled while it waited.
    if (job.phase !== "waiting") return;
    job.phase = "running";
    try {
      await this.#work(job);
    } catch (thrown) {
      await this.#conclude(job, thrown);
      return;
    }
    await this.#end(job, { status: "done", progress: 1, error: null });
  }

  async #work(job: LiveJob): Promise<void> {
    const handler = this.#handlers.get(job.row.kind);
    if (!handler) throw new CutstreamError("internal", `Nothing here runs jobs of kind ${job.row.kind}.`);
    const change = { status: "running", attempts: job.row.attempts + 1, updatedAt: this.#now() } as const;
    await this.#catalog.updateJob(job.row.id, change);
    job.row = { ...job.row, ...change };
    this.#feed.publish(job.row);
    job.signal.throwIfAborted();

    const writer = new ProgressWriter<JobRow>(
      ({ id, stage, progress, updatedAt }) => this.#catalog.updateJob(id, { stage, progress, updatedAt }),
      (thrown) => this.#onTrouble(job.row, thrown),
    );
    let reporting = true;
    const report = (stage: string, progress: number): void => {
      if (!reporting) return;
      job.row = { ...job.row, stage, progress: share(progress), updatedAt: this.#now() };
      this.#feed.publish(job.row);
      writer.put(job.row);
    };
    try {
      await handler({ job: job.row, signal: job.signal, report });
    } finally {
      reporting = false;
      await writer.stop();
    }
  }

  /** Brings a job to an end that is not `done`: queued for the next start, cancelled or failed. */
  async #conclude(job: LiveJob, thrown: unknown): Promise<void> {
    job.phase = "ending";
    if (job.stopReason === "close") {
      // A shutdown is no crash: the run does not count.
      const { status, attempts } = job.row;
      await this.#end(job, { status: "queued", attempts: status === "running" ? attempts - 1 : attempts });
      return;
    }
    const cancelled = job.stopReason === "cancel";
    const error = cancelled
      ? new CutstreamError("cancelled", "The job was cancelled.")
      : asCutstreamError(thrown);
    try {
      await this.#onFailed(job.row, error);
    } catch (trouble) {
      this.#onTrouble(job.row, trouble);
    }
    await this.#end(job, { status: cancelled ? "cancelled" : "failed", error: storedError(error) });
  }

  async #end(job: LiveJob, change: Partial<Pick<JobRow, "status" | "progress" | "attempts" | "error">>) {
    job.phase = "ending";
    job.row = { ...job.row, ...change, updatedAt: this.#now() };
    const { status, stage, progress, attempts, error, updatedAt } = job.row;
    try {
      await this.#catalog.updateJob(job.row.id, { status, stage, progress, attempts, error, updatedAt });
    } catch (thrown) {
      // The catalog still says that it runs, so the next start does it again.
      this.#onTrouble(job.row, thrown);
    }
    this.#release(job);
  }

  #release(job: LiveJob): void {
    job.phase = "ending";
    this.#live.delete(job.row.id);
    this.#feed.publish(job.row);
    job.settle();
  }
}

const share = (progress: number): number => (progress > 0 ? Math.min(progress, 1) : 0);

const storedError = (error: CutstreamError): StoredError => ({
  code: error.code,
  message: error.message,
  remedy: error.remedy,
});

const crashed = (job: JobRow): CutstreamError =>
  new CutstreamError(
    "internal",
    `The server died ${job.attempts} times while this job ran, the last time in stage ${job.stage}: it is not run again by itself.`,
  );
