import type { JobService, JobView } from "../api/jobs.ts";
import type { JobQueue } from "../seams/job-queue.ts";
import { viewJob } from "./job-view.ts";

/**
 * The jobs of a queue, as everybody sees them.
 * @param revive called before a job is retried.
 */
export function createJobService(queue: JobQueue, revive: (id: string) => Promise<void>): JobService {
  return {
    async get(id) {
      for await (const row of queue.watch(id)) return viewJob(row);
      throw new Error("unreachable");
    },
    async *watch(id, signal) {
      for await (const row of queue.watch(id, signal)) yield viewJob(row);
    },
    async *watchAll(signal) {
      for await (const row of queue.watchAll(signal)) yield viewJob(row);
    },
    cancel: async (id) => viewJob(await queue.cancel(id)),
    retry: async (id) => {
      await revive(id);
      return viewJob(await queue.retry(id));
    },
  };
}

/** Waits until a job has ended, the signal is aborted or the queue closes. @returns it as it was last. */
export async function lastOf(
  queue: JobQueue,
  id: string,
  signal?: AbortSignal,
): Promise<JobView | undefined> {
  let last: JobView | undefined;
  for await (const row of queue.watch(id, signal)) last = viewJob(row);
  return last;
}
