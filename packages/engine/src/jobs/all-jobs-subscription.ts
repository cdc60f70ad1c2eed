import type { JobRow } from "../seams/catalog.ts";
import { Subscription } from "./subscription.ts";

/** The latest state of each job that one reader has not read yet. */
export class AllJobsSubscription extends Subscription {
  /** By id, in the order in which they first changed: never more than there are jobs, however slow the reader. */
  readonly #unread = new Map<string, JobRow>();

  protected keep(job: JobRow): void {
    this.#unread.set(job.id, job);
  }

  protected take(): JobRow | undefined {
    const [job] = this.#unread.values();
    if (job) this.#unread.delete(job.id);
    return job;
  }
}
