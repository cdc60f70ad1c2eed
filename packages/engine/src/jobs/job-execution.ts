import { asCutstreamError, CutstreamError } from "../errors.ts";
import type { Catalog, JobRow, StoredError } from "../seams/catalog.ts";
import type { JobHandler } from "../seams/job-queue.ts";
import type { LiveJob } from "./live-job.ts";
import { ProgressWriter } from "./progress-writer.ts";

/** What jobs are run with, whoever decides which and when. */
export interface JobExecutionOptions {
  readonly catalog: Pick<Catalog, "insertJob" | "job" | "jobs" | "updateJob">;
  /** What runs the jobs of each kind. */
  readonly handlers: Readonly<Record<string, JobHandler>>;
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

/** Who is told how jobs go. */
export interface JobExecutionEvents {
  /** A job changed: it runs, or tells how far it is. */
  changed(job: JobRow): void;
  /** What the job told of its progress is stored. */
  stored(job: JobRow): void;
  /**
   * Whether a job is still this process's to end; asked before its end is written. Where there is no such question, it
   * is, and a job whose end could not be written counts as ended until the next start.
   */
  isOurs?(job: LiveJob): Promise<boolean>;
  /** A job is let go of, and its row stored as far as it could be: ended, or queued for another time. */
  released(job: LiveJob): void;
}

/** Runs of one job during which the process may die before the job is taken for what kills it. */
export const CRASH_LIMIT = 3;

/** Takes jobs from their turn to their end, and keeps their rows. */
export class JobExecution {
  readonly #catalog: JobExecutionOptions["catalog"];
  readonly #handlers: ReadonlyMap<string, JobHandler>;
  readonly #onFailed: NonNullable<JobExecutionOptions["onFailed"]>;
  readonly #onTrouble: NonNullable<JobExecutionOptions["onTrouble"]>;
  readonly #now: () => number;
  readonly #events: JobExecutionEvents;

  constructor(options: JobExecutionOptions, events: JobExecutionEvents) {
    this.#catalog = options.catalog;
    this.#handlers = new Map(Object.entries(options.handlers));
    this.#onFailed = options.onFailed ?? (async () => undefined);
    this.#onTrouble = options.onTrouble ?? ((job, thrown) => console.error(`Job ${job.id}:`, thrown));
    this.#now = options.now ?? Date.now;
    this.#events = events;
  }

  /** Takes a job from its turn to its end; throws nothing. */
  async run(job: LiveJob): Promise<void> {
    // It was cancelled while it waited.
    if (job.phase !== "waiting") return;
    job.phase = "running";
    try {
      await this.#work(job);
    } catch (thrown) {
      await this.conclude(job, thrown);
      return;
    }
    if (await this.#isLost(job)) return this.#events.released(job);
    await this.#end(job, { status: "done", progress: 1, error: null });
  }

  /** Brings a job to an end that is not `done`: queued for another time, cancelled or failed. Throws nothing. */
  async conclude(job: LiveJob, thrown: unknown): Promise<void> {
    job.phase = "ending";
    // Its row is another node's to write. A database that goes fails the job's work before it takes the job away.
    if (await this.#isLost(job)) return this.#events.released(job);
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

  async #isLost(job: LiveJob): Promise<boolean> {
    return job.stopReason === "lost" || (await this.#events.isOurs?.(job)) === false;
  }

  async #work(job: LiveJob): Promise<void> {
    const handler = this.#handlers.get(job.row.kind);
    if (!handler) throw new CutstreamError("internal", `Nothing here runs jobs of kind ${job.row.kind}.`);
    const change = { status: "running", attempts: job.row.attempts + 1, updatedAt: this.#now() } as const;
    await this.#catalog.updateJob(job.row.id, change);
    job.row = { ...job.row, ...change };
    this.#events.changed(job.row);
    this.#events.stored(job.row);
    job.signal.throwIfAborted();

    const writer = new ProgressWriter<JobRow>(
      async (row) => {
        const { id, stage, progress, updatedAt } = row;
        await this.#catalog.updateJob(id, { stage, progress, updatedAt });
        this.#events.stored(row);
      },
      (thrown) => this.#onTrouble(job.row, thrown),
    );
    let reporting = true;
    const report = (stage: string, progress: number): void => {
      if (!reporting) return;
      job.row = { ...job.row, stage, progress: share(progress), updatedAt: this.#now() };
      this.#events.changed(job.row);
      writer.put(job.row);
    };
    try {
      await handler({ job: job.row, signal: job.signal, report });
    } finally {
      reporting = false;
      await writer.stop();
    }
  }

  async #end(job: LiveJob, change: Partial<Pick<JobRow, "status" | "progress" | "attempts" | "error">>) {
    job.phase = "ending";
    const before = job.row;
    job.row = { ...before, ...change, updatedAt: this.#now() };
    const { status, stage, progress, attempts, error, updatedAt } = job.row;
    try {
      await this.#catalog.updateJob(job.row.id, { status, stage, progress, attempts, error, updatedAt });
    } catch (thrown) {
      // The catalog still says that it runs, so that it is done again.
      this.#onTrouble(job.row, thrown);
      if (this.#events.isOurs) job.row = before;
    }
    this.#events.released(job);
  }
}

const share = (progress: number): number => (progress > 0 ? Math.min(progress, 1) : 0);

const storedError = (error: CutstreamError): StoredError => ({
  code: error.code,
  message: error.message,
  remedy: error.remedy,
});

/** What a job fails with during whose runs the process died too often. */
export const crashed = (job: JobRow): CutstreamError =>
  new CutstreamError(
    "internal",
    `The server died ${job.attempts} times while this job ran, the last time in stage ${job.stage}: it is not run again by itself.`,
  );
