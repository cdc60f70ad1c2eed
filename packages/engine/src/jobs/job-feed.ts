import type { JobRow, JobStatus } from "../seams/catalog.ts";
import { AllJobsSubscription } from "./all-jobs-subscription.ts";
import { Subscription } from "./subscription.ts";

const ENDED: ReadonlySet<JobStatus> = new Set(["done", "failed", "cancelled"]);

/** Whether a job will not change any more by itself. */
export const hasEnded = (job: JobRow): boolean => ENDED.has(job.status);

/** Hands each change of a job to those who watch it. */
export class JobFeed {
  readonly #subscriptions = new Map<string, Set<JobSubscription>>();
  readonly #toAll = new Set<AllJobsSubscription>();
  #closed = false;

  /** Starts to keep the changes of all jobs for one reader, until the signal is aborted. */
  subscribeAll(signal?: AbortSignal): AllJobsSubscription {
    const subscription = new AllJobsSubscription(() => this.#toAll.delete(subscription), signal);
    this.#toAll.add(subscription);
    if (this.#closed || signal?.aborted) subscription.end();
    return subscription;
  }

  /** Starts to keep the changes of a job for one reader, until the signal is aborted. */
  subscribe(id: string, signal?: AbortSignal): JobSubscription {
    const subscription = new JobSubscription(() => this.#drop(id, subscription), signal);
    const all = this.#subscriptions.get(id) ?? new Set();
    this.#subscriptions.set(id, all.add(subscription));
    if (this.#closed || signal?.aborted) subscription.end();
    return subscription;
  }

  /** Ids of jobs that somebody watches by themselves, and whether somebody watches all. */
  watched(): { readonly ids: readonly string[]; readonly all: boolean } {
    return { ids: [...this.#subscriptions.keys()], all: this.#toAll.size > 0 };
  }

  /** Hands a job's new state to its readers; the last one where it has ended. */
  publish(job: JobRow): void {
    for (const subscription of this.#subscriptions.get(job.id) ?? []) subscription.push(job);
    for (const subscription of this.#toAll) subscription.push(job);
  }

  /** Ends all subscriptions, now and to come. */
  close(): void {
    this.#closed = true;
    for (const all of this.#subscriptions.values()) for (const subscription of all) subscription.end();
    for (const subscription of this.#toAll) subscription.end();
  }

  #drop(id: string, subscription: JobSubscription): void {
    const all = this.#subscriptions.get(id);
    all?.delete(subscription);
    if (all?.size === 0) this.#subscriptions.delete(id);
  }
}

/** The changes of one job that one reader has not read yet, until the one that ends the job. */
class JobSubscription extends Subscription {
  readonly #unread: JobRow[] = [];

  protected keep(job: JobRow): void {
    const last = this.#unread.at(-1);
    // Bounded by the stages of a job, however slow the reader.
    if (last && last.status === job.status && last.stage === job.stage) this.#unread.pop();
    this.#unread.push(job);
  }

  protected take(): JobRow | undefined {
    return this.#unread.shift();
  }

  /** Takes the latest change, if there was one, and leaves out those before it. */
  takeLatest(): JobRow | undefined {
    return this.#unread.splice(0).at(-1);
  }

  override async *[Symbol.asyncIterator](): AsyncGenerator<JobRow, void, undefined> {
    try {
      for await (const job of this.changes()) {
        yield job;
        if (hasEnded(job)) return;
      }
    } finally {
      this.end();
    }
  }
}
