import { EventEmitter, on } from "node:events";
import { CutstreamError, type JobService, type JobView } from "@cutstream/engine";

/** Jobs that tests push along by hand. */
export interface FakeJobs extends JobService {
  start(kind: string, video: string): JobView;
  /** Changes a job, and tells those who watch it. */
  change(id: string, change: Partial<Pick<JobView, "status" | "stage" | "progress" | "error">>): JobView;
}

const ENDED = new Set(["done", "failed", "cancelled"]);
const WHEN = "2026-01-01T00:00:00.000Z";

/** Makes an empty set of jobs. */
export function createFakeJobs(): FakeJobs {
  const jobs = new Map<string, JobView>();
  const changes = new EventEmitter().setMaxListeners(0);

  const get = (id: string): JobView => {
    const job = jobs.get(id);
    if (job === undefined) throw new CutstreamError("job_not_found", `There is no job ${id}.`);
    return job;
  };

  const put = (job: JobView): JobView => {
    jobs.set(job.id, job);
    changes.emit(job.id, job);
    changes.emit("any", job);
    return job;
  };

  return {
    start: (kind, video) =>
      put({
        id: `j${jobs.size + 1}`,
        kind,
        video,
        status: "queued",
        stage: "fetch",
        progress: 0,
        attempts: 0,
        createdAt: WHEN,
        updatedAt: WHEN,
      }),
    change: (id, change) => put({ ...get(id), ...change }),
    get: async (id) => get(id),
    async *watch(id, signal) {
      const events = on(changes, id, signal ? { signal } : {});
      let job = get(id);
      yield job;
      while (!ENDED.has(job.status)) {
        const [changed]: JobView[] = (await events.next()).value ?? [];
        job = changed ?? job;
        yield job;
      }
    },
    async *watchAll(signal) {
      const events = on(changes, "any", signal ? { signal } : {});
      for (const job of jobs.values()) if (!ENDED.has(job.status)) yield job;
      for await (const [job] of events) yield job as JobView;
    },
    cancel: async (id) => put({ ...get(id), status: "cancelled" }),
    retry: async (id) => {
      const job = get(id);
      if (job.status !== "failed" && job.status !== "cancelled") {
        throw new CutstreamError("job_not_retryable", `Job ${id} is ${job.status}.`);
      }
      return put({ ...job, status: "queued", attempts: job.attempts + 1 });
    },
  };
}
